"""Overrides: each departure from the agreed order has a word of reason and is listed for the overseers."""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.domain.roles import Actor, Role
from app.domain.room_desk import OverrideKind
from app.models import AgendaItem, Membership, Room, RoomOverride
from app.services import records
from app.services.room.reasons import checked_reason
from app.services.room.rooms import membership_in_room

# Who reads the list; the chair's own entries are no secret from the secretariat.
READERS = (Role.OVERSEER, Role.FACILITATOR, Role.ORGANIZER)
# What the public record calls them. A private hint is not in it.
_RECORD_KINDS = {
    OverrideKind.FLOOR_OUT_OF_ORDER: "floor_given_out_of_order",
    OverrideKind.QUEUE_ORDER: "queue_order_changed",
    OverrideKind.ITEM_EXTENDED: "item_extended",
    OverrideKind.ITEM_SHORTENED: "item_shortened",
    OverrideKind.ITEM_PAUSED: "item_paused",
    OverrideKind.ITEM_OUT_OF_ORDER: "item_taken_out_of_order",
    OverrideKind.ITEM_SKIPPED: "item_skipped",
    OverrideKind.ITEM_ADDED: "item_added_on_the_day",
    OverrideKind.ITEM_CHANGED: "item_changed_on_the_day",
    OverrideKind.ITEM_MOVED: "item_moved_on_the_day",
    OverrideKind.ITEM_REMOVED: "item_removed_on_the_day",
    OverrideKind.JUROR_MOVED: "juror_moved",
    OverrideKind.ROUND_EXTENDED: "table_round_extended",
    OverrideKind.PHONE_JUROR: "juror_joined_by_phone",
}
WITHOUT_A_REASON = frozenset({OverrideKind.PHONE_JUROR, OverrideKind.NUDGE_SENT})


@dataclass(frozen=True)
class OverrideView:
    """One line of the list. `item`: the title of the item, if it concerned one that is still on the agenda."""

    kind: OverrideKind
    at: datetime
    by: str | None
    subject: str | None
    item: dict[str, str] | None
    minutes: int | None
    reason: str | None


def log_override(session: Session, room: Room, kind: OverrideKind, reason: str | None, *, actor: Actor, now: datetime,
                 item_id: int | None = None, minutes: int | None = None, subject_id: int | None = None) -> None:
    """Note an override for the overseers, and in the public record without names. Raises `reason_is_missing`."""
    why = None if kind in WITHOUT_A_REASON else checked_reason(reason)
    session.add(RoomOverride(room_id=room.id, kind=kind, actor_id=membership_in_room(actor), subject_id=subject_id,
                             item_id=item_id, minutes=minutes, reason=why, at=now))
    if kind in _RECORD_KINDS:
        said = {"item": item_id, "minutes": minutes, "reason": why}
        data = {name: value for name, value in said.items() if value is not None}
        records.add_entry(session, room.jury_id, _RECORD_KINDS[kind], data, now=now)


def overrides_of(session: Session, room: Room, *, actor: Actor) -> list[OverrideView]:
    """All overrides in this room, the newest first. Only for overseers, facilitators and organizers."""
    actor.require(*READERS)
    by, subject = aliased(Membership), aliased(Membership)
    rows = session.execute(
        select(RoomOverride.kind, RoomOverride.at, by.alias, subject.alias, AgendaItem.title, RoomOverride.minutes,
               RoomOverride.reason)
        .outerjoin(by, by.id == RoomOverride.actor_id).outerjoin(subject, subject.id == RoomOverride.subject_id)
        .outerjoin(AgendaItem, AgendaItem.id == RoomOverride.item_id)
        .where(RoomOverride.room_id == room.id).order_by(RoomOverride.id.desc()))
    return [OverrideView(*row) for row in rows]


def counts_of(found: Sequence[OverrideView]) -> list[tuple[OverrideKind, int]]:
    """How often each kind happened, the most frequent first."""
    return Counter(view.kind for view in found).most_common()
