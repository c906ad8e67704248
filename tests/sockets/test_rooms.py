"""Joining, talking and catching up: what is live equals what is on the page."""
from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import update

from app.domain.phases import ItemKind
from app.domain.roles import Actor, Role
from app.installation import utc_now
from app.models import RoomEvent
from app.services.room import observer_delays, rooms
from app.sockets.pulse import Pulse
from app.transaction import transaction
from tests.cast import Cast
from tests.sockets.conftest import Phone

Live = Callable[[str], Phone]


def test_what_is_said_reaches_everybody_once_and_in_their_language(live: Live) -> None:
    juror, other, chair = live("juror"), live("second_juror"), live("facilitator")
    for phone, language in ((juror, "kk"), (other, "ru"), (chair, "en")):
        assert phone.join(language=language)["ok"]
    assert juror.say("Су неге қымбат?") == {"ok": True, "seq": 1}
    for phone, you in ((juror, "Сіз"), (other, "Вы"), (chair, "You")):
        (event,) = phone.events()
        assert (event["seq"], event["kind"]) == (1, "statement_posted")
        (patch,) = event["patches"]
        assert (patch["target"], patch["mode"]) == ("record", "append")
        assert "Су неге қымбат?" in patch["html"]
        assert you in patch["html"]


def test_a_fragment_is_the_same_by_socket_by_catch_up_and_on_the_page(live: Live, cast: Cast) -> None:
    juror, other = live("juror"), live("second_juror")
    other.join()
    juror.join()
    juror.say("One for all")
    (event,) = other.events()
    address = f"/en/juries/{cast.slug}/room/"
    caught_up = other.browser.get(f"{address}events?after=0").get_json()
    assert caught_up["events"] == [event]
    assert caught_up["head"] == 1
    html = event["patches"][0]["html"].replace(" data-mine", "")
    assert html in other.browser.get(address).get_data(as_text=True)


def test_words_are_escaped(live: Live) -> None:
    juror, other = live("juror"), live("second_juror")
    other.join()
    juror.join()
    juror.say("<img src=x onerror=alert(1)>")
    html = other.html()
    assert "&lt;img src=x" in html
    assert "<img" not in html


def test_a_fragment_depends_on_no_reader(live: Live) -> None:
    juror, other = live("juror"), live("second_juror")
    for phone in (juror, other):
        phone.join()
    juror.say("mine")
    assert juror.events() == other.events()


def test_joining_gives_what_was_missed(live: Live) -> None:
    juror, other = live("juror"), live("second_juror")
    juror.join()
    for text in ("one", "two", "three"):
        juror.say(text)
    answer = other.join(after=1)
    assert [event["seq"] for event in answer["events"]] == [2, 3]
    assert answer["head"] == 3


def test_a_command_whose_answer_was_lost_is_sent_again_and_done_once(live: Live) -> None:
    juror, other = live("juror"), live("second_juror")
    for phone in (juror, other):
        phone.join()
    first, second = juror.say("once", "same-id"), juror.say("once", "same-id")
    assert first == second == {"ok": True, "seq": 1}
    # Announced again, with the same number: who has it drops it, who lost it gets it.
    assert [event["seq"] for event in other.events()] == [1, 1]
    assert len(other.join()["events"]) == 1


def test_the_form_and_the_socket_know_each_others_commands(live: Live, cast: Cast) -> None:
    juror = live("juror")
    juror.join()
    juror.say("by socket", "same-id")
    room = f"/en/juries/{cast.slug}/room/"
    answer = juror.browser.send(f"{room}statements", {"text": "by socket", "command_id": "same-id"}, page=room,
                                headers={"Accept": "application/json"})
    assert answer.get_json() == {"ok": True, "seq": 1}


def test_what_a_form_does_without_a_script_is_live_for_the_others(live: Live, cast: Cast) -> None:
    juror, other = live("juror"), live("second_juror")
    other.join()
    room = f"/en/juries/{cast.slug}/room/"
    answer = juror.browser.send(f"{room}statements", {"text": "no script", "command_id": "x"}, page=room)
    assert answer.status_code == 303
    assert "no script" in other.html()


def test_floor_and_agenda_are_drawn_anew_for_everybody(live: Live) -> None:
    juror, chair = live("juror"), live("facilitator")
    for phone in (juror, chair):
        phone.join()
    chair.command("start_next", after="0")
    (event,) = juror.events()
    assert {"stage", "record"} <= {patch["target"] for patch in event["patches"]}
    assert "Begin:" not in event["patches"][0]["html"]
    assert "Begin:" in chair.html()
    juror.command("raise_hand", kind="speak")
    (event,) = juror.events()
    assert [patch["target"] for patch in event["patches"]] == ["floor"]
    assert "Give the floor" in chair.html()


def test_a_newer_device_takes_the_controls(live: Live) -> None:
    old, new, other = live("juror"), live("juror"), live("second_juror")
    for phone in (old, other, new):
        phone.join()
    assert len(old.events("superseded")) == 1
    assert new.events("superseded") == other.events("superseded") == []


def test_a_phone_back_from_a_tunnel_takes_nothing_from_a_newer_device(live: Live) -> None:
    phone, laptop = live("juror"), live("juror")
    opened = int(utc_now().timestamp() * 1000) - 60_000
    assert "superseded" not in phone.join(opened=opened)
    assert "superseded" not in laptop.join(opened=opened + 30_000)
    assert len(phone.events("superseded")) == 1
    assert "another device" in phone.join(opened=opened)["superseded"], "coming back is not opening"
    assert not laptop.events("superseded")
    assert "superseded" not in phone.join(opened=opened + 40_000), "the button on the older one takes over"
    assert len(laptop.events("superseded")) == 1


def test_observers_with_a_delay_hear_nothing_early_at_any_door(
        live: Live, app: Flask, cast: Cast, enter: Callable[[ItemKind], None]) -> None:
    enter(ItemKind.PLENARY)
    with app.app_context(), transaction() as session:
        observer_delays.set_delay(session, cast.jury_id, 5, now=utc_now(),
                                  actor=Actor(person_id=cast.facilitator, memberships={Role.FACILITATOR: 1}))
        room = rooms.room_of(session, cast.jury_id)
        session.execute(update(RoomEvent).values(at=utc_now() - timedelta(minutes=9)))
        room_id, old = room.id, room.last_seq
    juror, observer = live("juror"), live("observer")
    juror.join()
    assert observer.join()["head"] == old
    pulse = Pulse()
    with app.app_context():
        pulse.tell_heads()
    head = juror.say("five minutes early")["seq"]
    page = f"/en/juries/{cast.slug}/room/"

    def everything() -> str:
        found = observer.browser.get(f"{page}events?after=0").get_json()
        return str(found) + str(observer.join()) + observer.browser.get(page).get_data(as_text=True)

    with app.app_context():
        pulse.tell_heads()
    assert not observer.events("event") + [told for told in observer.events("head") if told["seq"] >= head]
    assert "five minutes early" not in everything()
    assert f'data-last="{old}"' in everything()
    assert "five minutes early" in juror.browser.get(page).get_data(as_text=True), "the control"
    with app.app_context(), transaction() as session:
        session.execute(update(RoomEvent).where(RoomEvent.room_id == room_id, RoomEvent.seq == head)
                        .values(at=utc_now() - timedelta(minutes=6)))
    with app.app_context():
        pulse.tell_heads()
    assert "five minutes early" in observer.html()
    assert "five minutes early" in everything()


def test_an_observer_hears_the_plenary_only(live: Live, enter: Callable[[ItemKind], None]) -> None:
    enter(ItemKind.PLENARY)
    juror, observer = live("juror"), live("observer")
    for phone in (juror, observer):
        phone.join()
    juror.say("for all ears")
    assert "for all ears" in observer.html()
    enter(ItemKind.DRAFTING)
    juror.say("not for observers")
    assert "not for observers" not in observer.html()
    assert observer.join()["code"] == "plenary_only"


def test_experts_receive_nothing_of_the_deliberation_even_before_they_are_out(
        live: Live, enter: Callable[[ItemKind], None]) -> None:
    enter(ItemKind.HEARING)
    juror, expert = live("juror"), live("expert")
    for phone in (juror, expert):
        assert phone.join()["ok"]
    juror.say("a question for you")
    assert "a question for you" in expert.html()
    enter(ItemKind.PLENARY)
    juror.say("among ourselves")
    events = expert.events()
    assert "among ourselves" not in str(events)
    seqs = [event["seq"] for event in events]
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs))), "a hole would make the phone ask again and again"
    enter(ItemKind.DRAFTING)
    assert "among ourselves" not in str(expert.events())
