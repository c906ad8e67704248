"""Messages: once only, the news of a day, holding back, the log at length, the organizer's own words."""
from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.languages import LANGUAGES
from app.domain.phases import MessageState
from app.extensions import db
from app.fragments.letters import letter_of
from app.i18n.letter_samples import preview, sample_values
from app.i18n.letters import TITLES
from app.installation import utc_now
from app.jobs import mail
from app.models import Message, Person, SilencedAddress
from app.services import messages
from app.services.messages import LogFilter, digests, paragraphs, settings
from app.services.vault import Vault
from tests.cast import Cast, actor, jury_of

EVENING = datetime(2026, 12, 1, 14, 30, tzinfo=UTC)  # 19:30 in Almaty


@pytest.fixture
def vault(context: Flask) -> Vault:
    found: Vault = context.extensions["alqa.vault"]
    return found


@pytest.fixture
def session(vault: Vault) -> Session:
    return db.session()


def news(session: Session, cast: Cast, vault: Vault, key: str, now: datetime = EVENING) -> Message | None:
    return messages.remind(session, jury_of(session, cast), "step_due", key=key, vault=vault, now=now,
                           person=session.get_one(Person, cast.juror),
                           values={"step": key, "is_overdue": False, "due_at": "2026-12-02T00:00:00+00:00"})


def test_a_reminder_is_written_once(cast: Cast, session: Session, vault: Vault) -> None:
    assert news(session, cast, vault, "targets") is not None
    assert news(session, cast, vault, "targets") is None
    assert news(session, cast, vault, "agenda") is not None


def test_a_person_gets_one_message_a_day_with_all_the_news(cast: Cast, session: Session, vault: Vault) -> None:
    jury = jury_of(session, cast)
    news(session, cast, vault, "targets")
    news(session, cast, vault, "agenda")
    assert messages.due_ids(session, now=EVENING) == [], "news wait"
    assert digests.send_news(session, jury, vault=vault, now=EVENING - timedelta(hours=2)) == 0, "not before the hour"
    assert digests.send_news(session, jury, vault=vault, now=EVENING) == 1
    news(session, cast, vault, "briefing", EVENING + timedelta(hours=1))
    assert digests.send_news(session, jury, vault=vault, now=EVENING + timedelta(hours=1)) == 0, "one a day"
    [carrier_id] = messages.due_ids(session, now=EVENING)
    carrier = session.get_one(Message, carrier_id)
    letter = letter_of(session, jury, carrier, vault=vault, base_url="https://a.kz")
    assert letter.body.count("https://a.kz/ru/juries/") == 2, "both news, and no third"
    messages.mark_sent(session, carrier_id, now=EVENING)
    session.expire_all()
    states = [row.state for row in session.scalars(select(Message).order_by(Message.id))]
    assert states == [MessageState.SENT, MessageState.SENT, MessageState.SENT, MessageState.COLLECTED]
    assert digests.send_news(session, jury, vault=vault, now=EVENING + timedelta(days=1)) == 1


def test_an_organizer_holds_all_messages_back_and_lets_them_go(cast: Cast, session: Session, vault: Vault) -> None:
    jury, now = jury_of(session, cast), utc_now()
    organizer = actor(session, cast, "organizer")
    messages.queue(session, jury, "juror_code", person=session.get_one(Person, cast.juror), vault=vault, now=now)
    settings.stop(session, jury, actor=organizer, now=now)
    session.flush()
    assert messages.due_ids(session, now=now) == []
    settings.resume(session, jury, actor=organizer, now=now)
    session.flush()
    assert len(messages.due_ids(session, now=now)) == 1
    with pytest.raises(DomainError):
        settings.stop(session, jury, actor=actor(session, cast, "facilitator"), now=now)


def test_nothing_goes_to_a_silenced_address_until_somebody_vouches_for_it(
        cast: Cast, session: Session, vault: Vault) -> None:
    jury, now = jury_of(session, cast), utc_now()
    session.add(SilencedAddress(address_hash=messages.address_hash(vault, "JUROR@example.kz"), reason="5.1.1",
                                since=now))
    person = session.get_one(Person, cast.juror)
    message = messages.queue(session, jury, "juror_code", person=person, vault=vault, now=now)
    assert message is not None
    assert (message.state, message.error_code) == (MessageState.FAILED, "address_is_silenced")
    messages.try_again(session, jury, message.id, actor=actor(session, cast, "organizer"))
    again = messages.queue(session, jury, "juror_code", person=person, vault=vault, now=now)
    assert again is not None and again.state is MessageState.QUEUED


def test_the_log_of_20000_messages_opens_and_narrows_quickly(cast: Cast, session: Session, vault: Vault) -> None:
    jury, now = jury_of(session, cast), utc_now()
    kinds = ("ticket", "seat_invitation")
    session.execute(insert(Message), [
        {"jury_id": jury.id, "person_id": cast.expert if number % 100 == 0 else cast.juror, "channel": "email",
         "template": kinds[number % 2], "language": "kk", "content_sealed": b"", "created_at": now, "attempts": 0,
         "state": MessageState.BOUNCED if number % 1000 == 0 else MessageState.SENT} for number in range(20_000)])
    began = time.perf_counter()
    page = messages.outbox(session, jury, 500)
    assert (page.found, page.pages, len(page.messages)) == (20_000, 800, 25)
    assert messages.outbox(session, jury, 1, LogFilter(state=MessageState.BOUNCED)).found == 20
    assert messages.outbox(session, jury, 1, LogFilter(who="EXPERT")).found == 200
    assert messages.outbox(session, jury, 1, LogFilter(template="ticket", channel="email")).found == 10_000
    assert messages.outbox(session, jury, 1, LogFilter(who="7")).found == 0, "nobody has this number in the pool"
    assert time.perf_counter() - began < 2


def test_every_letter_can_be_looked_at_in_every_language(cast: Cast, session: Session, context: Flask) -> None:
    folder = Path(context.root_path).parent / "templates/letters"
    names = {path.stem for path in folder.glob("*.txt") if not path.name.endswith(".sms.txt")}
    assert names == set(TITLES), "a letter without a title, or a title without a letter"
    jury = jury_of(session, cast)
    for name in names:
        unknown = [key for key, value in sample_values(name).items() if value == "…"]
        assert not unknown, f"{name} asks for {unknown}: give a sample in app/i18n/letter_samples.py"
        for language in LANGUAGES:
            letter = preview(name, language, jury, base_url="https://alqa.example.kz")
            assert letter.subject and len(letter.body.split("\n\n")) > 2, "greeting, words, signature"


def test_the_organizers_own_words_stand_before_the_signature_in_their_language(
        cast: Cast, session: Session, vault: Vault, context: Flask) -> None:
    jury, now = jury_of(session, cast), utc_now()
    organizer = actor(session, cast, "organizer")
    paragraphs.write(session, jury, "juror_code", {"ru": "Ждём вас: {place}, {title}."}, actor=organizer, now=now)
    paragraphs.write(session, jury, "juror_code", {"ru": "Ждём: {place}."}, actor=organizer, now=now)
    assert [row.version for row in paragraphs.versions_of(session, jury, "juror_code")] == [2, 1]
    for person, has_words in ((cast.juror, True), (cast.organizer, False)):  # Russian, Kazakh
        message = messages.queue(session, jury, "juror_code", person=session.get_one(Person, person), vault=vault,
                                 now=now, values={"code": "ABCDE23456"})
        assert message is not None
        parts = letter_of(session, jury, message, vault=vault, base_url="https://a.kz").body.strip().split("\n\n")
        assert (parts[-2] == "Ждём: Almaty (ru).") is has_words
    session.commit()
    sent = mail.compose(message.id, context.extensions["alqa.settings"], vault)
    assert sent["Message-ID"].startswith(f"<alqa-{message.id}.")


@pytest.mark.parametrize("text", ["{name}", "{title", "title}", "{title.__class__}", "{}", "x" * 1001])
def test_a_wrong_placeholder_is_refused(cast: Cast, session: Session, text: str) -> None:
    with pytest.raises(DomainError):
        paragraphs.write(session, jury_of(session, cast), "ticket", {"kk": text}, now=utc_now(),
                         actor=actor(session, cast, "organizer"))
    session.rollback()
