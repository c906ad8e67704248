"""The facilitator's desk and what hangs on it, by plain forms: no script anywhere."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.phases import ItemKind
from app.models import Jury
from app.services.room import rooms
from app.transaction import transaction
from app.web.room import room_commands
from tests.cast import Cast
from tests.room import Sitting, open_room

SignIn = Callable[[int], FlaskClient]
JURY = "/en/juries/water-2026"
ROOM, DESK, AGENDA = f"{JURY}/room/", f"{JURY}/desk/", f"{JURY}/agenda/"


@pytest.fixture(autouse=True)
def sitting(app: Flask, cast: Cast, now: datetime) -> None:
    room_commands.buckets._buckets.clear()
    with app.app_context(), transaction() as session:
        open_room(session, cast, now).enter(ItemKind.PLENARY)


def text_of(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.get_data(as_text=True)


def enter(app: Flask, cast: Cast, now: datetime, kind: ItemKind) -> None:
    with app.app_context(), transaction() as session:
        Sitting(session, cast, now, rooms.room_of(session, cast.jury_id)).enter(kind)


def number(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    assert found, pattern
    return found[1]


def test_an_evening_at_the_desk(cast: Cast, sign_in: SignIn) -> None:
    chair, juror, overseer = sign_in(cast.facilitator), sign_in(cast.juror), sign_in(cast.overseer)
    for who in (juror, sign_in(cast.second_juror)):
        who.send(f"{JURY}/floor/raise", {"kind": "speak", "command_id": str(id(who))}, page=ROOM)
    back = chair.send(f"{JURY}/floor/order", {"order": "least_heard", "reason": "two are silent", "command_id": "1",
                                             "back": "desk"}, page=DESK)
    assert (back.status_code, DESK in back.location) == (303, True)
    for browser in (chair, juror):
        assert "Who has spoken least comes first in this queue." in text_of(browser, ROOM)
    chair.send(f"{ROOM}shorten", {"minutes": "5", "reason": "the hall closes", "command_id": "2"}, page=DESK)
    chair.send(f"{ROOM}shorten", {"minutes": "5", "reason": "", "command_id": "3", "back": "desk"}, page=DESK)
    desk = text_of(chair, DESK)
    assert "Please give the reason" in desk
    assert desk.count("not heard yet") >= 3
    item = number(r'name="item" value="(\d+)"', desk)
    chair.send(f"{ROOM}skip", {"item": item, "reason": "no time", "command_id": "4"}, page=DESK)
    assert "Left out" in text_of(juror, AGENDA)
    listed = text_of(overseer, f"{JURY}/overrides/")
    for reason in ("two are silent", "the hall closes", "no time"):
        assert reason in listed
    assert f"{JURY}/overrides/" in text_of(overseer, ROOM)
    assert "Juror" in text_of(chair, f"{JURY}/desk/")


def test_a_fragment_of_the_desk_is_only_the_list_of_people(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.facilitator).get(DESK, headers={"X-Fragment": "desk-people"}).get_data(as_text=True)
    assert answer.strip().startswith('<div id="desk-people"')
    assert "<html" not in answer


def test_the_agenda_on_the_day_asks_for_a_word(cast: Cast, sign_in: SignIn) -> None:
    chair = sign_in(cast.facilitator)
    page = text_of(chair, AGENDA)
    item = number(r"/agenda/items/(\d+)\"", page)
    chair.send(f"{AGENDA}items/{item}/down", {"reason": "", "command_id": "1"}, page=AGENDA)
    assert "Please give the reason" in text_of(chair, AGENDA)
    fields = {"kind": "break", "minutes": "7", "title-kk": "Шай", "witness": "", "command_id": "2"}
    refused = chair.send(f"{AGENDA}items/{item}", fields | {"reason": ""})
    assert "Please give the reason" in refused.get_data(as_text=True)
    assert chair.send(f"{AGENDA}items/{item}", fields | {"reason": "a wish"}).status_code == 303
    page = text_of(sign_in(cast.juror), AGENDA)
    assert "on the day: 7 min" in page
    assert "Changed on the agenda: Шай" in text_of(sign_in(cast.juror), ROOM)


def test_a_hint_reaches_one_juror_and_no_other_page(cast: Cast, sign_in: SignIn, app: Flask) -> None:
    chair, juror = sign_in(cast.facilitator), sign_in(cast.juror)
    link = number(rf'({JURY}/hints/to/\d+)"><?[^>]*>?Give a hint<span class="vh">: Juror</span>', text_of(chair, DESK))
    fields = {"kind": "own_words", "words": "Please tell us about the well", "command_id": "1"}
    assert chair.send(link, fields).status_code == 303
    assert "Please tell us about the well" in text_of(juror, ROOM)
    others = [sign_in(getattr(cast, who)) for who in ("second_juror", "overseer", "organizer", "facilitator")]
    for browser in others:
        assert "about the well" not in text_of(browser, ROOM)
    for browser in (sign_in(cast.overseer), sign_in(cast.organizer)):
        listed = text_of(browser, f"{JURY}/overrides/")
        assert "A private hint was sent to a juror" in listed
        assert "about the well" not in listed
    assert "about the well" not in text_of(chair, f"{ROOM}events?after=0")
    seen = number(rf'action="({JURY}/hints/\d+/seen)"', text_of(juror, f"{JURY}/hints/"))
    others[0].send(seen, {"command_id": "x"}, page=ROOM)
    assert "about the well" in text_of(juror, ROOM), "somebody else cannot put it away"
    juror.send(seen, {"command_id": "2"}, page=ROOM)
    assert "about the well" not in text_of(juror, ROOM)


def test_topics_are_parked_for_all_but_kept_from_witnesses(
        app: Flask, cast: Cast, sign_in: SignIn, now: datetime) -> None:
    chair, page = sign_in(cast.facilitator), f"{JURY}/parked/"
    chair.send(f"{page}park", {"text": "The price of pipes", "command_id": "1"}, page=page)
    for who in ("juror", "overseer", "organizer", "observer"):
        assert "The price of pipes" in text_of(sign_in(getattr(cast, who)), page), who
    enter(app, cast, now, ItemKind.HEARING)
    expert = sign_in(cast.expert)
    topic = number(r'name="topic" value="(\d+)"', text_of(chair, page))
    chair.send(f"{page}settle", {"topic": topic, "state": "closed", "reason": "answered by the expert",
                                 "command_id": "2"}, page=page)
    assert "answered by the expert" in text_of(sign_in(cast.juror), page)
    for address in (page, ROOM, f"{ROOM}events?after=0"):
        assert "price of pipes" not in text_of(expert, address), address


def test_the_telephone_desk(cast: Cast, sign_in: SignIn) -> None:
    organizer, chair, page = sign_in(cast.organizer), sign_in(cast.facilitator), f"{JURY}/phone/"
    shown = text_of(organizer, page)
    juror, helper = (number(rf'<option[^>]*value="(\d+)">{name}', shown) for name in ("Juror", "Olzhas"))
    assert organizer.send(page, {"juror": juror, "helper": helper, "command_id": "1"}).status_code == 303
    for deed, text in (("say", "I can hear you"), ("ask", "Who pays?"), ("raise", "")):
        organizer.send(f"{page}{deed}", {"juror": juror, "text": text, "command_id": deed}, page=page)
    room = text_of(sign_in(cast.second_juror), ROOM)
    assert room.count("by telephone, entered by") == 3
    assert "I can hear you" in room
    assert "number 1 in the queue" in text_of(organizer, page)
    assert "by telephone: 1" in text_of(chair, ROOM)
    chair.send(f"{page}say", {"juror": juror, "text": "in a foreign name", "command_id": "x"}, page=page)
    assert "Only the named helper" in text_of(chair, page)
    assert "in a foreign name" not in text_of(chair, ROOM)
    organizer.send(f"{page}end", {"juror": juror}, page=page)
    assert "Nobody joins by telephone" in text_of(organizer, page)


def test_names_and_minutes_are_for_watchers(cast: Cast, sign_in: SignIn) -> None:
    page = f"{JURY}/speaking/"
    for who, is_watcher in (("facilitator", True), ("overseer", True), ("juror", False), ("organizer", False)):
        shown = text_of(sign_in(getattr(cast, who)), page)
        assert ("Second Juror" in shown) is is_watcher, who
        assert "How the time on the floor is spread" in shown


def test_times_that_come_live_are_on_the_clock_of_the_jury(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    with app.app_context(), transaction() as session:
        session.get_one(Jury, cast.jury_id).time_zone = "Pacific/Auckland"
    juror = sign_in(cast.juror)
    juror.send(f"{ROOM}statements", {"text": "what time is it", "command_id": "1"}, page=ROOM)
    shown = re.search(r"<time datetime=\"[^\"]+\">([\d:]+)</time></header><p>what time", text_of(juror, ROOM))
    live = juror.get(f"{ROOM}events?after=0").get_json()["events"][-1]["patches"][0]["html"]
    assert shown and f">{shown[1]}</time>" in live
