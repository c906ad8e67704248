"""Text messages: a small gateway, short links, and paper when there is no gateway."""
from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.config import Settings, UnsafeSettings
from app.domain.languages import LANGUAGES
from app.domain.message_kinds import LONGEST_SMS, SHORT_TEMPLATES
from app.domain.phases import MessageState
from app.extensions import db
from app.i18n.letter_samples import short_preview
from app.installation import utc_now
from app.jobs import text_messages
from app.models import Message, Person, ShortLink
from app.services import messages
from app.services.vault import Vault
from app.transaction import transaction
from tests.cast import Cast, jury_of

CODE = "ABCDE23456"


class Gateway(ThreadingHTTPServer):
    """Keeps what it gets; answers with `status`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.status, self.got = 200, []


class Taking(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.got.append((body, self.headers["Authorization"]))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Quiet."""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def vault(context: Flask) -> Vault:
    found: Vault = context.extensions["alqa.vault"]
    return found


@pytest.fixture
def settings(context: Flask, gateway: Gateway) -> Settings:
    return replace(context.extensions["alqa.settings"], sms_url=f"http://127.0.0.1:{gateway.server_address[1]}/send",
                   sms_token="t0ken", base_url="https://jury.example.kz")


def write(cast: Cast, vault: Vault, template: str = "juror_link", phone: str = "8 (701) 123-45-67",
          **more: object) -> None:
    with transaction() as session:
        person = session.get_one(Person, cast.juror)
        person.email, person.phone = None, phone
        messages.queue(session, jury_of(session, cast), template, person=person, vault=vault, now=utc_now(),
                       values={"token": "secret-t0ken", "code": CODE}, **more)  # type: ignore[arg-type]


def states() -> list[tuple[str, MessageState, str | None]]:
    db.session.rollback()
    rows = db.session.scalars(select(Message).order_by(Message.id))
    return [(row.channel, row.state, row.error_code) for row in rows]


def test_a_person_with_a_phone_only_gets_a_text_with_a_short_link_that_leads_to_the_page(
        cast: Cast, settings: Settings, gateway: Gateway, vault: Vault, client: FlaskClient) -> None:
    write(cast, vault)
    assert text_messages.send_due(settings, vault) == 1 and text_messages.send_due(settings, vault) == 0
    [(message, token)] = gateway.got
    assert (message["to"], token) == ("+77011234567", "Bearer t0ken")
    assert "secret-t0ken" not in message["text"] and len(message["text"]) <= LONGEST_SMS
    assert states() == [("sms", MessageState.SENT, None)]
    found = re.search(r"https://jury\.example\.kz(/ru/l/[\w-]{16})", message["text"])
    assert found
    for _ in range(2):
        answer = client.get(found[1])
        assert (answer.status_code, answer.location) == (302, "/ru/enter/secret-t0ken"), "opening it uses nothing up"
    assert client.get("/ru/l/unknown").status_code == 404
    with transaction() as session:
        assert b"secret" not in session.scalars(select(ShortLink.path_sealed)).one()
        session.execute(update(ShortLink).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert client.get(found[1]).status_code == 404


@pytest.mark.parametrize(("status", "state", "code"), [
    (503, MessageState.QUEUED, "sms_gateway_away"), (429, MessageState.QUEUED, "sms_gateway_away"),
    (400, MessageState.FAILED, "sms_was_refused"), (307, MessageState.FAILED, "sms_was_refused")])
def test_a_passing_fault_is_tried_again_and_a_refusal_is_final(
        cast: Cast, settings: Settings, gateway: Gateway, vault: Vault, status: int, state: MessageState,
        code: str) -> None:
    gateway.status = status
    write(cast, vault)
    assert text_messages.send_due(settings, vault) == 0
    assert states() == [("sms", state, code)] and len(gateway.got) == 1, "a redirect is not followed"


def test_what_is_no_telephone_number_fails_visibly(cast: Cast, settings: Settings, gateway: Gateway,
                                                   vault: Vault) -> None:
    write(cast, vault, phone="нет")
    text_messages.send_due(settings, vault)
    assert states() == [("sms", MessageState.FAILED, "phone_is_wrong")] and gateway.got == []


def test_without_a_gateway_paper_takes_over_where_it_may(cast: Cast, settings: Settings, vault: Vault) -> None:
    write(cast, vault, on_paper=True)
    write(cast, vault, template="juror_code")
    assert states()[0][0] == "sms"
    assert text_messages.send_due(replace(settings, sms_url=""), vault) == 0
    assert states() == [("letter", MessageState.QUEUED, None), ("sms", MessageState.QUEUED, None)]


def test_in_development_texts_lie_in_a_file_that_only_its_owner_reads(cast: Cast, settings: Settings, vault: Vault,
                                                                      tmp_path: Path) -> None:
    write(cast, vault, template="juror_code")
    path = tmp_path / "sms.txt"
    assert text_messages.send_due(replace(settings, sms_url=f"file:{path}"), vault) == 1
    line = json.loads(path.read_text(encoding="utf-8"))
    assert "ABCDE-23456" in line["text"] and path.stat().st_mode & 0o077 == 0


def test_every_short_form_fits_a_phone_in_every_language(cast: Cast, context: Flask) -> None:
    jury = jury_of(db.session(), cast)
    folder = Path(context.root_path).parent / "templates/letters"
    assert {path.name.removesuffix(".sms.txt") for path in folder.glob("*.sms.txt")} == SHORT_TEMPLATES
    long = [(name, language, len(text)) for name in sorted(SHORT_TEMPLATES) for language in LANGUAGES
            if len(text := short_preview(name, language, jury, base_url="https://alqa.example.kz")) > LONGEST_SMS]
    assert long == []


@pytest.mark.parametrize("url", ["http://sms.example.kz/send", "file:/tmp/sms", "console:", "smoke signals"])
def test_an_unsafe_gateway_stops_the_start_in_production(url: str) -> None:
    production = {"ALQA_ENVIRONMENT": "production", "ALQA_SECRET_KEY": "x" * 40, "ALQA_BASE_URL": "https://a.kz",
                  "ALQA_DATABASE_URL": "postgresql+pg8000://a/b"}
    Settings.from_environ(production | {"ALQA_SMS_URL": "https://sms.example.kz/send"})
    with pytest.raises(UnsafeSettings, match="ALQA_SMS_URL"):
        Settings.from_environ(production | {"ALQA_SMS_URL": url})
