"""Mail that came back is matched by a mark that only we can make, and shown; a lasting fault silences the address."""
from __future__ import annotations

import mailbox
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.config import Settings
from app.domain.phases import MessageState
from app.extensions import db
from app.installation import utc_now
from app.jobs import bounces, mail
from app.models import Message, Person, SilencedAddress
from app.services import messages
from app.services.messages.bounces import message_mark
from app.services.vault import Vault
from app.transaction import transaction
from tests.cast import Cast, jury_of

REPORT = """\
From: MAILER-DAEMON@mx.example.kz
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.kz

Final-Recipient: rfc822; juror@example.kz
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <juror@example.kz>: no such person

--B
Content-Type: {returned}

Message-ID: {message_id}
Subject: You are a juror

--B--
"""


@pytest.fixture
def vault(context: Flask) -> Vault:
    found: Vault = context.extensions["alqa.vault"]
    return found


@pytest.fixture
def settings(context: Flask) -> Settings:
    return replace(context.extensions["alqa.settings"], base_url="https://jury.example.kz",
                   bounce_address="bounces@jury.example.kz")


@pytest.fixture
def message_id(cast: Cast, vault: Vault) -> int:
    with transaction() as session:
        message = messages.queue(session, jury_of(session, cast), "juror_code", vault=vault, now=utc_now(),
                                 person=session.get_one(Person, cast.juror), values={"code": "ABCDE23456"})
        assert message is not None
        messages.mark_sent(session, message.id, now=utc_now())
        return message.id


def report(*, to: str = "alqa@jury.example.kz", action: str = "failed", status: str = "5.1.1",
           message_id: str = "<other@x>", returned: str = "text/rfc822-headers") -> bytes:
    return REPORT.format(to=to, action=action, status=status, message_id=message_id, returned=returned).encode()


def state(message_id: int) -> tuple[MessageState, str | None]:
    db.session.rollback()
    message = db.session.get_one(Message, message_id)
    return message.state, message.bounce_reason


def is_silenced() -> bool:
    return db.session.scalar(select(SilencedAddress.address_hash)) is not None


@pytest.mark.parametrize("way", ["return address", "headers", "whole mail"])
def test_a_report_marks_the_message_and_silences_the_address(settings: Settings, vault: Vault, message_id: int,
                                                             way: str) -> None:
    known = mail.compose(message_id, settings, vault)["Message-ID"]
    to = mail.return_address(message_id, settings, vault) or ""
    assert to.startswith(f"bounces+{message_id}.") and to.endswith("@jury.example.kz")
    raw = {"return address": report(to=to), "headers": report(message_id=known),
           "whole mail": report(message_id=known, returned="message/rfc822")}[way]
    assert bounces.note(raw, vault) is True
    assert bounces.note(raw, vault) is False, "the same report again changes nothing"
    found, reason = state(message_id)
    assert found is MessageState.BOUNCED and reason is not None and "no such person" in reason
    assert "juror@" not in reason, "the address is not for everybody who reads the log"
    assert is_silenced()


@pytest.mark.parametrize(("status", "silences"), [("5.1.1", True), ("5.2.2", False), ("4.4.7", False)])
def test_only_a_lasting_fault_silences(vault: Vault, message_id: int, status: str, silences: bool) -> None:
    mark = message_mark(vault, message_id)
    bounces.note(report(to=f"bounces+{message_id}.{mark}@x.kz", status=status), vault)
    assert state(message_id)[0] is MessageState.BOUNCED and is_silenced() is silences


@pytest.mark.parametrize("raw", [
    report(to="bounces+1.00000000000000000000@x.kz"), report(message_id="<alqa-1.11111111111111111111@x>"),
    report(), b"", b"\xff\x00 no mail at all", b"Subject: hello\n\nI am away until Monday.",
    report().replace(b"--B--", b""), report().replace(b"message/delivery-status", b"text/plain")])
def test_a_forged_or_foreign_report_changes_nothing(vault: Vault, message_id: int, raw: bytes) -> None:
    assert bounces.note(raw, vault) is False
    assert state(message_id)[0] is MessageState.SENT and not is_silenced()


def test_a_delay_is_no_failure(vault: Vault, message_id: int) -> None:
    mark = message_mark(vault, message_id)
    assert bounces.note(report(to=f"b+{message_id}.{mark}@x", action="delayed", status="4.4.1"), vault) is False
    assert state(message_id)[0] is MessageState.SENT


def test_a_maildir_is_read_once_and_a_file_as_often_as_one_likes(context: Flask, vault: Vault, message_id: int,
                                                                 tmp_path: Path, settings: Settings) -> None:
    mark = message_mark(vault, message_id)
    raw = report(to=f"bounces+{message_id}.{mark}@x.kz")
    box = mailbox.Maildir(tmp_path / "mail", create=True)
    box.add(mailbox.MaildirMessage(b"Subject: spam\n\nspam"))
    box.add(mailbox.MaildirMessage(raw))
    there = replace(settings, bounces_url=f"maildir:{tmp_path / 'mail'}")
    assert [bounces.read_configured(there, vault) for _ in range(2)] == [1, 0]
    assert len(list((tmp_path / "mail/cur").iterdir())) == 2
    assert bounces.read_configured(replace(settings, bounces_url=f"maildir:{tmp_path / 'none'}"), vault) == 0
    single = tmp_path / "report.eml"
    single.write_bytes(raw)
    answer = context.test_cli_runner().invoke(args=["messages", "bounces", str(single)])
    assert "come back: 0" in answer.output, "it is marked already"


def test_people_and_log_show_whose_mail_came_back_until_a_later_one_arrives(
        cast: Cast, sign_in: Callable[[int], FlaskClient], vault: Vault, message_id: int) -> None:
    organizer, people = sign_in(cast.organizer), f"/en/juries/{cast.slug}/members/"
    assert "The mail came back" not in organizer.get(people).text
    bounces.note(report(to=f"b+{message_id}.{message_mark(vault, message_id)}@x.kz"), vault)
    assert "The mail came back" in organizer.get(people).text
    log = organizer.get(f"/en/juries/{cast.slug}/messages/?state=bounced&who=juror").text
    assert "no such person" in log and "1 message fits" in log
    with transaction() as session:
        later = messages.queue(session, jury_of(session, cast), "juror_link", vault=vault, now=utc_now(),
                               person=session.get_one(Person, cast.juror), values={"token": "x"})
        assert later is not None
        session.execute(update(Message).where(Message.id == later.id).values(state=MessageState.SENT))
    assert "The mail came back" not in organizer.get(people).text
