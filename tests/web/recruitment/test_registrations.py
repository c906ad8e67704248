"""The registration as a person walks it: without a script, without a cookie, from the language to the receipt."""
from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app import logs
from app.domain.buckets import Buckets
from app.domain.stages import Stage
from app.extensions import db
from app.i18n.letters import render_letter
from app.installation import utc_now
from app.models import Jury, Message, Registrant, RegistrantLink, RegistrationDraft
from app.transaction import transaction
from app.web.recruitment import registrations as view
from tests.cast import Cast
from tests.registering import CODE, FEATURES, open_registration

SignIn = Callable[[int], FlaskClient]
ADDRESS = "/en/juries/{slug}/register"
NAME, PHONE, EMAIL, HOME = "Канарейка Айбекова", "+7 701 555 44 33", "kanareika@example.kz", "Тараз, Төле би 77, 15"
STEPS = [
    ("consent", {"agree": "y"}), ("question-1", {"answer": "woman"}), ("question-2", {"answer": "1975"}),
    ("question-3", {"answer": "undecided"}), ("contact", {"name": NAME, "phone": PHONE, "email": EMAIL}),
    ("home", {"address": HOME}), ("support", {"language": "ru", "languages": ["kk", "ru"], "needs": ["travel"]}),
    ("days", {"availability": "part"}),
]


@pytest.fixture
def open_jury(app: Flask, cast: Cast) -> str:
    view.attempts._buckets.clear()
    with app.app_context(), transaction() as session:
        open_registration(session, cast, app.extensions["alqa.vault"], utc_now())
    return ADDRESS.format(slug=cast.slug)


def path_of(answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.get_data(as_text=True)[-3000:]
    return str(answer.headers["Location"])


def begin(client: FlaskClient, base: str, **fields: str) -> str:
    return path_of(client.send(f"{base}/start", fields))


def walk(client: FlaskClient, base: str) -> str:
    """Answer everything; returns the address of the check."""
    path = begin(client, base, code="4821 O376 9954")
    for step, fields in STEPS:
        assert path.endswith(f"/{step}")
        path = path_of(client.send(path, fields))
    assert path.endswith("/check")
    return path


def grow_older(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.execute(update(RegistrationDraft).values(created_at=utc_now() - timedelta(minutes=3)))


def register(app: Flask, client: FlaskClient, base: str) -> str:
    """Walk to the end; returns the address of the receipt."""
    path = walk(client, base)
    grow_older(app)
    return path_of(client.send(path))


def test_from_the_letter_to_the_receipt(app: Flask, client: FlaskClient, open_jury: str) -> None:
    first = client.get(f"{open_jury}?code={CODE}").get_data(as_text=True)
    assert first.count(f"/register/start?code={CODE}") == 3
    assert CODE in client.get(f"{open_jury}/start?code={CODE}").get_data(as_text=True)
    path = walk(client, open_jury)
    page = client.get(path).get_data(as_text=True)
    assert NAME in page and "is undecided (en)" in page and "is 40–64 (en)" in page and "1975" not in page
    assert client.send(path).status_code == 200  # too fast, said in words
    grow_older(app)
    receipt = path_of(client.send(path))
    assert path_of(client.post(path, data={})) == receipt  # the button pressed twice
    assert path_of(client.get(path.replace("check", "contact"))) == receipt
    shown = client.get(receipt).get_data(as_text=True)
    assert receipt.removesuffix("/receipt") in shown and "data:image/svg+xml" in shown
    assert client.get(receipt).headers["Cache-Control"] == "no-store"
    with app.app_context():
        row = db.session.scalars(select(Registrant)).one()
        assert row.features == FEATURES and row.language == "ru" and row.excluded_at is None
        assert db.session.scalars(select(RegistrationDraft.answers_sealed)).all() == [b""]


def test_nobody_gets_a_cookie(app: Flask, client: FlaskClient, open_jury: str) -> None:
    own = register(app, client, open_jury).removesuffix("/receipt")
    for address in (open_jury, f"{open_jury}/start", own, f"{own}/change", f"{own}/leave"):
        assert client.get(address).status_code == 200
    assert not client._cookies


def test_the_address_of_the_letter_is_offered_and_every_answer_can_be_changed(
        client: FlaskClient, open_jury: str) -> None:
    path = walk(client, open_jury)
    home = path.replace("check", "home") + "?back=check"
    assert HOME in client.get(home).get_data(as_text=True)
    assert path_of(client.send(home, {"address": "Шу, 1"})) == path
    fresh = begin(client, open_jury, code=CODE).replace("consent", "home")
    assert "Сәтбаев" not in client.get(fresh, follow_redirects=True).get_data(as_text=True)  # not before the agreement
    page = path
    for step, fields in STEPS[:5]:
        page = path_of(client.send(fresh.replace("home", step), fields))
    assert "Алматы, Сәтбаев көшесі 7, 3" in client.get(page).get_data(as_text=True)


def test_what_is_wrong_is_said_on_the_page(client: FlaskClient, open_jury: str) -> None:
    start = f"{open_jury}/start"
    for fields in ({"code": "1111 2222 3333"}, {"code": "x"}, {"code": CODE, "website": "https://spam"}):
        answer = client.send(start, fields)
        assert answer.status_code == 200 and 'role="alert"' in answer.get_data(as_text=True)
    path = begin(client, open_jury, code=CODE)
    for step, fields in (("consent", {}), ("question-2", {"answer": "2019"}), ("question-2", {"answer": "abc"}),
                         ("contact", {"name": NAME}), ("contact", {"name": NAME, "phone": "none"})):
        here = path.replace("consent", step)
        answer = client.send(here, fields, page=path)
        if answer.status_code == 303:
            assert path_of(answer).endswith(("consent", "question-1", "question-2", "question-3"))  # not so far yet
        else:
            assert 'role="alert"' in answer.get_data(as_text=True)
        if step == "consent":
            client.send(path, {"agree": "y"})
            client.send(path.replace("consent", "question-1"), {"answer": "man"})


def test_a_form_needs_our_signature_and_a_stranger_finds_nothing(client: FlaskClient, open_jury: str) -> None:
    path = begin(client, open_jury, code=CODE)
    assert client.post(path, data={"agree": "y"}).status_code == 200  # shown again, nothing taken
    assert client.post(path, data={"agree": "y", "csrf_token": "forged"}).status_code == 200
    assert path_of(client.get(path.replace("consent", "question-1"))) == path
    assert client.get(f"{open_jury}/answers/unknown/consent").status_code == 404
    for page in ("", "/receipt", "/change", "/leave"):
        assert client.get(f"{open_jury}/mine/unknown{page}").status_code == 404


def test_floods_are_slowed(client: FlaskClient, open_jury: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, address in (("attempts", "start"), ("sendings", "answers/unknown/consent")):
        monkeypatch.setattr(view, name, Buckets(size=2, per_second=0.0001))
        answers = [client.post(f"{open_jury}/{address}", data={}).get_data(as_text=True) for _ in range(3)]
        assert ["many attempts" in answer for answer in answers] == [False, False, True]


def test_declining_spares_a_reminder(app: Flask, client: FlaskClient, open_jury: str) -> None:
    answer = path_of(client.send(f"{open_jury}/start", {"code": CODE, "answer": "no"}))
    assert client.get(answer).status_code == 200
    with app.app_context():
        assert db.session.scalars(select(RegistrationDraft)).all() == []


def test_own_page_changes_and_erases(app: Flask, client: FlaskClient, open_jury: str) -> None:
    own = register(app, client, open_jury).removesuffix("/receipt")
    assert NAME in client.get(own).get_data(as_text=True)
    fields = {"feature_1": "man", "feature_2": "", "feature_3": "for", "name": NAME, "phone": "8 777 000 00 01",
              "email": "", "address": "Шу, 2", "language": "kk", "availability": "all"}
    assert path_of(client.send(f"{own}/change", fields)) == own
    page = client.get(own).get_data(as_text=True)
    assert "+77770000001" in page and EMAIL not in page and "is 40–64 (en)" in page and "is man (en)" in page
    assert client.send(f"{own}/leave", {"what": "nothing"}).status_code == 200
    assert path_of(client.send(f"{own}/leave", {"what": "withdraw"})) == own
    assert client.get(f"{own}/change").status_code == 400
    assert path_of(client.send(f"{own}/leave", {"what": "erase"})) == own
    page = client.get(own).get_data(as_text=True)
    assert NAME not in page and "+7777" not in page and "erased" in page
    assert path_of(client.get(f"{own}/leave")) == own


def test_the_link_in_the_message_leads_to_the_same_page(app: Flask, client: FlaskClient, open_jury: str) -> None:
    own = register(app, client, open_jury).removesuffix("/receipt")
    with app.app_context():
        vault = app.extensions["alqa.vault"]
        message = db.session.scalars(select(Message)).one()
        jury = db.session.scalars(select(Jury)).one()
        token = vault.open(jury, message.content_sealed)["values"]["token"]
        values = {"token": token, "number": 1, "ticket": "01", "salt": "s", "count": 1, "panels": 10, "commitment": "c"}
        for template in ("registration_receipt", "registration_again", "ticket"):
            letter = render_letter(template, "kk", jury, values, base_url="https://alqa.example.kz")
            assert f"https://alqa.example.kz/kk/juries/{jury.slug}/register/mine/{token}" in letter.body
        assert len(db.session.scalars(select(RegistrantLink)).all()) == 2
    other = own.rsplit("/", 1)[0] + f"/{token}"
    assert other != own and NAME in client.get(other).get_data(as_text=True)


def test_a_closed_registration_says_so(app: Flask, client: FlaskClient, cast: Cast, open_jury: str) -> None:
    path = begin(client, open_jury, code=CODE)
    with app.app_context(), transaction() as session:
        session.get_one(Jury, cast.jury_id).stage = Stage.SEATING
    assert "registration is over" in client.get(open_jury).get_data(as_text=True)
    for address in (f"{open_jury}/start", path):
        answer = client.get(address)
        assert answer.status_code == 409 and "registration is over" in answer.get_data(as_text=True)
    with app.app_context(), transaction() as session:
        session.get_one(Jury, cast.jury_id).stage = Stage.DRAFT
    assert client.get(open_jury).status_code == 404


def test_staff_open_word_and_enter(app: Flask, cast: Cast, sign_in: SignIn, open_jury: str) -> None:
    desk = f"/en/juries/{cast.slug}/registrations/"
    organizer, facilitator = sign_in(cast.organizer), sign_in(cast.facilitator)
    assert path_of(organizer.send(desk, {"is_open": "y", "without_code": "", "closes_on": "2030-01-01"}))
    assert organizer.send(desk, {"is_open": "y", "closes_on": "2020-01-01"}).status_code == 200
    words = {f"kind_{place}": kind for place, kind in enumerate(("choice", "choice", "attitude"), start=1)}
    assert path_of(organizer.send(f"{desk}questions", {**words, "words_3-en": "What do you think of it?"}))
    assert "What do you think of it?" in organizer.get(f"{desk}call").get_data(as_text=True)
    fields = {"feature_1": "man", "feature_2": "65+", "feature_3": "for", "name": NAME, "phone": PHONE, "email": "",
              "address": HOME, "language": "kk", "availability": "all", "note": "the note of the call", "agree": "y",
              "code": CODE, "command_id": "the-same-press"}
    assert facilitator.get(desk).status_code == 200
    assert facilitator.send(desk, {"is_open": ""}).status_code == 403
    assert facilitator.send(f"{desk}call", {**fields, "note": ""}).status_code == 200
    for _ in range(2):
        assert path_of(facilitator.send(f"{desk}call", fields))
    with app.app_context():
        assert [row.number for row in db.session.scalars(select(Registrant))] == [1]
    page = organizer.get(f"/en/juries/{cast.slug}/pool/people/1").get_data(as_text=True)
    assert "the note of the call" in page and "Yes, on all days" in page


def test_the_canary_is_in_no_log_and_no_address(app: Flask, client: FlaskClient, open_jury: str) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    root = logging.getLogger()
    before, _ = root.level, root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    addresses: list[str] = []
    client.application.before_request_funcs.setdefault(None, []).append(lambda: addresses.append(_asked()))
    try:
        own = register(app, client, open_jury).removesuffix("/receipt")
        client.send(f"{own}/leave", {"what": "erase"})
    finally:
        client.application.before_request_funcs[None].pop()
        root.removeHandler(handler)
        root.setLevel(before)
    told = stream.getvalue()
    events = [json.loads(line)["event"] for line in told.splitlines()]
    assert {"registration_received", "registrant_left"} <= set(events) and len(addresses) > 15
    token = own.rsplit("/", 1)[1]
    secret = [*re.findall(r"\w{4,}", f"{NAME} {EMAIL} {HOME}"), "7015554433", "555 44", "undecided", "1975", CODE]
    assert [word for word in [*secret, token] if word in told] == []
    assert [word for word in secret for address in addresses if word in address] == []


def _asked() -> str:
    from flask import request
    return request.full_path
