"""Changing the agenda on the day: from the first item on each change needs a word of reason and is told live."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.phases import ItemState
from app.domain.roles import Actor
from app.domain.room_desk import OverrideKind
from app.domain.room_events import RoomEventKind
from app.domain.stages import Stage
from app.models import AgendaItem, AgendaSession, Jury, Room
from app.services.room import agenda, agenda_plans, rooms
from app.services.room.agenda_plans import ItemFrame
from app.services.room.room_overrides import log_override


@dataclass(frozen=True)
class Pace:
    """The agenda against the clock: minutes planned and taken by the items that are over, and how late we are."""

    planned: int
    taken: int

    @property
    def late(self) -> int:
        """Minutes behind the plan; negative when ahead of it."""
        return self.taken - self.planned


def is_under_way(session: Session, jury: Jury) -> bool:
    """Whether the jury sits and an item has begun: from then on the others rely on the plan."""
    items = agenda.items_in_order(session, jury.id)
    return jury.stage is Stage.DELIBERATION and any(item.started_at is not None for item in items)


def pace_of(part: AgendaSession | None, *, now: datetime) -> Pace:
    """How one session keeps its plan: items that are over, and the one under way as far as it is over its time."""
    pace = [(_planned(item), round(agenda.running_seconds(item, now=now) / 60)) for item in (part.items if part else ())
            if item.started_at is not None and (item.ended_at is not None or _is_over_time(item, now))]
    return Pace(sum(planned for planned, _taken in pace), sum(taken for _planned, taken in pace))


def add_item(session: Session, jury: Jury, session_id: int, frame: ItemFrame, *, reason: str | None, actor: Actor,
             now: datetime) -> AgendaItem:
    """Add an item at the end of a session. Raises `reason_is_missing` while the agenda is under way."""
    item = agenda_plans.add_item(session, jury, session_id, frame, actor=actor)
    _note(session, jury, OverrideKind.ITEM_ADDED, "added", item.id, frame.minutes, reason=reason, actor=actor, now=now)
    return item


def change_item(session: Session, jury: Jury, item_id: int, frame: ItemFrame, *, reason: str | None, actor: Actor,
                now: datetime) -> None:
    """Change a planned item; what was planned first is kept beside it."""
    item = agenda.find_item(session, jury.id, item_id)
    minutes = item.minutes
    agenda_plans.change_item(session, jury, item_id, frame, actor=actor)
    if is_under_way(session, jury) and item.minutes != minutes:
        item.planned_minutes = item.planned_minutes or minutes
    _note(session, jury, OverrideKind.ITEM_CHANGED, "changed", item_id, frame.minutes, reason=reason, actor=actor,
          now=now)


def move_item(session: Session, jury: Jury, item_id: int, is_up: bool, *, reason: str | None, actor: Actor,
              now: datetime) -> None:
    """Change places with the planned item before or after."""
    agenda_plans.move_item(session, jury, item_id, is_up, actor=actor)
    _note(session, jury, OverrideKind.ITEM_MOVED, "moved", item_id, None, reason=reason, actor=actor, now=now)


def remove_item(session: Session, jury: Jury, item_id: int, *, reason: str | None, actor: Actor, now: datetime) -> None:
    """Remove a planned item."""
    agenda_plans.remove_item(session, jury, item_id, actor=actor)
    _note(session, jury, OverrideKind.ITEM_REMOVED, "removed", item_id, None, reason=reason, actor=actor, now=now)


def _note(session: Session, jury: Jury, kind: OverrideKind, action: str, item_id: int, minutes: int | None, *,
          reason: str | None, actor: Actor, now: datetime) -> None:
    room = rooms.find_room(session, jury.id)
    if room is None or not is_under_way(session, jury):
        return
    log_override(session, room, kind, reason, item_id=item_id, minutes=minutes, actor=actor, now=now)
    session.flush()
    rooms.record_event(session, room, RoomEventKind.AGENDA_CHANGED, actor=actor, now=now,
                       data={"action": action, "item": item_id})


def _planned(item: AgendaItem) -> int:
    return item.planned_minutes or item.minutes


def _is_over_time(item: AgendaItem, now: datetime) -> bool:
    return item.state in {ItemState.RUNNING, ItemState.PAUSED} and (
        agenda.running_seconds(item, now=now) > _planned(item) * 60)


def current_session(session: Session, room: Room) -> AgendaSession | None:
    """The session of the current item, or else of the next one."""
    item = agenda.current_item(session, room) or agenda.next_item(session, room)
    return item.session if item else None
