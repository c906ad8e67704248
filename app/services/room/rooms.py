"""The room's log: append-only, numbered without a gap, and the truth of which every broadcast is only a hint."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, Table, bindparam, func, select, update
from sqlalchemy.orm import Session

from app.domain.audiences import MEMBERS_OF_THE_ROOM, Audience
from app.domain.errors import Conflict, Forbidden, NotFound
from app.domain.phases import ItemKind
from app.domain.roles import Actor
from app.domain.room_events import RoomEventKind
from app.domain.stages import Stage
from app.models import Jury, Room, RoomEvent
from app.services.announcements import announce

PLENARY = "plenary"
PAGE = 500
_events: Table = RoomEvent.__table__  # type: ignore[assignment]  # declared as a wider type
_rooms: Table = Room.__table__  # type: ignore[assignment]
_juries: Table = Jury.__table__  # type: ignore[assignment]
# Built once: every message asks them, and building a question costs more than asking it.
_NEXT_TURN = (
    update(_rooms).where(_rooms.c.id == bindparam("room_id")).values(last_seq=_rooms.c.last_seq + 1)
    .returning(_rooms.c.last_seq, _rooms.c.phase,
               select(_juries.c.stage).where(_juries.c.id == _rooms.c.jury_id).scalar_subquery()))
_NEW_EVENT = _events.insert()


@dataclass(frozen=True)
class LoggedEvent:
    """One line of the log; what is announced after the commit. `phase`: during which kind of item it happened."""

    room_id: int
    seq: int
    kind: RoomEventKind
    phase: ItemKind | None
    actor_id: int | None
    data: dict[str, Any]
    command_id: str | None
    at: datetime


@dataclass(frozen=True)
class Turn:
    """A claimed number in the log, and how things stand at exactly that moment."""

    seq: int
    phase: ItemKind | None
    stage: Stage


def find_room(session: Session, jury_id: int, name: str = PLENARY) -> Room | None:
    return session.scalars(select(Room).where(Room.jury_id == jury_id, Room.name == name)).first()


def room_of(session: Session, jury_id: int, name: str = PLENARY) -> Room:
    """The room of a jury. Raises `room_is_not_ready` before an agenda exists."""
    room = find_room(session, jury_id, name)
    if room is None:
        raise NotFound("room_is_not_ready")
    return room


def ensure_room(session: Session, jury_id: int, *, now: datetime, name: str = PLENARY) -> Room:
    """The room of a jury, set up if there is none yet."""
    room = find_room(session, jury_id, name)
    if room is None:
        room = Room(jury_id=jury_id, name=name, created_at=now)
        session.add(room)
        session.flush()
    return room


def membership_in_room(actor: Actor) -> int | None:
    """The membership by which somebody sits in the room; None for outsiders and the system itself."""
    return next((actor.memberships[role] for role in MEMBERS_OF_THE_ROOM if actor.has(role)), None)


def known_command(session: Session, room: Room, command_id: str | None, *, actor: Actor) -> LoggedEvent | None:
    """The event that a re-sent command has caused before, announced again: the first try may have died before
    its announcement. Raises `command_is_taken` when somebody else used this id.
    """
    if not command_id:
        return None
    row = session.execute(_CAUSED, {"room_id": room.id, "command_id": command_id}).first()
    if row is None:
        return None
    event = _logged(row)
    if event.actor_id != membership_in_room(actor):
        raise Conflict("command_is_taken")
    announce(session, event)
    return event


def take_turn(session: Session, room: Room) -> Turn:
    """Claim the next number. The row lock makes everything that follows happen one after the other in this room."""
    session.flush()  # a phase that was set just now is part of how things stand
    return Turn(*session.execute(_NEXT_TURN, {"room_id": room.id}).one())


def take_open_turn(session: Session, room: Room) -> Turn:
    """The same for what may only happen while the jury sits. Raises `room_is_closed`."""
    turn = take_turn(session, room)
    if turn.stage is not Stage.DELIBERATION:
        raise Conflict("room_is_closed")
    return turn


def write_event(session: Session, room: Room, turn: Turn, kind: RoomEventKind, *, actor: Actor, now: datetime,
                data: dict[str, Any], command_id: str | None = None) -> LoggedEvent:
    """Write the claimed line and have it announced after the commit; who entered it for a juror on the telephone
    stands beside it.
    """
    if actor.helper_id is not None:
        data = data | {"helper": actor.helper_id}
    event = LoggedEvent(room.id, turn.seq, kind, turn.phase, membership_in_room(actor), data, command_id, now)
    session.execute(_NEW_EVENT, {
        "room_id": event.room_id, "seq": event.seq, "kind": kind, "phase": event.phase, "actor_id": event.actor_id,
        "data": data, "command_id": command_id, "at": now})
    announce(session, event)
    return event


def record_event(session: Session, room: Room, kind: RoomEventKind, *, actor: Actor, data: dict[str, Any],
                 now: datetime, command_id: str | None = None) -> LoggedEvent:
    """Append what happened; it reaches everybody in the room after the commit.

    `data` holds ids only: what is shown is read from the tables, in each reader's language. The caller asks
    `known_command` first; a race of two equal commands ends in an IntegrityError, and trying again finds the first.
    """
    return write_event(session, room, take_turn(session, room), kind, actor=actor, now=now, data=data,
                       command_id=command_id)


def events_after(session: Session, room: Room, after: int, limit: int = PAGE, *,
                 until: int | None = None) -> list[LoggedEvent]:
    """The log after a number, in order, at most `limit` lines; none beyond `until`, if it is given."""
    query = _select_events().where(_events.c.room_id == room.id, _events.c.seq > after)
    if until is not None:
        query = query.where(_events.c.seq <= until)
    return [_logged(row) for row in session.execute(query.order_by(_events.c.seq).limit(limit))]


def head_for(session: Session, room: Room, audience: Audience | None, *, now: datetime) -> int:
    """How far this audience may hear: observers follow after the delay of the room, if it has one."""
    if audience is not Audience.OBSERVER or not room.observer_delay:
        return room.last_seq
    return session.scalar(select(_events.c.seq).where(
        _events.c.room_id == room.id, _events.c.at <= now - timedelta(minutes=room.observer_delay),
    ).order_by(_events.c.seq.desc()).limit(1)) or 0


def events_before(session: Session, room: Room, before: int | None, kinds: Iterable[RoomEventKind],
                  phases: Iterable[ItemKind] | None = None, *, limit: int) -> list[LoggedEvent]:
    """The last lines of some kinds before a number (None: the end), in order; only of `phases`, if any are given."""
    query = _select_events().where(_events.c.room_id == room.id, _events.c.kind.in_(list(kinds)))
    if before is not None:
        query = query.where(_events.c.seq < before)
    if phases is not None:
        query = query.where(_events.c.phase.in_(list(phases)))
    rows = session.execute(query.order_by(_events.c.seq.desc()).limit(limit)).all()
    return [_logged(row) for row in reversed(rows)]


def count_after(session: Session, room: Room, after: int, kind: RoomEventKind) -> int:
    return session.scalar(select(func.count()).select_from(_events).where(
        _events.c.room_id == room.id, _events.c.seq > after, _events.c.kind == kind)) or 0


def head_of(session: Session, room_id: int) -> int:
    return session.scalar(select(Room.last_seq).where(Room.id == room_id)) or 0


def heads_of(session: Session, room_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """How far the logs of some rooms have got, and by how many minutes observers follow."""
    rows = session.execute(select(Room.id, Room.last_seq, Room.observer_delay).where(Room.id.in_(list(room_ids))))
    return {room_id: (head, delay) for room_id, head, delay in rows}


def require_member(actor: Actor) -> int:
    """The membership by which the actor sits in the room, or Forbidden."""
    membership_id = membership_in_room(actor)
    if membership_id is None:
        raise Forbidden("role_is_missing")
    return membership_id


def _select_events() -> Select[Any]:
    columns = _events.c
    return select(columns.room_id, columns.seq, columns.kind, columns.phase, columns.actor_id, columns.data,
                  columns.command_id, columns.at)


_CAUSED = _select_events().where(
    _events.c.room_id == bindparam("room_id"), _events.c.command_id == bindparam("command_id"))


def _logged(row: Any) -> LoggedEvent:
    return LoggedEvent(*row)
