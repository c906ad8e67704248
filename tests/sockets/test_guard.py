"""The one door: session, membership, phase, role, schema, rate and origin, on every event."""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from app.domain.phases import ItemKind
from app.domain.roles import Actor, Role
from app.extensions import socketio
from app.installation import utc_now
from app.models import Membership, Person
from app.services import juries
from app.services.accounts import memberships, people, sign_ins
from app.services.room import rooms
from app.sockets import guard
from app.sockets.guard import HANDLERS
from app.sockets.pulse import Pulse
from app.transaction import transaction
from tests.cast import Cast, frame
from tests.sockets.conftest import Phone

Live = Callable[[str], Phone]
COMMANDS = sorted(set(HANDLERS) - {"join"})


def test_nobody_comes_in_without_a_session(app: Flask, live: Live) -> None:
    assert not socketio.test_client(app, flask_test_client=app.test_client()).is_connected()
    assert live("juror").socket.is_connected()


def test_an_outsider_learns_nothing(live: Live) -> None:
    outsider, member = live("outsider"), live("juror")
    member.join()
    answers = [outsider.join(), outsider.say("let me in"), live("commissioner").join()]
    assert {answer["code"] for answer in answers} == {"room_not_found"}
    member.say("secret")
    assert outsider.events() == []
    unknown = outsider.join(room="99999")
    assert unknown == answers[0], "a foreign room and none at all must look alike"


def test_a_member_of_another_jury_is_an_outsider_here(app: Flask, live: Live, now: datetime) -> None:
    with app.app_context(), transaction() as session:
        person = people.add_person(session, "Foreign Juror", is_staff=True, now=now)
        jury = juries.create_jury(session, "other", frame(), vault=app.extensions["alqa.vault"], now=now,
                                  actor=Actor(person_id=person.id, is_staff=True))
        own_room, person_id = rooms.ensure_room(session, jury.id, now=now).id, person.id
    foreign_room = live("juror").room_id
    phone = Phone(app, person_id, foreign_room)
    assert phone.join()["code"] == "room_not_found"
    assert phone.say("hello")["code"] == "room_not_found"
    assert phone.join(room=own_room)["ok"]


@pytest.mark.parametrize("who", ["organizer", "overseer", "observer"])
def test_who_only_reads_says_nothing(live: Live, enter: Callable[[ItemKind], None], who: str) -> None:
    enter(ItemKind.PLENARY)
    phone = live(who)
    assert phone.join()["ok"]
    assert phone.say("may I?")["code"] == "role_is_missing"


def test_an_expert_is_refused_while_the_jury_deliberates(live: Live, enter: Callable[[ItemKind], None]) -> None:
    for kind in (ItemKind.PLENARY, ItemKind.DRAFTING):
        enter(kind)
        expert = live("expert")
        for answer in (expert.join(), expert.say("one more thing"), expert.command("raise_hand", kind="speak")):
            assert (answer["ok"], answer["code"]) == (False, "witnesses_have_left")


def test_an_expert_is_welcome_in_a_hearing(live: Live, enter: Callable[[ItemKind], None]) -> None:
    enter(ItemKind.HEARING)
    expert = live("expert")
    assert expert.join()["ok"]
    assert expert.say("my testimony")["ok"]


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_works_for_an_outsider(live: Live, name: str) -> None:
    answer = live("outsider").command(name, **_some_fields())
    assert answer["ok"] is False
    assert answer["code"] in {"room_not_found", "command_not_understood"}


NONSENSE: tuple[Any, ...] = (
    None, 7, "x", [], {}, {"room": "1; DROP"}, {"room": -1}, {"room": 10**30}, {"room": "１"}, {"room": {"$gt": 0}},
    {"room": "1", "after": "x"}, {"room": "1", "text": {"a": 1}, "command_id": "a"},
    {"room": "1", "command_id": "a" * 100}, {"room": "1", "text": "no id"},
    {"room": "1", "command_id": "a", "text": "x" * 9000},
    {"room": "1", "command_id": "a", **{f"f{i}": "x" for i in range(20)}})


@pytest.mark.parametrize("name", sorted(HANDLERS))
def test_nonsense_is_refused_in_words(live: Live, name: str) -> None:
    chair = live("facilitator")
    for payload in NONSENSE:
        answer = chair.call(name, payload)
        # A few of these are enough to join, and none to do anything.
        assert answer.get("message") or (answer["ok"] and name == "join"), payload


def test_a_flood_is_answered_without_being_done(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.buckets, "per_second", 0.0)  # all at the same moment, however slow the machine is
    juror, other = live("juror"), live("second_juror")
    for phone in (juror, other):
        phone.join()
    answers = [juror.say(str(number)) for number in range(30)]
    refused = [answer for answer in answers if answer == {"ok": False, "retry": True}]
    assert len(refused) == 30 - (guard.buckets.size - 1), "joining took one"
    assert len(other.events()) == len(answers) - len(refused)
    assert other.say("I may still speak")["ok"]


def test_after_signing_out_the_old_socket_is_dead(app: Flask, live: Live, cast: Cast) -> None:
    juror, other = live("juror"), live("second_juror")
    for phone in (juror, other):
        phone.join()
    _sweep(app)
    assert juror.socket.is_connected(), "the control: nothing happens to who is signed in"
    with app.app_context(), transaction() as session:
        sign_ins.end_all_sessions(session, cast.juror, now=utc_now())
    assert juror.say("still here?")["code"] == "session_is_over"
    _sweep(app)
    assert not juror.socket.is_connected()
    assert other.socket.is_connected()


def test_after_removal_the_old_socket_is_dead(app: Flask, live: Live, cast: Cast) -> None:
    juror = live("juror")
    juror.join()
    with app.app_context(), transaction() as session:
        row = session.query(Membership).filter_by(person_id=cast.juror, jury_id=cast.jury_id).one()
        row.ended_at = utc_now()
    assert juror.say("still here?")["code"] == "room_not_found"
    _sweep(app)
    assert not juror.socket.is_connected()


def test_the_agenda_puts_experts_out(app: Flask, live: Live, enter: Callable[[ItemKind], None]) -> None:
    enter(ItemKind.HEARING)
    expert, juror = live("expert"), live("juror")
    for phone in (expert, juror):
        phone.join()
    enter(ItemKind.PLENARY)
    _sweep(app)
    assert not expert.socket.is_connected()
    assert juror.socket.is_connected()


def test_a_new_membership_opens_the_room_to_the_same_socket(app: Flask, live: Live, cast: Cast, now: datetime) -> None:
    phone = live("outsider")
    assert not phone.join()["ok"]
    with app.app_context(), transaction() as session:
        from tests.cast import jury_of

        person = session.get_one(Person, cast.outsider)
        memberships.join(session, jury_of(session, cast), person, Role.OVERSEER, now=now)
    assert phone.join()["ok"]


def _some_fields() -> dict[str, str]:
    return {"text": "x", "reason": "x", "statement": "1", "request": "1", "question": "1", "minutes": "1",
            "kind": "speak", "mark": "partly"}


def _sweep(app: Flask) -> None:
    with app.app_context():
        Pulse().sweep()
