"""What a table does beside talking: marks who was heard, calls the facilitator, is visited."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, NotFound
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.models import Room, SmallTable, TableCall, TableSeat, TableVisit
from app.services.room import rooms, table_rounds
from app.services.room.table_doors import find_table, require_entry, table_behind


def mark_heard(session: Session, room: Room, membership_id: int, is_heard: bool, *, actor: Actor, now: datetime,
               command_id: str | None = None) -> rooms.LoggedEvent:
    """Mark that somebody at this table has spoken, or take the mark back; anybody at the table may.

    Raises `juror_is_not_seated`.
    """
    actor.require(Role.JUROR, Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = rooms.take_open_turn(session, room)
    require_entry(session, room, actor)
    table = table_behind(session, room)
    marked = session.execute(update(TableSeat).where(
        TableSeat.table_id == table.id, TableSeat.membership_id == membership_id, TableSeat.left_at.is_(None),
    ).values(heard_at=now if is_heard else None).execution_options(synchronize_session="fetch"))
    if marked.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise NotFound("juror_is_not_seated")
    return rooms.write_event(session, room, turn, RoomEventKind.TABLE_CHANGED, actor=actor, now=now,
                             data={"action": "heard", "member": membership_id}, command_id=command_id)


def call_facilitator(session: Session, room: Room, plenary: Room, *, actor: Actor, now: datetime,
                     command_id: str | None = None) -> rooms.LoggedEvent:
    """Call the facilitator; the call stands at the desk until it is answered. Raises `facilitator_is_called`."""
    membership_id = actor.require(Role.JUROR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    above = rooms.take_open_turn(session, plenary)
    turn = rooms.take_open_turn(session, room)
    require_entry(session, room, actor)
    table = table_behind(session, room)
    if open_call(session, table.id) is not None:
        raise Conflict("facilitator_is_called")
    session.add(TableCall(table_id=table.id, membership_id=membership_id, at=now))
    session.flush()
    table_rounds.tell(session, plenary, above, "called", table.round, actor=actor, now=now)
    return rooms.write_event(session, room, turn, RoomEventKind.TABLE_CHANGED, actor=actor, now=now,
                             data={"action": "called"}, command_id=command_id)


def answer_call(session: Session, plenary: Room, table_id: int, *, actor: Actor, now: datetime,
                command_id: str | None = None) -> rooms.LoggedEvent:
    """Note that the facilitator has helped, or will not come. Raises `call_is_answered`."""
    membership_id = actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, plenary, command_id, actor=actor):
        return known
    turn = rooms.take_open_turn(session, plenary)
    table = find_table(session, plenary.jury_id, table_id)
    call = open_call(session, table.id)
    if call is None:
        raise Conflict("call_is_answered")
    call.answered_at, call.answered_by_id = now, membership_id
    session.flush()
    rooms.record_event(session, session.get_one(Room, table.room_id), RoomEventKind.TABLE_CHANGED, actor=actor,
                       now=now, data={"action": "answered"})
    return table_rounds.tell(session, plenary, turn, "answered", table.round, actor=actor, now=now,
                             command_id=command_id)


def open_call(session: Session, table_id: int) -> TableCall | None:
    return session.scalars(select(TableCall).where(
        TableCall.table_id == table_id, TableCall.answered_at.is_(None))).first()


def enter_table(session: Session, plenary: Room, table_id: int, *, actor: Actor, now: datetime,
                command_id: str | None = None) -> rooms.LoggedEvent:
    """Sit down at a table for a while, leaving any other; the table sees it.

    Raises `no_round_runs`, `table_is_gone`.
    """
    membership_id = actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, plenary, command_id, actor=actor):
        return known
    turn = rooms.take_open_turn(session, plenary)
    held, table = table_rounds.require_round(session, plenary), find_table(session, plenary.jury_id, table_id)
    if table.round_id != held.id:
        raise NotFound("table_is_gone")
    _leave(session, membership_id, actor=actor, now=now)
    session.add(TableVisit(table_id=table.id, membership_id=membership_id, entered_at=now))
    session.flush()
    _tell(session, table, "visited", actor=actor, now=now)
    return table_rounds.tell(session, plenary, turn, "visited", held, actor=actor, now=now, command_id=command_id)


def leave_table(session: Session, plenary: Room, *, actor: Actor, now: datetime,
                command_id: str | None = None) -> rooms.LoggedEvent:
    """Get up from the table; leaving when at none changes nothing."""
    membership_id = actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, plenary, command_id, actor=actor):
        return known
    turn = rooms.take_open_turn(session, plenary)
    _leave(session, membership_id, actor=actor, now=now)
    return table_rounds.tell(session, plenary, turn, "left", None, actor=actor, now=now, command_id=command_id)


def _leave(session: Session, membership_id: int, *, actor: Actor, now: datetime) -> None:
    visit = session.scalars(select(TableVisit).where(
        TableVisit.membership_id == membership_id, TableVisit.left_at.is_(None))).first()
    if visit is not None:
        visit.left_at = now
        session.flush()
        _tell(session, session.get_one(SmallTable, visit.table_id), "left", actor=actor, now=now)


def _tell(session: Session, table: SmallTable, action: str, *, actor: Actor, now: datetime) -> None:
    rooms.record_event(session, session.get_one(Room, table.room_id), RoomEventKind.TABLE_CHANGED, actor=actor,
                       data={"action": action}, now=now)
