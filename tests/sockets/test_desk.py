"""The queue through a lost connection, and hints that only their juror receives."""
from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from app.domain.room_desk import NudgeKind
from app.installation import utc_now
from app.models import Jury, Membership, Person
from app.services.accounts import actors
from app.services.room import nudges, rooms
from app.transaction import transaction
from tests.cast import Cast
from tests.sockets.conftest import Phone

Live = Callable[[str], Phone]


def whispers(phone: Phone) -> str:
    return "".join(patch["html"] for event in phone.events("presence") for patch in event["patches"]
                   if patch["target"] == "hints")


def whisper(app: Flask, cast: Cast) -> None:
    """The facilitator gives the first juror a hint."""
    with app.app_context(), transaction() as session:
        juror = session.scalars(select(Membership.id).where(
            Membership.jury_id == cast.jury_id, Membership.person_id == cast.juror)).one()
        chair = actors.actor_for(session, session.get_one(Person, cast.facilitator), cast.jury_id)
        nudges.send_nudge(session, rooms.room_of(session, cast.jury_id), juror, NudgeKind.YOUR_VIEW, "", actor=chair,
                          now=utc_now())


def test_the_place_in_the_queue_outlives_the_connection(live: Live) -> None:
    phones = [live(who) for who in ("juror", "second_juror", "third_juror")]
    for phone in phones:
        phone.join()
        assert phone.command("raise_hand", kind="speak")["ok"]
    phones[0].socket.disconnect()
    phones[1].say("meanwhile")
    back = live("juror")
    answer = back.join(after=0)
    assert answer["head"] == 4
    floors = [patch["html"] for event in answer["events"] for patch in event["patches"] if patch["target"] == "floor"]
    assert floors[-1].index("Juror") < floors[-1].index("Second Juror") < floors[-1].index("Third Juror")
    refused = back.command("raise_hand", kind="speak")
    assert (refused["ok"], refused["code"]) == (False, "hand_is_raised")
    assert back.command("lower_hand")["ok"]


def test_a_hint_reaches_its_juror_only_in_their_language_and_again_on_return(
        live: Live, app: Flask, cast: Cast) -> None:
    juror, others = live("juror"), [live(who) for who in ("second_juror", "facilitator", "overseer")]
    juror.join(language="kk")
    for phone in others:
        phone.join()
    whisper(app, cast)
    told = whispers(juror)
    assert "note-info" in told
    assert "csrf_token" not in told
    assert f"/kk/juries/{cast.slug}/hints/" in told
    assert "We would like to hear" not in told, "it is drawn in the juror's language"
    assert [whispers(phone) for phone in others] == ["", "", ""]
    juror.socket.disconnect()
    again = live("juror")
    again.join(language="en")
    assert "We would like to hear your view" in whispers(again)
    assert live("second_juror").join(after=0)["events"] == [], "the log knows nothing of it"


def test_who_left_the_jury_hears_no_whisper(live: Live, app: Flask, cast: Cast) -> None:
    phone = live("outsider")
    assert not phone.join()["ok"]
    whisper(app, cast)
    assert whispers(phone) == ""


def test_live_lines_carry_the_time_of_the_jurys_own_clock(live: Live, app: Flask, cast: Cast) -> None:
    times: list[str] = []
    juror = live("juror")
    for zone in ("Asia/Almaty", "Pacific/Auckland"):
        with app.app_context(), transaction() as session:
            session.get_one(Jury, cast.jury_id).time_zone = zone
        juror.join(after=len(times))
        juror.say(zone)
        times.append(juror.html().split("</time>")[0].rsplit(">", 1)[1])
    assert times[0] != times[1]
