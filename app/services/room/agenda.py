"""The agenda as it runs: the facilitator starts, extends, pauses and ends items; every override has a public reason."""
from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audiences import Audience, is_present
from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.phases import ItemState
from app.domain.roles import Actor, Role
from app.domain.room_desk import OverrideKind
from app.domain.room_events import RoomEventKind
from app.models import AgendaItem, AgendaSession, Room
from app.services import records
from app.services.room import floor, rooms, table_rounds
from app.services.room.reasons import checked_reason
from app.services.room.room_overrides import log_override

MOST_EXTRA_MINUTES = 60


def sessions_of(session: Session, jury_id: int) -> list[AgendaSession]:
    return list(session.scalars(
        select(AgendaSession).where(AgendaSession.jury_id == jury_id).order_by(AgendaSession.number)))


def items_in_order(session: Session, jury_id: int) -> list[AgendaItem]:
    """All items of all sessions, as they are to be taken."""
    return list(session.scalars(
        select(AgendaItem).join(AgendaSession).where(AgendaSession.jury_id == jury_id)
        .order_by(AgendaSession.number, AgendaItem.position, AgendaItem.id)))


def find_item(session: Session, jury_id: int, item_id: int) -> AgendaItem:
    """An item of this jury. Raises `item_is_gone`."""
    item = session.scalars(select(AgendaItem).join(AgendaSession).where(
        AgendaItem.id == item_id, AgendaSession.jury_id == jury_id)).first()
    if item is None:
        raise NotFound("item_is_gone")
    return item


def current_item(session: Session, room: Room) -> AgendaItem | None:
    return session.get(AgendaItem, room.current_item_id) if room.current_item_id else None


def next_item(session: Session, room: Room) -> AgendaItem | None:
    """The first item in order that has not been taken yet, after the current one; else the first of all such."""
    items = items_in_order(session, room.jury_id)
    ids = [item.id for item in items]
    start = ids.index(room.current_item_id) + 1 if room.current_item_id in ids else 0
    planned = [item for item in items[start:] + items[:start] if item.state is ItemState.PLANNED]
    return planned[0] if planned else None


def running_seconds(item: AgendaItem, *, now: datetime) -> int:
    """How long an item has run so far or ran in all, pauses not counted."""
    if item.started_at is None:
        return 0
    until = item.ended_at or item.paused_at or now
    return max(0, int((until - item.started_at).total_seconds()) - item.paused_seconds)


def start_item(session: Session, room: Room, item_id: int, *, actor: Actor, now: datetime, reason: str | None = None,
               command_id: str | None = None) -> rooms.LoggedEvent:
    """Begin an item; the one before has ended. Out of order only with a reason. Raises `item_has_run`."""
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = _take_turn(session, room)
    item, following = find_item(session, room.jury_id, item_id), next_item(session, room)
    if item.state is not ItemState.PLANNED:
        raise Conflict("item_has_run")
    if following is None or following.id != item.id:
        log_override(session, room, OverrideKind.ITEM_OUT_OF_ORDER, reason, item_id=item.id, actor=actor, now=now)
    return _begin(session, room, turn, item, actor=actor, now=now, command_id=command_id)


def start_next(session: Session, room: Room, *, actor: Actor, now: datetime, after: int | None = None,
               command_id: str | None = None) -> rooms.LoggedEvent:
    """Begin the next item in order. `after`: the item that was seen as current, so that two presses move on once.

    Raises `agenda_moved_on`, `agenda_is_over`.
    """
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = _take_turn(session, room)
    if after is not None and after != (room.current_item_id or 0):
        raise Conflict("agenda_moved_on")
    item = next_item(session, room)
    if item is None:
        raise Conflict("agenda_is_over")
    return _begin(session, room, turn, item, actor=actor, now=now, command_id=command_id)


def end_item(session: Session, room: Room, *, actor: Actor, now: datetime,
             command_id: str | None = None) -> rooms.LoggedEvent:
    """End the current item without beginning another. Raises `no_item_runs`."""
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = _take_turn(session, room)
    item = _current(session, room)
    _end_current(session, room, actor=actor, now=now)
    room.current_item_id, room.phase = None, None
    session.flush()
    return _changed(session, room, turn, "ended", item, actor=actor, now=now, command_id=command_id)


def extend_item(session: Session, room: Room, minutes: int, reason: str, *, actor: Actor, now: datetime,
                command_id: str | None = None) -> rooms.LoggedEvent:
    """Give the current item more time, from now on if the time is over. Raises `minutes_out_of_range`."""
    return _give_time(session, room, OverrideKind.ITEM_EXTENDED, minutes, reason, actor=actor, now=now,
                      command_id=command_id)


def shorten_item(session: Session, room: Room, minutes: int, reason: str, *, actor: Actor, now: datetime,
                 command_id: str | None = None) -> rooms.LoggedEvent:
    """Take time from the current item; it ends now at the earliest. Raises `minutes_out_of_range`."""
    return _give_time(session, room, OverrideKind.ITEM_SHORTENED, minutes, reason, actor=actor, now=now,
                      command_id=command_id)


def _give_time(session: Session, room: Room, kind: OverrideKind, minutes: int, reason: str, *, actor: Actor,
               now: datetime, command_id: str | None) -> rooms.LoggedEvent:
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    _check(minutes, reason)
    turn = _take_turn(session, room)
    item = _current(session, room)
    is_more = kind is OverrideKind.ITEM_EXTENDED
    given = timedelta(minutes=minutes if is_more else -minutes)
    if item.state is ItemState.PAUSED:
        item.seconds_left = max(0, (item.seconds_left or 0) + int(given.total_seconds()))
    else:
        item.deadline = max(max(item.deadline or now, now) + given, now)
    log_override(session, room, kind, reason, item_id=item.id, minutes=minutes, actor=actor, now=now)
    return _changed(session, room, turn, "extended" if is_more else "shortened", item, actor=actor, now=now,
                    command_id=command_id)


def skip_item(session: Session, room: Room, item_id: int, reason: str, *, actor: Actor, now: datetime,
              command_id: str | None = None) -> rooms.LoggedEvent:
    """Leave a planned item out; it stays on the agenda, marked so. Raises `item_has_run`."""
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = _take_turn(session, room)
    item = find_item(session, room.jury_id, item_id)
    session.refresh(item)
    if item.state is not ItemState.PLANNED:
        raise Conflict("item_has_run")
    log_override(session, room, OverrideKind.ITEM_SKIPPED, reason, item_id=item.id, actor=actor, now=now)
    item.state = ItemState.SKIPPED
    return _changed(session, room, turn, "skipped", item, actor=actor, now=now, command_id=command_id)


def pause_item(session: Session, room: Room, reason: str, *, actor: Actor, now: datetime,
               command_id: str | None = None) -> rooms.LoggedEvent:
    """Stop the clock of the current item. Raises `item_is_paused`."""
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    checked_reason(reason)
    turn = _take_turn(session, room)
    item = _current(session, room)
    if item.state is ItemState.PAUSED:
        raise Conflict("item_is_paused")
    left = (item.deadline - now).total_seconds() if item.deadline else 0
    item.state, item.seconds_left, item.deadline = ItemState.PAUSED, max(0, int(left)), None
    item.paused_at = now
    log_override(session, room, OverrideKind.ITEM_PAUSED, reason, item_id=item.id, actor=actor, now=now)
    return _changed(session, room, turn, "paused", item, actor=actor, now=now, command_id=command_id)


def resume_item(session: Session, room: Room, *, actor: Actor, now: datetime,
                command_id: str | None = None) -> rooms.LoggedEvent:
    """Let the clock of the current item go on. Raises `item_is_not_paused`."""
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = _take_turn(session, room)
    item = _current(session, room)
    if item.state is not ItemState.PAUSED:
        raise Conflict("item_is_not_paused")
    item.state, item.deadline = ItemState.RUNNING, now + timedelta(seconds=item.seconds_left or 0)
    item.seconds_left = None
    _end_pause(item, now=now)
    records.add_entry(session, room.jury_id, "item_resumed", {"item": item.id}, now=now)
    return _changed(session, room, turn, "resumed", item, actor=actor, now=now, command_id=command_id)


def _take_turn(session: Session, room: Room) -> rooms.Turn:
    """Claim the next number, and see the room as it is under its lock."""
    turn = rooms.take_open_turn(session, room)
    session.refresh(room)
    return turn


def _current(session: Session, room: Room) -> AgendaItem:
    item = current_item(session, room)
    if item is None:
        raise Conflict("no_item_runs")
    session.refresh(item)
    return item


def _end_current(session: Session, room: Room, *, actor: Actor, now: datetime) -> None:
    """The room's lock is held, so nobody else changes its current item. Nobody stays behind at a small table."""
    table_rounds.end_with_item(session, room, actor=actor, now=now)
    item = current_item(session, room)
    if item is not None:
        session.refresh(item)
        _end_pause(item, now=now)
        item.state, item.ended_at, item.deadline, item.seconds_left = ItemState.DONE, now, None, None
        session.flush()


def _end_pause(item: AgendaItem, *, now: datetime) -> None:
    if item.paused_at is not None:
        item.paused_seconds += max(0, int((now - item.paused_at).total_seconds()))
        item.paused_at = None


def _check(minutes: int, reason: str) -> None:
    checked_reason(reason)
    if not 1 <= minutes <= MOST_EXTRA_MINUTES:
        raise DomainError("minutes_out_of_range", most=MOST_EXTRA_MINUTES)


def _begin(session: Session, room: Room, turn: rooms.Turn, item: AgendaItem, *, actor: Actor, now: datetime,
           command_id: str | None) -> rooms.LoggedEvent:
    """Make the item the current one; where witnesses may not be, they also leave the queue."""
    _end_current(session, room, actor=actor, now=now)
    item.state, item.started_at = ItemState.RUNNING, now
    item.deadline = now + timedelta(minutes=item.minutes)
    room.current_item_id, room.phase = item.id, item.kind
    session.flush()
    records.add_entry(session, room.jury_id, "item_started", {"item": item.id, "kind": item.kind.value}, now=now)
    event = _changed(session, room, turn, "started", item, actor=actor, now=now, command_id=command_id)
    if not is_present(Audience.EXPERT, item.kind) and floor.clear_experts(session, room, now=now):
        rooms.record_event(session, room, RoomEventKind.FLOOR_CHANGED, actor=actor, data={}, now=now)
    return event


def _changed(session: Session, room: Room, turn: rooms.Turn, action: str, item: AgendaItem, *, actor: Actor,
             now: datetime, command_id: str | None) -> rooms.LoggedEvent:
    session.flush()
    return rooms.write_event(session, room, turn, RoomEventKind.AGENDA_CHANGED, actor=actor, now=now,
                             data={"action": action, "item": item.id}, command_id=command_id)
