"""Small tables live: the talk has the room's log, and the door is asked on every event."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask

from app import sockets
from app.installation import utc_now
from app.services.room import rooms, table_calls, table_rounds, table_seats
from app.sockets import guard
from app.sockets.connections import connections
from app.sockets.pulse import Pulse
from app.transaction import transaction
from tests.cast import Cast, actor
from tests.room import open_room
from tests.small_tables import Tables
from tests.sockets.conftest import Phone


@dataclass
class Hall:
    app: Flask
    cast: Cast
    people: dict[str, int]
    members: dict[str, int]
    talks: dict[int, int]  # room by number of the table
    tables: dict[int, int]
    plenary: int
    seated: dict[int, list[str]]
    now: datetime

    def phone(self, alias: str, table: int) -> Phone:
        return Phone(self.app, self.people[alias], self.talks[table])

    def do(self, action: Callable[..., object], *values: object, **more: object) -> None:
        """Something that the facilitator does."""
        with self.app.app_context(), transaction() as session:
            room = rooms.room_of(session, self.cast.jury_id)
            action(session, room, *values, actor=actor(session, self.cast, "facilitator"), now=self.now, **more)


@pytest.fixture
def hall(app: Flask, cast: Cast) -> Iterator[Hall]:
    sockets.init_app(app, app.extensions["alqa.settings"])
    guard.buckets._buckets.clear()
    connections.tokens.clear()
    connections.seats.clear()
    now = utc_now()
    with app.app_context(), transaction() as session:
        tables = Tables(open_room(session, cast, now))
        tables.plan(size=6)
        tables.start()
        found = {number: tables.table(number) for number in (1, 2)}
        hall = Hall(app, cast, {alias: tables.person(alias).id for alias in tables.members}, tables.members,
                    {number: table.room_id for number, table in found.items()},
                    {number: table.id for number, table in found.items()}, tables.room.id,
                    {number: sorted(names) for number, names in tables.seated().items()}, now)
    yield hall
    connections.tokens.clear()
    connections.seats.clear()


def test_the_talk_of_a_table_reaches_the_table_and_nobody_else(hall: Hall) -> None:
    one, other = (hall.phone(name, 1) for name in hall.seated[1][:2])
    stranger, plenary = hall.phone(hall.seated[2][0], 2), hall.phone(hall.seated[2][1], 2)
    plenary.room_id = hall.plenary
    assert all(phone.join()["ok"] for phone in (one, other, stranger, plenary))
    first = one.say("Құбыр ескі", command_id="a")
    assert first["ok"]
    assert one.say("Құбыр ескі", command_id="a")["seq"] == first["seq"], "sent again, said once"
    assert other.html().count("Құбыр ескі") >= 1
    assert "Құбыр" not in stranger.html() + plenary.html()
    late = hall.phone(hall.seated[1][2], 1)
    assert "Құбыр ескі" in str(late.join()["events"]), "who comes later catches up"


def test_no_command_and_no_event_leads_to_a_foreign_table(hall: Hall) -> None:
    hall.phone(hall.seated[1][0], 1).say("only for us")
    for alias in (hall.seated[2][0], "facilitator", "expert", "observer", "overseer", "organizer", "outsider"):
        person = hall.people.get(alias) or getattr(hall.cast, alias)
        intruder = Phone(hall.app, person, hall.talks[1])
        answers = [intruder.join(), intruder.say("let me in"), intruder.command("call_facilitator"),
                   intruder.command("mark_heard", member=str(hall.members["Juror"]), heard="1")]
        assert {answer["code"] for answer in answers} <= {"table_is_not_yours", "room_not_found", "role_is_missing"}
        assert "only for us" not in str(answers) + intruder.html()
        if alias not in hall.people and alias != "facilitator":
            assert answers[0]["code"] == "room_not_found", "experts and observers do not even learn that it exists"


def test_commands_of_the_plenary_do_not_work_at_a_table(hall: Hall) -> None:
    hall.do(table_calls.enter_table, hall.tables[1])
    chair = Phone(hall.app, hall.cast.facilitator, hall.talks[1])
    assert chair.join()["ok"]
    for name in ("start_next", "end_item", "give_floor", "end_turn", "resume"):
        assert chair.command(name)["code"] == "command_not_understood"
    juror = hall.phone(hall.seated[1][0], 1)
    assert juror.command("raise_hand", kind="speak")["code"] == "command_not_understood"
    assert juror.command("ask", text="Why?")["code"] == "command_not_understood"


def test_heard_and_call_are_seen_at_once(hall: Hall) -> None:
    one, other = (hall.phone(name, 1) for name in hall.seated[1][:2])
    one.join()
    other.join()
    assert one.command("mark_heard", member=str(hall.members[hall.seated[1][1]]), heard="1")["ok"]
    assert "seat-heard" in other.html()
    chair = Phone(hall.app, hall.cast.facilitator, hall.plenary)
    chair.join()
    assert other.command("call_facilitator")["ok"]
    assert "Calling: table 1" in chair.html()
    assert one.command("call_facilitator")["code"] == "facilitator_is_called"


def test_who_is_moved_loses_the_old_table_and_finds_the_new_one(hall: Hall) -> None:
    name = hall.seated[1][0]
    phone, neighbour = hall.phone(name, 1), hall.phone(hall.seated[1][1], 1)
    phone.join()
    neighbour.join()
    hall.do(table_seats.move_juror, hall.members[name], hall.tables[2], "better balance")
    assert "You have been moved" in phone.html()
    with hall.app.app_context():
        Pulse().sweep()
    assert not phone.socket.is_connected()
    assert neighbour.socket.is_connected()
    again = hall.phone(name, 1)
    assert again.join()["code"] == "table_is_not_yours"
    again.room_id = hall.talks[2]
    assert again.join()["ok"]


def test_the_end_of_a_round_ends_every_table(hall: Hall) -> None:
    phone = hall.phone(hall.seated[1][0], 1)
    phone.join()
    hall.do(table_rounds.end_round)
    assert "This round is over" in phone.html()
    with hall.app.app_context():
        Pulse().sweep()
    assert not phone.socket.is_connected()
    assert hall.phone(hall.seated[1][0], 1).say("too late")["code"] == "table_round_is_over"
