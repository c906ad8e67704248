"""What the worker does by the clock: revive lost jobs, end unanswered invitations, ask the beacon, send messages."""
from __future__ import annotations

import logging
import time
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.installation import current_settings, current_vault, utc_now
from app.jobs import beacons, bounces, kept_pages, mail, readers, reminders, searches, text_messages, timestamps, work
from app.models import Jury
from app.services import calendars, jobs
from app.services.draw import seat_reminders, seats
from app.services.integrity import keys, signatures
from app.services.messages import digests, short_links
from app.services.pool import feasibility_answers, pool_uploads, retention
from app.services.recruitment import address_uploads, letter_files, registration_answers
from app.services.suggestions import submission_erasing
from app.transaction import transaction

log = logging.getLogger(__name__)
_last: dict[str, float] = {}


def revive_lost_jobs() -> None:
    """A job whose worker fell silent is tried again or marked as failed."""
    session = db.session()
    session.rollback()
    claims = jobs.stale_claims(session, now=utc_now())
    for claim in claims:
        log.warning("job_lost", extra={"job_id": claim.job_id, "kind": claim.kind})
        work.recover(claim)


def end_unanswered_invitations() -> None:
    """A seat whose invitation ran out goes to the next person by the rule; one transaction for each draw."""
    now = utc_now()
    reader = db.session()
    reader.rollback()
    for draw_id in seats.draws_with_overdue_offers(reader, now=now):
        with transaction() as session:
            seats.expire_overdue(session, draw_id, vault=current_vault(), now=now)


def remind_invited_people() -> None:
    """Whoever has not answered hears once more before the deadline; each reminder is a transaction of its own."""
    now = utc_now()
    reader = db.session()
    reader.rollback()
    for offer_id in seat_reminders.due_ids(reader, now=now):
        with transaction() as session:
            seat_reminders.remind(session, offer_id, vault=current_vault(), now=now)


def ask_again_about_targets() -> None:
    """The pages show a stored answer to whether a jury is possible; a job renews it when pool or targets changed."""
    with transaction() as session:
        feasibility_answers.ask_again(session, now=utc_now())


def forget_letters() -> None:
    """PDFs of letters a week old, and address files that nobody confirmed within a day."""
    now = utc_now()
    with transaction() as session:
        letter_files.forget_old_files(session, now=now)
        address_uploads.forget_old_uploads(session, now=now)


def forget_answers() -> None:
    """Registrations that nobody finished."""
    with transaction() as session:
        registration_answers.forget_old(session, now=utc_now())


def send_messages() -> None:
    mail.send_due(current_settings(), current_vault())


def send_text_messages() -> None:
    text_messages.send_due(current_settings(), current_vault())


def send_news() -> None:
    """One e-mail a day for each person, with what was not urgent; a transaction for each jury."""
    reader = db.session()
    reader.rollback()
    for jury_id in digests.juries_with_news(reader):
        with transaction() as session:
            digests.send_news(session, session.get_one(Jury, jury_id), vault=current_vault(), now=utc_now())


def remind() -> None:
    """What the reminders of every jury under way have to say; each of them goes once."""
    reader = db.session()
    reader.rollback()
    for jury_id in reminders.jury_ids(reader):
        with transaction() as session:
            for reminder in reminders.REMINDERS:
                reminder(session, session.get_one(Jury, jury_id), current_vault(), utc_now())


def read_bounces() -> None:
    bounces.read_configured(current_settings(), current_vault())


def refresh_calendars() -> None:
    """Calendars follow the agenda; a changed session gets its next number."""
    reader = db.session()
    reader.rollback()
    behind = [jury_id for jury_id in reminders.jury_ids(reader) if calendars.is_behind(
        reader, reader.get_one(Jury, jury_id), now=utc_now())]
    for jury_id in behind:
        with transaction() as session:
            calendars.refresh(session, session.get_one(Jury, jury_id), now=utc_now())


def forget_short_links() -> None:
    with transaction() as session:
        short_links.forget_old(session, now=utc_now())


def read_into_search() -> None:
    """What was published, answered or changed can be found soon after."""
    searches.read_in_due()


def erase_submissions() -> None:
    """Words of the public that were not published, addresses left for an answer, and the letters that answered."""
    with transaction() as session:
        count = submission_erasing.erase_due(session, now=utc_now())
    if count:
        log.info("submissions_erased", extra={"count": count})


def forget_pool_uploads() -> None:
    """Pool files that nobody confirmed within a day."""
    with transaction() as session:
        pool_uploads.forget_old_uploads(session, now=utc_now())


def erase_by_the_clock() -> None:
    """Personal data whose time is over, in a transaction for each jury; the public record gets the counts."""
    reader = db.session()
    reader.rollback()
    for jury_id in retention.juries_to_look_at(reader):
        with transaction() as session:
            jury = session.get_one(Jury, jury_id)
            for clock, people in retention.erase_due(session, jury, vault=current_vault(), now=utc_now()).items():
                log.info("erased_by_the_clock", extra={"jury_id": jury_id, "kind": clock, "count": people})


def sign_publications() -> None:
    """Whatever was published is signed a moment later, so that no publication waits for a key; a transaction each."""
    reader = db.session()
    reader.rollback()
    if keys.active(reader) is None:
        with transaction() as session:
            keys.ensure(session, vault=current_vault(), now=utc_now())
    for jury_id in signatures.waiting(reader):
        with transaction() as session:
            count = signatures.sign(session, session.get_one(Jury, jury_id), vault=current_vault(), now=utc_now())
        log.info("documents_signed", extra={"jury_id": jury_id, "count": count})


def forget_kept_pages() -> None:
    kept_pages.forget_old(current_settings().data_dir / "pages", now=utc_now())


def fetch_timestamps() -> None:
    timestamps.fetch_missing(current_settings())


def fetch_beacon() -> None:
    beacons.fetch_due(current_settings())


CHORES: dict[str, tuple[float, Callable[[], None]]] = {
    "forget_pool_uploads": (3600.0, forget_pool_uploads),
    "erase_submissions": (3600.0, erase_submissions),
    "erase_by_the_clock": (3600.0, erase_by_the_clock),
    "revive_lost_jobs": (10.0, revive_lost_jobs),
    "end_unanswered_invitations": (20.0, end_unanswered_invitations),
    "remind_invited_people": (60.0, remind_invited_people),
    "fetch_beacon": (2.0, fetch_beacon),
    "ask_again_about_targets": (15.0, ask_again_about_targets),
    "forget_letters": (1800.0, forget_letters),
    "forget_answers": (600.0, forget_answers),
    "send_messages": (1.0, send_messages),
    "send_text_messages": (2.0, send_text_messages),
    "send_news": (60.0, send_news),
    "remind": (60.0, remind),
    "read_bounces": (300.0, read_bounces),
    "refresh_calendars": (30.0, refresh_calendars),
    "forget_short_links": (3600.0, forget_short_links),
    "read_into_search": (15.0, read_into_search),
    "tell_readers": (60.0, readers.tell_readers),
    "forget_readers": (3600.0, readers.forget_old),
    "sign_publications": (3.0, sign_publications),
    "fetch_timestamps": (5.0, fetch_timestamps),
    "forget_kept_pages": (3600.0, forget_kept_pages),
}


def do_due() -> None:
    """Do what is due; one chore that fails does not stop the others."""
    moment = time.monotonic()
    for name, (seconds, chore) in CHORES.items():
        if moment - _last.get(name, float("-inf")) >= seconds:
            _last[name] = moment
            _do(name, chore)


def do_all() -> None:
    for name, (_seconds, chore) in CHORES.items():
        _do(name, chore)


def _do(name: str, chore: Callable[[], None]) -> None:
    try:
        chore()
    except SQLAlchemyError:
        raise  # the worker waits for the database
    except Exception:  # the edge: the next round tries again
        log.exception("chore_failed", extra={"kind": name})
    finally:
        db.session.remove()
