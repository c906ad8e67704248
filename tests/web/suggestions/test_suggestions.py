"""The public says something: without account, script or cookie; the desk answers; authors look it up and appeal."""
from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import logs
from app.domain.buckets import Buckets
from app.domain.stages import Stage
from app.domain.suggestions import Outcome, Refusal
from app.extensions import db
from app.i18n.letters import render_letter
from app.installation import utc_now
from app.models import Document, Jury, Message, Submission
from app.services import messages
from app.services.room import rooms
from app.services.suggestions import answers
from app.services.suggestions.answers import Answer
from app.transaction import transaction
from app.web.suggestions import open_forms
from tests.cast import Cast, actor
from tests.pages import TOKEN, CheckedClient
from tests.suggesting import BODY, EMAIL, send, under_way

SignIn = Callable[[int], FlaskClient]
NASTY = "\"><script>alert('x')</script>\n\n<img src=x onerror=alert(1)> {{ 7*7 }} javascript:alert(1)"


@pytest.fixture
def base(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the jury, which takes statements; forms may be sent at once."""
    monkeypatch.setattr(open_forms, "FASTEST", 0.0)
    open_forms.sendings._buckets.clear()
    open_forms.attempts._buckets.clear()
    with app.app_context(), transaction() as session:
        rooms.ensure_room(session, under_way(session, cast, Stage.DELIBERATION).id, now=utc_now())
    return f"/en/juries/{cast.slug}"


def text_of(answer: TestResponse) -> str:
    return unescape(answer.get_data(as_text=True))


def send_form(client: CheckedClient, address: str, body: str = BODY, **fields: str) -> TestResponse:
    return client.send(address, {"body": body, **fields})


def code_on(client: CheckedClient, answer: TestResponse) -> str:
    assert answer.status_code == 303, text_of(answer)[-3000:]
    found = re.search(r'class="receipt-code"[^>]*>([\d ]+)<', text_of(client.get(answer.headers["Location"])))
    assert found
    return found[1]


def test_from_the_form_to_the_answer(
        app: Flask, client: CheckedClient, cast: Cast, base: str, sign_in: SignIn,
        caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert f"{base}/statements/" in text_of(client.get(f"{base}/"))
    code = code_on(client, send_form(client, f"{base}/statements/new", email=EMAIL))
    page = text_of(client.send("/en/suggestions/status", {"code": code}))
    assert "Waiting for an answer" in page and BODY in page and EMAIL not in page
    assert BODY not in text_of(client.get(f"{base}/statements/"))  # not before somebody has read it

    chair = sign_in(cast.facilitator)
    desk = text_of(chair.get(f"{base}/statements/desk/"))
    assert "1 entry" in desk and BODY in desk and EMAIL not in desk
    answer = chair.send(f"{base}/statements/desk/1", {"outcome": "evidence", "words-ru": "Спасибо", "before": ""})
    assert answer.status_code == 303, text_of(answer)[-2000:]
    again = text_of(chair.send(f"{base}/statements/desk/1", {"outcome": "not_published", "refusal": "insult"}))
    assert "It lies before the jury." in again

    public = text_of(client.get(f"{base}/statements/"))
    assert BODY in public and "Used as evidence" in public and "Спасибо" in public
    assert BODY in text_of(client.get(f"{base}/statements/1"))  # its permanent address
    library = text_of(sign_in(cast.expert).get(f"{base}/documents/"))
    assert "From the public, not from witnesses" in library
    with app.app_context():
        document = db.session.scalars(select(Document)).one()
        message = db.session.scalars(select(Message)).one()
        jury = db.session.get_one(Jury, cast.jury_id)
        content = messages.content_of(jury, message, vault=app.extensions["alqa.vault"])
        letter = render_letter(message.template, message.language, jury, content.values, base_url="http://localhost")
    shown = text_of(sign_in(cast.juror).get(f"{base}/documents/{document.id}/text"))
    assert "Somebody who is neither a juror nor a witness sent this." in shown and "newer version" not in shown
    assert f'{base}/statements/1"' in shown
    assert "Спасибо" in letter.body and "None" not in letter.body and code.replace(" ", "") not in letter.body
    assert "Somebody from the public" in text_of(sign_in(cast.organizer).get(f"{base}/messages/"))

    written = "\n".join(logs.JsonLines().format(record) for record in caplog.records)
    assert "statement_received" in written
    for secret in (EMAIL, BODY, code, code.replace(" ", "")):
        assert secret not in written and json.dumps(secret) not in written
    for path in ("", "statements/", "record", "statements/new"):
        answer = client.get(f"{base}/{path}")
        assert EMAIL not in text_of(answer) and "Set-Cookie" not in answer.headers, path


@pytest.mark.parametrize("language", ["ru"])
def test_what_somebody_types_never_becomes_a_page(
        app: Flask, client: CheckedClient, cast: Cast, base: str, sign_in: SignIn, language: str) -> None:
    """Every place that shows foreign words; the client refuses pages with inline scripts and double ids."""
    slug, staff = cast.slug, sign_in(cast.outsider)
    code = code_on(client, send_form(client, f"/{language}/suggest", NASTY, place=NASTY[:100]))
    code_on(client, send_form(client, f"/{language}/juries/{slug}/statements/new", NASTY))
    body = {"name-ru": NASTY, "about-ru": NASTY, "address-ru": NASTY, "web": "javascript:alert(1)"}
    assert staff.send(f"/{language}/suggestions/desk/bodies/new", body).status_code == 200  # refused, and shown again
    assert staff.send(f"/{language}/suggestions/desk/bodies/new", body | {"web": "https://x.kz/\"><b>"}
                      ).status_code == 303
    edit = text_of(staff.get(f"/{language}/suggestions/desk/1"))
    offered = re.search(r'<option value="(\d+)"', edit)
    assert offered
    given = {"outcome": "outside", "advice": offered[1], "words-ru": NASTY, "words-en": NASTY}
    assert staff.send(f"/{language}/suggestions/desk/1", given).status_code == 303
    assert sign_in(cast.organizer).send(f"/{language}/juries/{slug}/statements/desk/1",
                                        given | {"outcome": "passed_on"}).status_code == 303
    pages = [client.get(f"/{language}/{path}") for path in (
        "suggestions/", "suggestions/advice", "suggestions/1", f"juries/{slug}/statements/1",
        f"juries/{slug}/statements/", f"juries/{slug}/statements/new", "suggest",
        "suggestions/status")]
    pages += [staff.get(f"/{language}/suggestions/desk/{path}") for path in (
        "?view=everything", "?view=nonsense&page=999", "1", "bodies/", "bodies/1")]
    pages += [sign_in(who).get(f"/{language}/juries/{slug}/statements/desk/{path}")
              for who in (cast.organizer, cast.overseer) for path in ("?view=answered", "1")]
    pages.append(client.send(f"/{language}/suggestions/status", {"code": code}))
    for page in pages:
        html = page.get_data(as_text=True)
        assert page.status_code == 200, page.request.path
        for danger in ("<script>alert", "<img src=x", 'href="javascript', 'x.kz/"'):
            assert danger not in html, (page.request.path, danger)
    assert "7*7" in pages[0].get_data(as_text=True) and "x.kz/&#34;" in pages[1].get_data(as_text=True)
    assert staff.send(f"/{language}/suggestions/desk/bodies/1/end", page="/en/suggestions/desk/bodies/"
                      ).status_code == 303
    assert "x.kz" not in text_of(client.get(f"/{language}/suggestions/advice"))


def test_programs_are_kept_out(client: CheckedClient, base: str, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The trap, the haste, a foreign form, and a flood; people lose nothing of what they typed."""
    address = f"{base}/statements/new"
    assert "as if a program" in text_of(send_form(client, address, website="http://spam.example"))
    assert client.post(address, data={"body": "x"}).status_code == 200  # without the signature
    assert client.post(address, data={"body": "x"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    monkeypatch.setattr(open_forms, "FASTEST", 3.0)
    page = text_of(send_form(client, address))
    assert "faster than a person" in page and BODY in page
    monkeypatch.setattr(open_forms, "FASTEST", 0.0)
    monkeypatch.setattr(open_forms, "sendings", Buckets(size=5, per_second=0.001))
    answers_given = [send_form(client, address, f"Flood {place}") for place in range(8)]
    assert [answer.status_code for answer in answers_given] == [303] * 5 + [200] * 3
    assert "many attempts" in text_of(answers_given[-1]) and "Flood 7" in text_of(answers_given[-1])
    monkeypatch.setattr(open_forms, "attempts", Buckets(size=3, per_second=0.001))
    tried = [client.send("/en/suggestions/status", {"code": f"0000 0000 000{place}"}) for place in range(4)]
    assert "nothing under this code" in text_of(tried[0]) and "many attempts" in text_of(tried[3])
    with app.app_context():
        assert len(list(db.session.scalars(select(Submission.id)))) == 5


def test_pressed_twice_it_is_sent_once(client: CheckedClient, base: str, app: Flask) -> None:
    html = client.get(f"{base}/statements/new").get_data(as_text=True)
    key, token = re.search(r'name="key"[^>]*value="([^"]+)"', html), TOKEN.search(html)
    assert key and token
    fields = {"body": BODY, "key": key[1], "csrf_token": token[1]}
    first, second = (client.post(f"{base}/statements/new", data=fields) for _ in range(2))
    lines = "1\r\n" * 749 + "12"  # 1,500 characters as the browser counts them
    assert send_form(client, f"{base}/statements/new", lines).status_code == 303
    assert "At most 1500 characters" in text_of(send_form(client, f"{base}/statements/new", lines + "3"))
    assert first.headers["Location"] == second.headers["Location"]
    receipt = client.get(first.headers["Location"])
    assert receipt.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in receipt.headers
    assert client.get(f"{base}/statements/receipt/{'0' * 64}").status_code == 404
    assert "other words" in text_of(client.post(f"{base}/statements/new", data=fields | {"body": "Other"}))
    with app.app_context():
        assert len(list(db.session.scalars(select(Submission.id)))) == 2


def test_an_appeal_reaches_the_overseers(
        app: Flask, client: CheckedClient, cast: Cast, base: str, sign_in: SignIn) -> None:
    vault = app.extensions["alqa.vault"]
    with app.app_context(), transaction() as session:
        jury = session.get_one(Jury, cast.jury_id)
        _row, code = send(session, jury, vault=vault, now=utc_now() - timedelta(days=40))
        send(session, jury, "Waits too long", vault=vault, now=utc_now() - timedelta(days=40))
        answers.answer(session, jury, 1, Answer(Outcome.NOT_PUBLISHED, refusal=Refusal.ADVERTISING), vault=vault,
                       actor=actor(session, cast, "facilitator"), now=utc_now() - timedelta(days=2))
    assert [client.get(f"{base}/statements/{number}").status_code for number in (1, 2, 3)] == [404] * 3
    public = text_of(client.get(f"{base}/statements/"))
    assert BODY not in public and "It advertises something." in public
    assert "Overdue." in public and "1 answer is later than promised." in public
    mine = text_of(client.send("/en/suggestions/status", {"code": code}))
    assert "Ask the overseers" in mine and "days late" in mine
    assert "Write why you think so." in text_of(client.send(
        "/en/suggestions/status/appeal", {"code": code}, page="/en/suggestions/status"))
    sent = text_of(client.send("/en/suggestions/status/appeal", {"code": code, "words": "No product"},
                               page="/en/suggestions/status"))
    assert "The overseers look at it" in sent and "Ask the overseers" not in sent

    desk = f"{base}/statements/desk"
    assert "No product" not in text_of(sign_in(cast.organizer).get(f"{desk}/1"))  # only overseers read an appeal
    overseer = sign_in(cast.overseer)
    page = text_of(overseer.get(f"{desk}/1"))
    assert "No product" in page and BODY in page and "Publish the answer" not in page
    assert overseer.send(f"{desk}/1", {"outcome": "outside"}, page=f"{desk}/1").status_code in {200, 403}
    assert "1 entry" in text_of(overseer.get(f"{desk}/?view=appealed"))
    decided = overseer.send(f"{desk}/1/appeal", {"decision": "upheld", "reason": "It sells nothing"}, page=f"{desk}/1")
    assert decided.status_code == 303
    mine = text_of(client.send("/en/suggestions/status", {"code": code}))
    assert "Your appeal was right" in mine and "It sells nothing" in mine and "An answer is promised" in mine

    gone = text_of(client.send("/en/suggestions/status/withdraw", {"code": code}, page="/en/suggestions/status"))
    assert "The words are erased." in gone and BODY not in gone
    assert client.send("/en/suggestions/status/withdraw", {"code": "1"}, page="/en/suggestions/status"
                       ).status_code == 400


def test_the_organizer_closes_the_door(app: Flask, client: CheckedClient, cast: Cast, base: str,
                                       sign_in: SignIn) -> None:
    organizer = sign_in(cast.organizer)
    desk = f"{base}/statements/desk"
    assert organizer.send(f"{desk}/terms", {"working_days": "7"}, page=f"{desk}/").status_code == 303
    page = text_of(client.get(f"{base}/statements/new"))
    assert "closed this jury to statements" in page and "<textarea" not in page
    open_one = {"is_open": "y", "working_days": "7", "closes_on": "2099-12-31"}
    assert organizer.send(f"{desk}/terms", open_one, page=f"{desk}/").status_code == 303
    page = text_of(client.get(f"{base}/statements/new"))
    assert "within 7 working days" in page and "31 December 2099" in page
    with app.app_context(), transaction() as session:
        session.get_one(Jury, cast.jury_id).stage = Stage.DRAFT
    assert client.get(f"{base}/statements/").status_code == 404
    assert sign_in(cast.juror).get(f"{base}/statements/").status_code == 200
