"""Hearings and questions by plain forms; and witnesses outside while the jury deliberates, whichever door they try."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.phases import FloorKind, ItemKind
from app.services.room import floor, rooms, statements
from app.transaction import transaction
from app.web.room import room_commands
from tests.cast import Cast
from tests.room import Sitting, open_room
from tests.web.test_access import address, rules_of_juries

SignIn = Callable[[int], FlaskClient]
JURY = "/en/juries/water-2026"
ROOM, QUESTIONS, HEARINGS = f"{JURY}/room/", f"{JURY}/questions/", f"{JURY}/hearings/"
SECRET = "құпия сөз 7391"


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


def text_of(browser: FlaskClient, page: str) -> str:
    answer = browser.get(page)
    assert answer.status_code == 200, (page, answer.status_code)
    return answer.get_data(as_text=True)


def ask(browser: FlaskClient, text: str) -> str:
    browser.send(QUESTIONS, {"text": text, "witness": "", "command_id": text})
    found = re.findall(r'id="q(\d+)"', text_of(browser, QUESTIONS))
    return str(max(map(int, found)))


def test_an_organizer_plans_a_witness_declares_and_the_sides_are_compared(
        enter: Callable[[ItemKind], None], cast: Cast, sign_in: SignIn) -> None:
    organizer, expert, chair = sign_in(cast.organizer), sign_in(cast.expert), sign_in(cast.facilitator)
    page = f"{HEARINGS}plan/new"
    form = text_of(organizer, page)
    witness, session = re.search(r'name="witness"[^>]*value="(\d+)"', form), re.search(r'<option value="(\d+)"', form)
    assert witness and session
    declared = {f"{name}-{code}": f"{name} {code}" for name in ("topic", "stance", "interests")
                for code in ("kk", "ru", "en")}
    assert expert.send(f"{HEARINGS}declaration", declared).status_code == 303
    assert "interests en" in text_of(expert, f"{HEARINGS}green-room")
    organizer.send(page, {"witness": witness[1], "session": session[1], "minutes": "12"})
    plan = text_of(organizer, f"{HEARINGS}plan/")
    assert "topic en" in plan
    assert "Every declared position has the same minutes" in plan
    item = re.search(r"/hearings/plan/(\d+)\"", plan[plan.index("topic en"):])
    assert item
    organizer.send(f"{HEARINGS}plan/{item[1]}", {"witness": witness[1], "session": session[1], "minutes": "9"})
    assert "topic en" in text_of(sign_in(cast.juror), HEARINGS)
    chair.send(f"{HEARINGS}plan/exception", {"reason": "One side only"}, page=f"{HEARINGS}plan/")
    assert sign_in(cast.juror).get(f"{HEARINGS}plan/").status_code == 403
    enter(ItemKind.HEARING)
    organizer.send(page, {"witness": witness[1], "session": session[1], "minutes": "5"})
    plan = text_of(organizer, f"{HEARINGS}plan/")
    assert (">9 min<" in plan, ">5 min<" in plan) == (True, False), "without a reason nothing changes on the day"


def test_from_two_questions_to_a_slate_without_a_script(enter: Callable[[ItemKind], None], cast: Cast,
                                                        sign_in: SignIn) -> None:
    enter(ItemKind.QUESTION_ROUND)
    juror, other, chair = sign_in(cast.juror), sign_in(cast.second_juror), sign_in(cast.facilitator)
    first, second = ask(juror, "How much does it cost?"), ask(other, "What is the price?")
    merges, slates = f"{QUESTIONS}merges/", f"{QUESTIONS}slates/"
    other.send(merges, {"question": second, "into": first, "command_id": "m"}, page=merges)
    page = text_of(juror, QUESTIONS)
    assert "1 more person asks the same" in page
    assert f'id="q{second}"' not in page
    assert "Show what the rule gives" not in text_of(juror, slates)
    preview = text_of(chair, f"{slates}?witness=&size=3")
    assert "2 of 2 jurors who have marked questions would have" in preview
    chair.send(slates, {"witness": "", "size": "3", "command_id": "s"}, page=f"{slates}?size=3")
    assert "Next question" in text_of(juror, slates)
    assert "How much does it cost?" in text_of(sign_in(cast.expert), f"{HEARINGS}green-room")
    late = ask(juror, "And who pays?")
    chair.send(f"{QUESTIONS}asked", {"question": late, "command_id": "a"}, page=QUESTIONS)
    assert "Please give the reason" in text_of(chair, QUESTIONS)
    slate = re.search(r'name="slate" value="(\d+)"', text_of(chair, slates))
    assert slate
    chair.send(f"{slates}put-in", {"slate": slate[1], "question": late, "reason": "It follows", "command_id": "p"},
               page=slates)
    chair.send(f"{slates}leave-out", {"slate": slate[1], "question": first, "reason": "Known", "command_id": "l"},
               page=slates)
    page = text_of(juror, slates)
    assert "The reason: It follows" in page
    assert "The reason: Known" in page
    undo = re.search(r'name="merge" value="(\d+)"', text_of(other, merges))
    assert undo
    other.send(f"{merges}undo", {"merge": undo[1], "command_id": "u"}, page=merges)
    assert "Undone" in text_of(juror, merges)


def test_a_right_of_reply_by_forms(enter: Callable[[ItemKind], None], cast: Cast, sign_in: SignIn) -> None:
    enter(ItemKind.HEARING)
    expert, chair, juror = sign_in(cast.expert), sign_in(cast.facilitator), sign_in(cast.juror)
    juror.send(f"{ROOM}statements", {"text": "Experts are always late.", "command_id": "w"}, page=ROOM)
    green = f"{HEARINGS}green-room"
    said = re.search(r'<option value="(\d+)">Juror: Experts', text_of(expert, green))
    assert said
    expert.send(f"{HEARINGS}replies", {"text": "I was on time.", "statement": said[1], "command_id": "r"}, page=green)
    assert "I was on time." not in text_of(juror, HEARINGS)
    request = re.search(r'name="request" value="(\d+)"', text_of(chair, HEARINGS))
    assert request
    chair.send(f"{HEARINGS}replies/grant", {"request": request[1], "command_id": "g"}, page=HEARINGS)
    assert "I was on time." in text_of(juror, HEARINGS)
    assert "Direct reply" in text_of(chair, ROOM)
    expert.send(f"{HEARINGS}replies", {"text": "And again.", "statement": "", "command_id": "r2"}, page=green)
    request = re.search(r'name="request" value="(\d+)"', text_of(chair, HEARINGS))
    assert request
    chair.send(f"{HEARINGS}replies/decline", {"request": request[1], "reason": "Said before", "command_id": "d"},
               page=HEARINGS)
    assert "Said before" in text_of(expert, green)
    assert "And again." not in text_of(juror, HEARINGS)


@pytest.fixture
def deliberating(app: Flask, cast: Cast, now: datetime, enter: Callable[[ItemKind], None]) -> Cast:
    """The jurors speak among themselves; the witness was in the queue when they began."""
    enter(ItemKind.HEARING)
    with app.app_context(), transaction() as session:
        sitting = Sitting(session, cast, now, rooms.room_of(session, cast.jury_id))
        floor.raise_hand(session, sitting.room, FloorKind.SPEAK, **sitting.by("expert"))
    enter(ItemKind.PLENARY)
    with app.app_context(), transaction() as session:
        sitting = Sitting(session, cast, now, rooms.room_of(session, cast.jury_id))
        statements.post_statement(session, sitting.room, SECRET, page_language="en", **sitting.by("juror"))
    enter(ItemKind.DRAFTING)
    with app.app_context(), transaction() as session:
        sitting = Sitting(session, cast, now, rooms.room_of(session, cast.jury_id))
        statements.post_statement(session, sitting.room, SECRET, page_language="en", **sitting.by("juror"))
    return cast


CURIOUS = ("", "?after=0&plenary=1&size=5", "?before=999999")  # what a curious witness would add to an address


def pages_with_the_secret(app: Flask, browser: FlaskClient, extras: tuple[str, ...] = CURIOUS) -> set[str]:
    """Every address below the jury that can be read, with each of `extras` added to it."""
    found = set()
    for rule, _access in rules_of_juries(app):
        if "GET" in (rule.methods or ()):
            for extra in extras:
                answer = browser.get(address(app, rule, "water-2026") + extra, headers={"X-Fragment": "1"})
                if SECRET.encode() in answer.get_data() or SECRET.encode("unicode_escape") in answer.get_data():
                    found.add(rule.endpoint)
    return found


def test_no_door_leads_a_witness_to_the_deliberation(app: Flask, deliberating: Cast, sign_in: SignIn) -> None:
    """The control: by the same addresses a juror reads it."""
    witness, juror = sign_in(deliberating.expert), sign_in(deliberating.juror)
    assert pages_with_the_secret(app, juror, CURIOUS[:2]) >= {"rooms.show", "rooms.events"}
    assert pages_with_the_secret(app, witness) == set()
    assert pages_with_the_secret(app, sign_in(deliberating.outsider)) == set()
    for page in (ROOM, f"{HEARINGS}green-room", QUESTIONS):
        assert witness.get(page).headers["Cache-Control"] == "no-store", "going back shows nothing either"


def test_a_witness_does_nothing_in_the_deliberation(app: Flask, deliberating: Cast, sign_in: SignIn) -> None:
    witness = sign_in(deliberating.expert)
    green = f"{HEARINGS}green-room"
    for path, values in ((f"{ROOM}statements", {"text": "but"}), (f"{JURY}/floor/raise", {"kind": "direct_reply"})):
        answer = witness.send(path, {**values, "command_id": path}, page=green, headers={"Accept": "application/json"})
        assert answer.get_json()["code"] == "witnesses_have_left", path
    with app.app_context(), transaction() as session:
        room = rooms.room_of(session, deliberating.jury_id)
        assert floor.floor_of(session, room, now=room.created_at).waiting == (), "and left the queue with the hearing"
