"""The right of reply: a witness of whom something was said asks to answer it; the facilitator grants or declines."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.audiences import HEARING_KINDS, Audience, is_present
from app.domain.errors import Conflict, NotFound
from app.domain.hearings import ReplyState
from app.domain.phases import FloorKind, FloorState
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.domain.writing import checked_text, guess_language
from app.models import FloorRequest, RightOfReply, Room, RoomEvent, Statement
from app.services import records
from app.services.room import rooms
from app.services.room.statements import checked_reason

MAX_LENGTH = 600


@dataclass(frozen=True)
class ReplyView:
    """A request with the words it answers, if they stand in the record."""

    id: int
    membership_id: int
    alias: str
    words: str
    language: str
    state: ReplyState
    reason: str | None
    asked_at: datetime
    quoted: str | None
    quoted_language: str | None


def ask_reply(session: Session, room: Room, text: str, *, statement_id: int | None, page_language: str, actor: Actor,
              now: datetime, command_id: str | None = None) -> rooms.LoggedEvent:
    """Ask to answer what was said, in a few words that the jury reads if it is granted. One request at a time.

    Raises `reply_is_waiting`; `statement_is_gone` also for words of the deliberation, which no witness hears.
    """
    membership_id = actor.require(Role.EXPERT)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    words = checked_text(text, MAX_LENGTH)
    turn = rooms.take_open_turn(session, room)
    if statement_id is not None and not _was_heard(session, room, statement_id):
        raise NotFound("statement_is_gone")
    if session.scalar(select(RightOfReply.id).where(
            RightOfReply.room_id == room.id, RightOfReply.membership_id == membership_id,
            RightOfReply.state == ReplyState.ASKED)) is not None:
        raise Conflict("reply_is_waiting")
    request = RightOfReply(room_id=room.id, membership_id=membership_id, statement_id=statement_id, words=words,
                           language=guess_language(words, page_language), asked_at=now)
    session.add(request)
    session.flush()
    return _changed(session, room, turn, request.id, actor=actor, now=now, command_id=command_id)


def grant_reply(session: Session, room: Room, request_id: int, *, actor: Actor, now: datetime,
                command_id: str | None = None) -> rooms.LoggedEvent:
    """Let the witness answer: the jury reads the words, and during a hearing the witness is first in the queue.

    What is said then counts on the clock of the witness's side. Raises `reply_is_decided`.
    """
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = rooms.take_open_turn(session, room)
    request = _decide(session, room, request_id, ReplyState.GRANTED, None, actor=actor, now=now)
    records.add_entry(session, room.jury_id, "reply_right_granted", {"request": request.id}, now=now)
    event = _changed(session, room, turn, request.id, actor=actor, now=now, command_id=command_id)
    if is_present(Audience.EXPERT, turn.phase):
        _queue_up(session, room, request.membership_id, now=now)
        rooms.record_event(session, room, RoomEventKind.FLOOR_CHANGED, actor=actor, data={}, now=now)
    return event


def decline_reply(session: Session, room: Room, request_id: int, reason: str, *, actor: Actor, now: datetime,
                  command_id: str | None = None) -> rooms.LoggedEvent:
    """Refuse it with a public reason. Raises `reply_is_decided`."""
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    why = checked_reason(reason)
    turn = rooms.take_open_turn(session, room)
    request = _decide(session, room, request_id, ReplyState.DECLINED, why, actor=actor, now=now)
    records.add_entry(session, room.jury_id, "reply_right_declined", {"request": request.id, "reason": why}, now=now)
    return _changed(session, room, turn, request.id, actor=actor, now=now, command_id=command_id)


def replies_of(session: Session, room: Room) -> list[ReplyView]:
    """All requests, the latest first. Who may see which is for `replies_for` to say."""
    requests = list(session.scalars(
        select(RightOfReply).where(RightOfReply.room_id == room.id).order_by(RightOfReply.id.desc())))
    quoted = {said.id: said for said in session.scalars(select(Statement).where(
        Statement.id.in_({request.statement_id for request in requests if request.statement_id}),
        Statement.hidden_at.is_(None)))}
    return [_view(request, quoted.get(request.statement_id or 0)) for request in requests]


def replies_for(views: list[ReplyView], audience: Audience, me: int | None) -> list[ReplyView]:
    """Granted ones are for everybody; what waits or was declined is for the chair, who reads all, and who asked."""
    if audience in {Audience.CHAIR, Audience.READER}:
        return views
    return [view for view in views if view.state is ReplyState.GRANTED or (me is not None and view.membership_id == me)]


def _view(request: RightOfReply, statement: Statement | None) -> ReplyView:
    return ReplyView(
        request.id, request.membership_id, request.membership.alias, request.words, request.language, request.state,
        request.reason, request.asked_at, statement.body if statement else None,
        statement.language if statement else None)


def _was_heard(session: Session, room: Room, statement_id: int) -> bool:
    """Whether witnesses were in the room when this was said."""
    return session.scalar(select(Statement.id).join(
        RoomEvent, (RoomEvent.room_id == Statement.room_id) & (RoomEvent.seq == Statement.seq)).where(
        Statement.id == statement_id, Statement.room_id == room.id, Statement.hidden_at.is_(None),
        RoomEvent.phase.in_(HEARING_KINDS))) is not None


def _decide(session: Session, room: Room, request_id: int, state: ReplyState, reason: str | None, *, actor: Actor,
            now: datetime) -> RightOfReply:
    decided = session.execute(update(RightOfReply).where(
        RightOfReply.id == request_id, RightOfReply.room_id == room.id, RightOfReply.state == ReplyState.ASKED,
    ).values(state=state, reason=reason, decided_at=now, decided_by_id=rooms.require_member(actor)))
    if decided.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("reply_is_decided")
    return session.get_one(RightOfReply, request_id, populate_existing=True)


def _queue_up(session: Session, room: Room, membership_id: int, *, now: datetime) -> None:
    """A direct reply comes before the others; a hand that is up already becomes one."""
    raised = session.execute(update(FloorRequest).where(
        FloorRequest.room_id == room.id, FloorRequest.membership_id == membership_id,
        FloorRequest.state == FloorState.WAITING).values(kind=FloorKind.DIRECT_REPLY))
    if raised.rowcount == 0:  # type: ignore[attr-defined]  # a CursorResult at run time
        session.add(FloorRequest(room_id=room.id, membership_id=membership_id, kind=FloorKind.DIRECT_REPLY,
                                 asked_at=now))
    session.flush()


def _changed(session: Session, room: Room, turn: rooms.Turn, request_id: int, *, actor: Actor, now: datetime,
             command_id: str | None) -> rooms.LoggedEvent:
    return rooms.write_event(session, room, turn, RoomEventKind.REPLY_CHANGED, actor=actor, now=now,
                             data={"reply": request_id}, command_id=command_id)
