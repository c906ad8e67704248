"""What the worker does by the clock: revive lost jobs, end unanswered invitations, send messages."""
from __future__ import annotations

import logging
import time
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.installation import current_settings, current_vault, utc_now
from app.jobs import mail, work
from app.services import jobs
from app.services.draw import seats
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


def send_messages() -> None:
    mail.send_due(current_settings(), current_vault())


CHORES: dict[str, tuple[float, Callable[[], None]]] = {
    "revive_lost_jobs": (10.0, revive_lost_jobs),
    "end_unanswered_invitations": (20.0, end_unanswered_invitations),
    "send_messages": (1.0, send_messages),
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
