"""Small tables by plain forms, and every door that must stay shut."""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.phases import ItemKind
from app.models import Statement, TableNote
from app.services.room import rooms, table_doors
from app.transaction import transaction
from app.web.room import room_commands
from tests.cast import Cast
from tests.room import Sitting, open_room
from tests.small_tables import Tables

SignIn = Callable[[int], FlaskClient]
JURY = "/en/juries/water-2026"
ROOM, TABLES = f"{JURY}/room/", f"{JURY}/tables/"
PLAN = f"{TABLES}plan"


class Hall:
    """A jury before its first round of tables, and the browsers of those who are in it."""

    def __init__(self, app: Flask, cast: Cast, sign_in: SignIn, now: datetime) -> None:
        self.app, self.cast = app, cast
        with app.app_context(), transaction() as session:
            tables = Tables(open_room(session, cast, now))
            self.members, self.item_id = tables.members, tables.item_id
            self.people = {alias: tables.person(alias).id for alias in self.members}
        self.open = sign_in
        self.chair = sign_in(cast.facilitator)

    def plan(self) -> None:
        answer = self.chair.send(PLAN, {"rounds": 2, "size": 6, "minutes": 20, "gathers_languages": "y",
                                        "people": list(self.members.values())}, page=PLAN)
        assert answer.status_code == 303, answer.get_data(as_text=True)

    def start(self) -> None:
        answer = self.chair.send(f"{TABLES}start", {"people": list(self.members.values())}, page=PLAN)
        assert answer.status_code == 303

    def juror(self, alias: str) -> FlaskClient:
        return self.open(self.people[alias])

    def place(self, alias: str) -> str:
        """The address of somebody's table."""
        return str(self.juror(alias).get(TABLES).location)

    def at(self, number: int) -> list[str]:
        names = {member: alias for alias, member in self.members.items()}
        with self.app.app_context(), transaction() as session:
            found = [(names[member], table_doors.place_of(session, self.cast.jury_id, member)) for member in names]
        return sorted(name for name, place in found if place is not None and place.table_number == number)


@pytest.fixture
def hall(app: Flask, cast: Cast, sign_in: SignIn, now: datetime) -> Iterator[Hall]:
    room_commands.buckets._buckets.clear()
    yield Hall(app, cast, sign_in, now)


def text_of(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.location)
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_an_evening_at_tables_without_a_script(hall: Hall, language: str) -> None:
    """One walk in each language, because the pages are checked as they open."""
    def here(address: str) -> str:
        return address.replace("/en/", f"/{language}/")

    text_of(hall.chair, here(PLAN))
    hall.plan()
    text_of(hall.chair, here(PLAN))
    assert hall.juror("Dana").get(here(TABLES)).status_code == 200, "before the round the place is the plenary"
    hall.start()
    name, other = hall.at(1)[:2]
    juror, place = hall.juror(name), here(hall.place(name))
    assert juror.get(here(ROOM)).location.endswith("/tables/"), "whoever comes back lands at the table"
    text_of(juror, here(f"{ROOM}?plenary=1"))
    assert juror.send(f"{place}statements", {"text": "Су туралы сөз"}, page=place).status_code == 303
    assert juror.send(f"{place}heard", {"member": hall.members[other], "heard": 1}, page=place).status_code == 303
    assert juror.send(f"{place}note", {"version": 0, "text": "- Құбыр ескі\n- Су қымбат"},
                      page=f"{place}note").status_code == 303
    assert juror.send(f"{place}call", {}, page=place).status_code == 303
    page = text_of(hall.juror(other), place)
    assert "Су туралы сөз" in page
    assert "Құбыр ескі" in page
    assert "seat-heard" in page
    overview = text_of(hall.chair, here(TABLES))
    assert "seat-calling" in overview
    table = int(re.findall(r"tables/(\d+)/", place)[0])
    entered = hall.chair.send(f"{TABLES}enter", {"table": table}, page=TABLES)
    assert f"tables/{table}/" in entered.location
    assert "Су туралы сөз" in text_of(hall.chair, place)
    assert "Facilitator" in text_of(juror, place), "the table sees who has come"
    hall.chair.send(f"{TABLES}answer", {"table": table}, page=TABLES)
    assert "seat-calling" not in text_of(hall.chair, here(TABLES))
    hall.chair.send(f"{TABLES}end", {}, page=TABLES)
    back = juror.get(place)
    assert (back.status_code, back.location) == (303, here(TABLES))
    results = here(f"{TABLES}results/{hall.item_id}/")
    assert "Құбыр ескі" in text_of(juror, results)
    text_of(hall.open(hall.cast.overseer), here(TABLES))


def test_words_and_note_of_a_table_are_reported_by_those_who_sat_there(hall: Hall) -> None:
    hall.plan()
    hall.start()
    name, other = hall.at(1)[:2]
    author, reader, stranger, place = hall.juror(name), hall.juror(other), hall.juror(hall.at(2)[0]), hall.place(name)
    author.send(f"{place}statements", {"text": "You fools"}, page=place)
    author.send(f"{place}note", {"version": 0, "text": "Fools all"}, page=f"{place}note")
    choose = f"{JURY}/moderation/report"
    assert f'href="{choose}#table"' in text_of(reader, place)
    hall.chair.send(f"{TABLES}end", {}, page=TABLES)
    offered = re.findall(rf'{choose}/(?:statement|table_note)/\d+', text_of(reader, choose))
    assert [each.split("/")[-2] for each in offered] == ["table_note", "statement"]
    assert "You fools" not in text_of(stranger, choose)
    for address in offered:
        assert stranger.get(address).status_code == 404
        assert reader.send(address, {"category": "insult", "words": ""}, page=address).status_code == 303
    desk = text_of(hall.chair, f"{JURY}/moderation/")
    assert "You fools" in desk
    assert "Fools all" in desk
    assert offered[0] not in text_of(author, choose), "nobody reports the own words"


def test_the_others_see_who_has_come(hall: Hall) -> None:
    hall.plan()
    hall.start()
    name, other = hall.at(1)[:2]
    first, place, away = hall.juror(name), hall.place(name), "not connected"
    page = text_of(first, place)
    assert page.count(away) == len(hall.at(1)) - 1, "whoever reads the page is here"
    text_of(first, place)
    last = int(re.findall(r'data-last="(\d+)"', page)[0])
    assert first.get(f"{place}events?after={last}").get_json()["events"] == [], "a second look is no news"
    text_of(hall.juror(other), place)
    (event,) = first.get(f"{place}events?after={last}").get_json()["events"]
    assert event["patches"][0]["html"].count(away) == len(hall.at(1)) - 2


def test_two_who_write_the_note_at_once_lose_nothing(hall: Hall) -> None:
    hall.plan()
    hall.start()
    first, second = (hall.juror(name) for name in hall.at(1)[:2])
    place = hall.place(hall.at(1)[0])
    note = f"{place}note"
    assert first.send(note, {"version": 0, "text": "mine"}, page=note).status_code == 303
    answer = second.send(note, {"version": 0, "text": "yours"}, page=note)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "mine" in page
    assert "yours</textarea>" in page
    assert 'name="version" value="1"' in page
    assert second.send(note, {"version": 1, "text": "mine and yours"}, page=note).status_code == 303
    assert "mine and yours" in text_of(first, place)
    with hall.app.app_context(), transaction() as session:
        assert [row.body for row in session.scalars(select(TableNote).order_by(TableNote.version))] == [
            "mine", "mine and yours"]


def test_words_that_come_after_the_end_of_the_round_stand_on_the_page(hall: Hall) -> None:
    hall.plan()
    hall.start()
    name = hall.at(1)[0]
    juror, note = hall.juror(name), f"{hall.place(name)}note"
    assert juror.get(note).status_code == 200
    hall.chair.send(f"{TABLES}end", {}, page=TABLES)
    answer = juror.send(note, {"version": 0, "text": "too late but dear"}, page=ROOM)
    assert "too late but dear" in answer.get_data(as_text=True)
    with hall.app.app_context(), transaction() as session:
        assert session.scalars(select(TableNote)).all() == []


def test_no_door_leads_to_a_table(hall: Hall) -> None:
    hall.plan()
    hall.start()
    name = hall.at(1)[0]
    place = hall.place(name)
    hall.juror(name).send(f"{place}statements", {"text": "only for us"}, page=place)
    hall.juror(name).send(f"{place}note", {"version": 0, "text": "only for us"}, page=f"{place}note")
    for who in ("expert", "observer", "overseer", "outsider"):
        _try_every_door(hall, hall.open(getattr(hall.cast, who)), place, who)


def _try_every_door(hall: Hall, browser: FlaskClient, place: str, who: str) -> None:
    doors = [place, f"{place}events", f"{place}note", f"{TABLES}overview", f"{TABLES}plan",
             f"{TABLES}results/{hall.item_id}/"]
    assert {browser.get(door).status_code for door in doors} <= {403, 404}
    readable = [TABLES, ROOM, f"{ROOM}events", f"{JURY}/agenda/", f"{JURY}/record", f"{JURY}/"]
    for address in readable:
        assert "only for us" not in browser.get(address, follow_redirects=True).get_data(as_text=True), (who, address)
    hall.app.config["WTF_CSRF_ENABLED"] = False
    try:
        for action in ("statements", "heard", "call", "note"):
            answer = browser.post(f"{place}{action}", data={"text": "in", "member": 1, "heard": 1, "version": 1})
            assert answer.status_code in {403, 404}, (who, action)
        for action in ("start", "end", "extend", "move", "enter", "leave", "answer", "wishes"):
            answer = browser.post(f"{TABLES}{action}", data={"table": 1, "minutes": 5})
            assert answer.status_code in {403, 404}, (who, action)
    finally:
        hall.app.config["WTF_CSRF_ENABLED"] = True


def test_a_juror_of_another_table_is_sent_to_the_own_place(hall: Hall) -> None:
    hall.plan()
    hall.start()
    place, stranger = hall.place(hall.at(1)[0]), hall.juror(hall.at(2)[0])
    answer = stranger.get(place)
    assert (answer.status_code, answer.location) == (303, TABLES)
    assert stranger.get(f"{place}events").get_json()["code"] == "table_is_not_yours"
    stranger.send(f"{place}statements", {"text": "hello from next door"}, page=ROOM + "?plenary=1")
    with hall.app.app_context(), transaction() as session:
        assert session.scalars(select(Statement)).all() == []
    assert hall.chair.get(place).status_code == 303, "the facilitator enters first, and the table sees it"


def test_results_are_grouped_and_carried_into_the_plenary(hall: Hall, app: Flask, now: datetime) -> None:
    hall.plan()
    hall.start()
    for number in (1, 2):
        name = hall.at(number)[0]
        note = f"{hall.place(name)}note"
        hall.juror(name).send(note, {"version": 0, "text": f"1) Old pipes {number}\n2) Price {number}"}, page=note)
    hall.chair.send(f"{TABLES}end", {}, page=TABLES)
    page = f"{TABLES}results/{hall.item_id}/"
    points = re.findall(r'name="points" value="(\d+)"', text_of(hall.chair, page))
    assert len(points) == 4
    pipes = {"points": [points[0], points[2]], "title": "The pipes are old", "group": 0}
    hall.chair.send(f"{page}group", pipes, page=page)
    hall.chair.send(f"{page}group", {"points": [points[1]], "title": "Water costs too much", "group": 0}, page=page)
    groups = re.findall(r'name="group" value="(\d+)"', text_of(hall.chair, page))
    hall.chair.send(f"{page}say", {"group": groups[0]}, page=page)
    said = text_of(hall.juror("Dana"), ROOM)
    assert "The pipes are old" in said
    assert "round 1, table 1" in said
    assert "round 1, table 2" in said
    hall.chair.send(f"{page}say", {"group": groups[0]}, page=page)
    assert text_of(hall.juror("Dana"), ROOM).count("From the small tables") == 1, "once"
    hall.chair.send(f"{page}draft", {"group": groups[-1]}, page=page)
    assert "Water costs too much" in text_of(hall.juror("Dana"), f"{JURY}/proposals/")
    assert "The pipes are old" in text_of(hall.juror("Dana"), page)


def test_results_are_not_said_before_witnesses(hall: Hall, app: Flask, now: datetime, cast: Cast) -> None:
    hall.plan()
    hall.start()
    name = hall.at(1)[0]
    hall.juror(name).send(f"{hall.place(name)}note", {"version": 0, "text": "among ourselves"},
                          page=f"{hall.place(name)}note")
    with app.app_context(), transaction() as session:
        Sitting(session, cast, now, rooms.room_of(session, cast.jury_id)).enter(ItemKind.HEARING)
    page = f"{TABLES}results/{hall.item_id}/"
    point = re.findall(r'name="points" value="(\d+)"', text_of(hall.chair, page))[0]
    hall.chair.send(f"{page}group", {"points": [point], "title": "Ours", "group": 0}, page=page)
    group = re.findall(r'name="group" value="(\d+)"', text_of(hall.chair, page))[0]
    hall.chair.send(f"{page}say", {"group": group}, page=page)
    assert "among ourselves" not in text_of(hall.open(cast.expert), ROOM)
    assert "Experts are in the room now" in text_of(hall.chair, page)
