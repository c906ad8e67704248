"""The facilitator's part of the demo: turns that were taken, and a topic that was set aside."""
from __future__ import annotations

from app.cli.demo.steps import Play
from app.domain.phases import FloorKind
from app.domain.roles import Role
from app.services.accounts import memberships
from app.services.room import floor, parked_topics, rooms

# Who spoke for how many seconds; everybody else has not been heard aloud yet.
TURNS = ((4, 95), (2, 130), (4, 60))
TOPIC = ("kk", "Ауылдағы құдықтар туралы бөлек сөйлесейік")


def take_turns(play: Play) -> None:
    """Some jurors speak, one of them twice."""
    for place, seconds in TURNS:
        take_turn(play, place, seconds)


def take_turn(play: Play, place: int, seconds: int) -> None:
    """The juror with this place in the list raises the hand, gets the floor and speaks."""
    with play.step(Role.FACILITATOR) as (session, jury, chair):
        room = rooms.room_of(session, jury.id)
        juror = play.actor_of(session, jury, memberships.members_of(session, jury.id, Role.JUROR)[place])
        floor.raise_hand(session, room, FloorKind.SPEAK, actor=juror, now=play.now)
        asked = floor.floor_of(session, room, now=play.now).waiting[0]
        floor.give_floor(session, room, asked.request_id, actor=chair, now=play.now)
        play.pass_time(seconds=seconds)
        floor.end_turn(session, room, actor=chair, now=play.now)


def set_aside(play: Play) -> None:
    """The facilitator parks what does not fit now."""
    with play.step(Role.FACILITATOR) as (session, jury, chair):
        parked_topics.park_topic(session, rooms.room_of(session, jury.id), TOPIC[1], page_language=TOPIC[0],
                                 actor=chair, now=play.now)
