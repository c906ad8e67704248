"""Parked topics: set aside so that nobody has to repeat them, brought back or closed with a word."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.audiences import Audience, is_present
from app.domain.errors import NotFound
from app.domain.phases import ItemKind
from app.domain.roles import Actor, Role
from app.domain.room_desk import TopicState
from app.domain.room_events import RoomEventKind
from app.domain.writing import checked_text, guess_language
from app.models import ParkedTopic, Room
from app.services.room import rooms
from app.services.room.reasons import checked_reason

MAX_LENGTH = 300


@dataclass(frozen=True)
class TopicView:
    """A topic as readers see it. `phase`: during which kind of item it was parked, which decides who may read it."""

    id: int
    body: str
    language: str
    phase: ItemKind | None
    state: TopicState
    parked_at: datetime
    settled_at: datetime | None
    word: str | None


def park_topic(session: Session, room: Room, text: str, *, page_language: str, actor: Actor, now: datetime,
               command_id: str | None = None) -> rooms.LoggedEvent:
    """Set a topic aside. Raises `text_is_empty` or `text_is_too_long`."""
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    body = checked_text(text, MAX_LENGTH)
    turn = rooms.take_open_turn(session, room)
    topic = ParkedTopic(room_id=room.id, body=body, language=guess_language(body, page_language), phase=turn.phase,
                        state=TopicState.PARKED, parked_at=now)
    session.add(topic)
    session.flush()
    return rooms.write_event(session, room, turn, RoomEventKind.TOPIC_PARKED, actor=actor, now=now,
                             data={"topic": topic.id}, command_id=command_id)


def settle_topic(session: Session, room: Room, topic_id: int, state: TopicState, word: str, *, actor: Actor,
                 now: datetime, command_id: str | None = None) -> rooms.LoggedEvent:
    """Bring a topic back to the talk or close it, with a word. Raises `topic_is_settled`, `reason_is_missing`."""
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    why = checked_reason(word)
    turn = rooms.take_open_turn(session, room)
    done = session.execute(update(ParkedTopic).where(
        ParkedTopic.id == topic_id, ParkedTopic.room_id == room.id, ParkedTopic.state == TopicState.PARKED,
    ).values(state=state, settled_at=now, word=why))
    if done.rowcount != 1 or state is TopicState.PARKED:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise NotFound("topic_is_settled")
    return rooms.write_event(session, room, turn, RoomEventKind.TOPIC_SETTLED, actor=actor, now=now,
                             data={"topic": topic_id}, command_id=command_id)


def topics_of(session: Session, room: Room) -> list[TopicView]:
    """All topics of a room: those still parked first, each part in order of parking."""
    rows = session.execute(
        select(ParkedTopic.id, ParkedTopic.body, ParkedTopic.language, ParkedTopic.phase, ParkedTopic.state,
               ParkedTopic.parked_at, ParkedTopic.settled_at, ParkedTopic.word)
        .where(ParkedTopic.room_id == room.id).order_by(ParkedTopic.id))
    return sorted((TopicView(*row) for row in rows), key=lambda topic: topic.state is not TopicState.PARKED)


def open_to(topics: Iterable[TopicView], audience: Audience) -> list[TopicView]:
    """What an audience may read: a topic of the deliberation stays with the jury, also when it is settled later."""
    return [topic for topic in topics if is_present(audience, topic.phase)]

