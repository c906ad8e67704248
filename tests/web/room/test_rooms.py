"""The room by plain forms: everything works without a script, for each role as far as it may."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.phases import ItemKind
from app.services.room import rooms
from app.transaction import transaction
from app.web.room import room_commands
from tests.cast import Cast
from tests.pages import TOKEN
from tests.room import Sitting, open_room

SignIn = Callable[[int], FlaskClient]
JURY = "/en/juries/water-2026"
ROOM = f"{JURY}/room/"
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def enter(app: Flask, cast: Cast, now: datetime) -> Callable[[ItemKind], None]:
    """A sitting jury, and a way to move its agenda."""
    room_commands.buckets._buckets.clear()
    with app.app_context(), transaction() as session:
        open_room(session, cast, now)

    def move(kind: ItemKind) -> None:
        with app.app_context(), transaction() as session:
            Sitting(session, cast, now, rooms.room_of(session, cast.jury_id)).enter(kind)
    return move


Enter = Callable[[ItemKind], None]


def text_of(browser: FlaskClient, address: str = ROOM) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_juror_speaks_without_a_script(enter: Enter, cast: Cast, sign_in: SignIn, language: str) -> None:
    enter(ItemKind.PLENARY)
    juror, room = sign_in(cast.juror), ROOM.replace("/en/", f"/{language}/")
    answer = juror.send(f"{room}statements", {"text": "Су неге қымбат?", "command_id": "a"}, page=room)
    assert answer.status_code == 303
    assert re.search(r"#e\d+$", answer.location)
    assert "Су неге қымбат?" in text_of(juror, room)
    assert "Су неге қымбат?" in text_of(sign_in(cast.second_juror), room)


def test_sending_a_form_twice_says_it_once(enter: Enter, cast: Cast, sign_in: SignIn) -> None:
    juror = sign_in(cast.juror)
    for _ in range(2):
        assert juror.send(f"{ROOM}statements", {"text": "only once", "command_id": "a"}, page=ROOM).status_code == 303
    assert text_of(juror).count("only once") == 1


def test_a_refusal_is_said_on_the_next_page(enter: Enter, cast: Cast, sign_in: SignIn) -> None:
    juror = sign_in(cast.juror)
    juror.send(f"{ROOM}statements", {"text": "x" * 1001, "command_id": "a"}, page=ROOM)
    assert "1001 characters; 1000 are possible" in text_of(juror)


def test_the_script_gets_its_answers_as_data(enter: Enter, cast: Cast, sign_in: SignIn) -> None:
    juror = sign_in(cast.juror)
    good = juror.send(f"{ROOM}statements", {"text": "hello", "command_id": "a"}, page=ROOM, headers=SCRIPT)
    assert (good.status_code, good.get_json()) == (200, {"ok": True, "seq": 1})
    bad = juror.send(f"{ROOM}statements", {"text": " ", "command_id": "b"}, page=ROOM, headers=SCRIPT)
    assert (bad.status_code, bad.get_json()["code"]) == (400, "text_is_empty")
    assert bad.get_json()["message"]


def test_a_flood_of_forms_is_slowed_down(enter: Enter, cast: Cast, sign_in: SignIn,
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_commands.buckets, "per_second", 0.0)
    juror = sign_in(cast.juror)
    token = TOKEN.search(text_of(juror))
    assert token
    answers = [juror.post(f"{ROOM}statements", headers=SCRIPT, data={
        "text": str(number), "command_id": str(number), "csrf_token": token[1]}).status_code for number in range(30)]
    assert (answers.count(200), answers.count(429)) == (room_commands.buckets.size, 30 - room_commands.buckets.size)


def test_the_evening_by_forms(enter: Enter, cast: Cast, sign_in: SignIn) -> None:
    """Agenda, queue, floor, turn: facilitator and juror, no script anywhere."""
    chair, juror = sign_in(cast.facilitator), sign_in(cast.juror)
    chair.send(f"{ROOM}next", {"after": "0", "command_id": "1"}, page=ROOM)
    assert "Welcome and charge" in text_of(juror)
    juror.send(f"{JURY}/floor/raise", {"kind": "speak", "command_id": "2"}, page=ROOM)
    assert "You are number 1" in text_of(juror)
    request = re.search(r'name="request" value="(\d+)"', text_of(chair))
    assert request
    chair.send(f"{JURY}/floor/give", {"request": request[1], "command_id": "3"}, page=ROOM)
    assert "You have the floor" in text_of(juror)
    chair.send(f"{JURY}/floor/extend-turn", {"command_id": "4"}, page=ROOM)
    juror.send(f"{JURY}/floor/end-turn", {"command_id": "5"}, page=ROOM)
    assert "Nobody is waiting" in text_of(juror)
    chair.send(f"{ROOM}extend", {"minutes": "5", "reason": "", "command_id": "6"}, page=ROOM)
    assert "Please give the reason" in text_of(chair)
    chair.send(f"{ROOM}pause", {"reason": "noise", "command_id": "7"}, page=ROOM)
    assert "Paused" in text_of(juror)
    chair.send(f"{ROOM}resume", {"command_id": "8"}, page=ROOM)
    chair.send(f"{ROOM}end-item", {"command_id": "9"}, page=ROOM)
    assert "Between two items" in text_of(juror)


def test_the_facilitator_takes_words_off_the_record(enter: Enter, cast: Cast, sign_in: SignIn) -> None:
    juror, chair = sign_in(cast.juror), sign_in(cast.facilitator)
    juror.send(f"{ROOM}statements", {"text": "a rude word", "command_id": "a"}, page=ROOM)
    number = re.search(r'name="statement" value="(\d+)"', text_of(chair))
    assert number
    chair.send(f"{ROOM}hide", {"statement": number[1], "reason": "insult", "command_id": "b"}, page=ROOM)
    page = text_of(juror)
    assert "a rude word" not in page
    assert "insult" in page


def test_a_question_from_asking_to_the_mark(enter: Enter, cast: Cast, sign_in: SignIn) -> None:
    enter(ItemKind.QUESTION_ROUND)
    juror, other, expert = sign_in(cast.juror), sign_in(cast.second_juror), sign_in(cast.expert)
    page = f"{JURY}/questions/"
    juror.send(page, {"text": "How much does it cost?", "witness": "", "command_id": "1"})
    number = re.search(r'id="q(\d+)"', text_of(other, page))
    assert number
    other.send(f"{page}support", {"question": number[1], "command_id": "2"}, page=page)
    assert "It matters to 2 jurors" in text_of(juror, page)
    assert 'aria-pressed="true"' in text_of(other, page)
    expert.send(f"{page}answer", {"question": number[1], "text": "Two billion.", "command_id": "3"}, page=page)
    assert "Two billion." in text_of(juror, page)
    juror.send(f"{page}mark", {"question": number[1], "mark": "partly", "command_id": "4"}, page=page)
    assert "The asker says: partly answered" in text_of(other, page)


def test_documents_are_served_as_what_they_are(enter: Enter, cast: Cast, sign_in: SignIn, client: FlaskClient) -> None:
    chair, page = sign_in(cast.facilitator), f"{JURY}/documents/new"
    for name, content in (("a.pdf", b"%PDF-1.7 x"), ("b.txt", "Су".encode())):
        answer = chair.send(page, {"file": (BytesIO(content), name), "title-kk": name, "author": "A", "language": "kk",
                                   "kind": "other", "command_id": name})
        assert answer.status_code == 303
    found = re.findall(rf'href="{JURY}/documents/(\d+)/text"', text_of(sign_in(cast.juror), f"{JURY}/documents/"))
    links = [f"{JURY}/documents/{number}/{name}" for number, name in zip(dict.fromkeys(found), ("a.pdf", "b.txt"),
                                                                          strict=True)]
    pdf, plain = (sign_in(cast.juror).get(link) for link in links[:2])
    assert pdf.headers["Content-Disposition"].startswith("inline")
    assert plain.headers["Content-Disposition"].startswith("attachment")
    assert plain.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert {found.headers["X-Content-Type-Options"] for found in (pdf, plain)} == {"nosniff"}
    assert client.get(links[0]).status_code == 404, "not published yet"
    assert sign_in(cast.outsider).get(links[0]).status_code == 404


@pytest.mark.parametrize(("name", "content"), [("x.html", b"<html>"), ("x.exe", b"MZ\0"), ("x.pdf", b"")])
def test_a_wrong_file_is_refused_in_words(enter: Enter, cast: Cast, sign_in: SignIn, name: str, content: bytes) -> None:
    answer = sign_in(cast.expert).send(f"{JURY}/documents/new", {
        "file": (BytesIO(content), name), "title-kk": "x", "author": "A", "language": "kk", "command_id": "c"})
    assert answer.status_code == 200
    assert "errsum" in answer.get_data(as_text=True)


def test_who_may_open_what(enter: Enter, cast: Cast, sign_in: SignIn, client: FlaskClient) -> None:
    enter(ItemKind.PLENARY)
    for who in ("organizer", "facilitator", "juror", "overseer", "observer", "expert"):
        for page in (ROOM, f"{JURY}/questions/", f"{JURY}/documents/", f"{JURY}/agenda/"):
            assert sign_in(getattr(cast, who)).get(page).status_code == 200, (who, page)
    assert sign_in(cast.commissioner).get(ROOM).status_code == 403
    assert sign_in(cast.outsider).get(ROOM).status_code == 404
    assert client.get(ROOM).status_code == 302


def test_experts_wait_outside_while_the_jury_deliberates(enter: Enter, cast: Cast, sign_in: SignIn) -> None:
    enter(ItemKind.PLENARY)
    juror, expert = sign_in(cast.juror), sign_in(cast.expert)
    juror.send(f"{ROOM}statements", {"text": "among ourselves", "command_id": "a"}, page=ROOM)
    page = text_of(expert)
    assert "among ourselves" not in page
    assert "closed for experts" in page
    answer = expert.get(f"{ROOM}events?after=0")
    assert (answer.status_code, answer.get_json()["code"]) == (403, "witnesses_have_left")
    said = expert.send(f"{ROOM}statements", {"text": "but", "command_id": "b"}, page=f"{JURY}/documents/new",
                       headers=SCRIPT)
    assert said.get_json()["code"] == "witnesses_have_left"
    enter(ItemKind.DRAFTING)
    assert "among ourselves" not in text_of(expert)


def test_what_came_meanwhile_is_marked(enter: Enter, cast: Cast, sign_in: SignIn) -> None:
    juror, other = sign_in(cast.juror), sign_in(cast.second_juror)
    text_of(other)
    for number in range(3):
        juror.send(f"{ROOM}statements", {"text": f"news {number}", "command_id": str(number)}, page=ROOM)
    assert "3 new while you were away" in text_of(other)
    assert "new while you were away" not in text_of(other)


def test_the_organizer_writes_the_agenda(cast: Cast, sign_in: SignIn) -> None:
    organizer, page = sign_in(cast.organizer), f"{JURY}/agenda/"
    organizer.send(f"{page}template", {"template": "rehearsal", "starts_at": "2026-11-23T18:00"})
    shown = text_of(organizer, page)
    assert "Plenary discussion" in shown
    assert "23 November 2026, 18:00" in shown
    item = re.search(r"/agenda/items/(\d+)\"", shown)
    assert item
    organizer.send(f"{page}items/{item[1]}", {"kind": "break", "minutes": "7", "title-kk": "Шай", "witness": ""})
    assert "Шай" in text_of(organizer, page)
    organizer.send(f"{page}items/{item[1]}/down", {}, page=page)
    organizer.send(f"{page}items/{item[1]}/remove", {}, page=page)
    assert "Шай" not in text_of(organizer, page)
    wrong = organizer.send(f"{page}sessions/1/items/new", {"kind": "break", "minutes": "0", "witness": ""})
    assert "between 1 and 600" in wrong.get_data(as_text=True)
    assert sign_in(cast.juror).get(f"{page}template").status_code == 403
