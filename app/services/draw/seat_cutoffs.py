"""Until when an empty seat is given to the next person: the facilitator names an item of the agenda."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, NotFound
from app.domain.phases import ItemKind, ItemState
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import AgendaItem, AgendaSession, Jury, SeatCutoff
from app.services import records


def items_of(session: Session, jury: Jury) -> list[AgendaItem]:
    """The agenda in its order."""
    return list(session.scalars(select(AgendaItem).join(AgendaSession).where(AgendaSession.jury_id == jury.id).order_by(
        AgendaSession.number, AgendaItem.position, AgendaItem.id)))


def cutoff_of(session: Session, jury: Jury) -> AgendaItem | None:
    """The item with which the last chance to join ends; unless somebody chose, the first hearing.

    Whoever has not heard the first witness would decide on half of what the others know.
    """
    chosen = session.get(SeatCutoff, jury.id)
    items = items_of(session, jury)
    if chosen is not None:
        return next((item for item in items if item.id == chosen.item_id), None)
    return next((item for item in items if item.kind is ItemKind.HEARING), None)


def may_call(session: Session, jury: Jury) -> bool:
    """Whether an empty seat goes to somebody else now: while seating, and in the deliberation before the cut-off."""
    if jury.stage is not Stage.DELIBERATION:
        return jury.stage is Stage.SEATING
    items, cutoff = items_of(session, jury), cutoff_of(session, jury)
    if cutoff is None:
        return False
    # An item that was skipped is passed as well, once a later one has begun.
    later = items[[item.id for item in items].index(cutoff.id):]
    return all(item.state is ItemState.PLANNED for item in later)


def set_cutoff(session: Session, jury: Jury, item_id: int, *, actor: Actor, now: datetime) -> AgendaItem:
    """Name the item with which nobody is called any more. Raises `item_is_gone`, `seat_cutoff_has_passed`."""
    actor.require(Role.FACILITATOR, Role.ORGANIZER)
    item = next((item for item in items_of(session, jury) if item.id == item_id), None)
    if item is None:
        raise NotFound("item_is_gone")
    has_begun = jury.stage is Stage.DELIBERATION and not may_call(session, jury)
    if has_begun or item.state is not ItemState.PLANNED:
        raise Conflict("seat_cutoff_has_passed")
    row = session.get(SeatCutoff, jury.id) or SeatCutoff(jury_id=jury.id)
    row.item_id, row.set_at = item.id, now
    session.add(row)
    records.add_entry(session, jury.id, "seat_cutoff_set", {"item": item.id, "kind": item.kind.value}, now=now)
    return item
