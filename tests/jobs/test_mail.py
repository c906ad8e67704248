"""Messages go out after the commit, once, in the reader's language; faults stay visible and are tried again."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.config import Settings
from app.domain.phases import MessageState
from app.extensions import db
from app.installation import utc_now
from app.jobs import mail
from app.models import Message, Person
from app.services import messages
from app.services.vault import Vault
from app.transaction import transaction
from tests.cast import Cast, jury_of
from tests.jobs.mail_server import MailServer, mail_server


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def settings(context: Flask, server: MailServer) -> Settings:
    return replace(context.extensions["alqa.settings"], smtp_url=server.url, mail_from="jury@example.kz",
                   base_url="https://jury.example.kz")


@pytest.fixture
def vault(context: Flask) -> Vault:
    found: Vault = context.extensions["alqa.vault"]
    return found


def write(cast: Cast, vault: Vault, *people: int, template: str = "juror_link") -> None:
    with transaction() as session:
        for person in people:
            messages.queue(session, jury_of(session, cast), template, person=session.get_one(Person, person),
                           vault=vault, now=utc_now(), values={"token": "t0ken", "code": "ABCDE23456"})


def states() -> list[tuple[MessageState, int, str | None]]:
    db.session.rollback()
    rows = db.session.scalars(select(Message).order_by(Message.id))
    return [(row.state, row.attempts, row.error_code) for row in rows]


def test_a_message_goes_once_in_the_language_of_its_reader(
        cast: Cast, settings: Settings, server: MailServer, vault: Vault) -> None:
    write(cast, vault, cast.juror, cast.organizer)
    assert mail.send_due(settings, vault) == 2
    assert mail.send_due(settings, vault) == 0
    russian, kazakh = server.letters
    assert (russian["To"], russian["Content-Language"], kazakh["Content-Language"]) == ("juror@example.kz", "ru", "kk")
    assert "https://jury.example.kz/ru/enter/t0ken" in russian.get_content()
    assert "Water (ru)" in russian["Subject"] and russian["From"] == "jury@example.kz"
    assert russian["Subject"] != kazakh["Subject"]
    assert [state for state, _, _ in states()] == [MessageState.SENT] * 2


def test_what_was_rolled_back_is_never_sent(cast: Cast, settings: Settings, server: MailServer, vault: Vault) -> None:
    with pytest.raises(RuntimeError), transaction() as session:
        messages.queue(session, jury_of(session, cast), "juror_link", vault=vault, now=utc_now(),
                       person=session.get_one(Person, cast.juror), values={"token": "x"})
        raise RuntimeError
    assert mail.send_due(settings, vault) == 0 and server.letters == []


def test_without_a_mail_server_messages_wait(cast: Cast, settings: Settings, vault: Vault) -> None:
    write(cast, vault, cast.juror)
    assert mail.send_due(replace(settings, smtp_url=""), vault) == 0
    assert states() == [(MessageState.QUEUED, 0, None)]


def test_an_unknown_address_fails_at_once_and_does_not_stop_the_others(
        cast: Cast, settings: Settings, server: MailServer, vault: Vault) -> None:
    server.refused = {"juror@example.kz"}
    write(cast, vault, cast.juror, cast.organizer)
    assert mail.send_due(settings, vault) == 1
    assert states() == [(MessageState.FAILED, 1, "mail_address_refused"), (MessageState.SENT, 1, None)]


@pytest.mark.parametrize("address", ["иван@example.kz", "two\nlines@example.kz"])
def test_an_address_that_no_mail_can_carry_does_not_stop_the_others(
        cast: Cast, settings: Settings, server: MailServer, vault: Vault, address: str) -> None:
    with transaction() as session:
        session.get_one(Person, cast.juror).email = address
    write(cast, vault, cast.juror, cast.organizer)
    assert mail.send_due(settings, vault) == 1
    assert states() == [(MessageState.FAILED, 1, "mail_address_refused"), (MessageState.SENT, 1, None)]


def test_a_passing_fault_is_tried_again_later(
        cast: Cast, settings: Settings, server: MailServer, vault: Vault) -> None:
    server.is_full = True
    write(cast, vault, cast.juror)
    assert mail.send_due(settings, vault) == 0
    assert states() == [(MessageState.QUEUED, 1, "mail_was_refused")]
    server.is_full = False
    assert mail.send_due(settings, vault) == 0, "not before its time"
    with transaction() as session:
        session.execute(update(Message).values(try_after=utc_now() - timedelta(seconds=1)))
    assert mail.send_due(settings, vault) == 1
    assert states()[0][0] is MessageState.SENT


def test_after_many_attempts_it_fails_visibly(cast: Cast, settings: Settings, vault: Vault, server: MailServer) -> None:
    server.is_full = True
    write(cast, vault, cast.juror)
    for _ in range(messages.MAX_ATTEMPTS + 1):
        with transaction() as session:
            session.execute(update(Message).values(try_after=None))
        mail.send_due(settings, vault)
    assert states() == [(MessageState.FAILED, messages.MAX_ATTEMPTS, "mail_was_refused")]


def test_a_server_that_is_away_is_noted(cast: Cast, settings: Settings, vault: Vault) -> None:
    write(cast, vault, cast.juror)
    assert mail.send_due(replace(settings, smtp_url="smtp://127.0.0.1:1"), vault) == 0
    assert states() == [(MessageState.QUEUED, 1, "mail_server_away")]


def test_a_message_taken_by_a_worker_that_died_is_free_again_later(cast: Cast, vault: Vault, context: Flask) -> None:
    write(cast, vault, cast.juror)
    now = utc_now()
    with transaction() as session:
        [message_id] = messages.due_ids(session, now=now)
        assert messages.take(session, message_id, now=now) is not None
    with transaction() as session:
        assert messages.take(session, message_id, now=now) is None
        assert messages.due_ids(session, now=now) == []
        assert messages.due_ids(session, now=now + timedelta(minutes=2)) == [message_id]


def test_the_sealed_part_is_unreadable_in_the_database(cast: Cast, vault: Vault, context: Flask) -> None:
    write(cast, vault, cast.juror)
    sealed = db.session.scalars(select(Message.content_sealed)).one()
    assert b"juror@example.kz" not in sealed and b"t0ken" not in sealed


@pytest.mark.parametrize("template", ["juror_link", "juror_code"])
def test_a_letter_for_somebody_without_an_address_is_printed(cast: Cast, vault: Vault, template: str,
                                                            settings: Settings) -> None:
    with transaction() as session:
        person = session.get_one(Person, cast.juror)
        person.email = None
        letter = messages.queue(session, jury_of(session, cast), template, person=person, vault=vault, now=utc_now(),
                                values={"token": "x", "code": "ABCDE23456"}, on_paper=True)
        nothing = messages.queue(session, jury_of(session, cast), template, person=person, vault=vault, now=utc_now())
    assert letter is not None and nothing is None
    assert mail.send_due(settings, vault) == 0
