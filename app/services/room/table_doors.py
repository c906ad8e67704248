"""The door of a small table: who sits here now, and the facilitator on a visit; nobody else learns of it."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.domain.audiences import Audience, audience_of
from app.domain.errors import Forbidden, NotFound
from app.domain.roles import Actor
from app.domain.tables import RoundState
from app.models import Room, SmallTable, TableRound, TableSeat, TableVisit
from app.services.room import rooms


@dataclass(frozen=True)
class Place:
    """Where a juror sits in the running round."""

    table_id: int
    table_number: int
    round_id: int


def place_of(session: Session, jury_id: int, membership_id: int) -> Place | None:
    """The one table at which somebody sits now; None: their place is the plenary."""
    row = session.execute(
        select(SmallTable.id, SmallTable.number, TableRound.id)
        .join(TableSeat, TableSeat.table_id == SmallTable.id).join(TableRound, TableRound.id == SmallTable.round_id)
        .where(TableRound.jury_id == jury_id, TableRound.state == RoundState.RUNNING,
               TableSeat.membership_id == membership_id, TableSeat.left_at.is_(None))).first()
    return Place(*row) if row else None


def last_table(session: Session, jury_id: int, membership_ids: Iterable[int]) -> SmallTable | None:
    """The table at which one of these members sits now or sat last, also after its round; who was moved away from
    a table reads it no more."""
    return session.scalars(
        select(SmallTable).join(TableSeat, TableSeat.table_id == SmallTable.id)
        .join(TableRound, TableRound.id == SmallTable.round_id)
        .where(TableRound.jury_id == jury_id, TableRound.state != RoundState.PLANNED, TableSeat.left_at.is_(None),
               TableSeat.membership_id.in_(list(membership_ids)))
        .order_by(TableRound.started_at.desc(), TableRound.id.desc()).limit(1)).first()


def require_entry(session: Session, room: Room, actor: Actor) -> None:
    """Let in who may be at the table behind this room right now; the plenary has doors of its own.

    Raises `room_not_found` for everybody who never sits at tables, `table_is_not_yours` for a juror of another
    table and a facilitator who has not entered, `table_round_is_over`.
    """
    if room.name == rooms.PLENARY:
        return
    audience, membership_id = audience_of(actor), rooms.membership_in_room(actor)
    if audience not in {Audience.JUROR, Audience.CHAIR} or membership_id is None:
        raise NotFound("room_not_found")
    row = session.execute(select(SmallTable.id, TableRound.state).join(
        TableRound, TableRound.id == SmallTable.round_id).where(SmallTable.room_id == room.id)).first()
    if row is None:
        raise NotFound("room_not_found")
    table_id, state = row
    if not _is_at(session, table_id, membership_id, audience):
        raise Forbidden("table_is_not_yours")
    if state is not RoundState.RUNNING:
        raise Forbidden("table_round_is_over")


def _is_at(session: Session, table_id: int, membership_id: int, audience: Audience) -> bool:
    place = TableSeat if audience is Audience.JUROR else TableVisit
    return session.execute(select(place.id).where(
        place.table_id == table_id, place.membership_id == membership_id, place.left_at.is_(None))).first() is not None


def find_table(session: Session, jury_id: int, table_id: int) -> SmallTable:
    """A table of this jury. Raises `table_is_gone`."""
    table = session.scalars(select(SmallTable).join(TableRound).where(
        SmallTable.id == table_id, TableRound.jury_id == jury_id)).first()
    if table is None:
        raise NotFound("table_is_gone")
    return table


def enter_room(session: Session, jury_id: int, table_id: int, *, actor: Actor) -> Room:
    """The room of a table for whoever may be there now; raises what `require_entry` raises."""
    room = session.get_one(Room, find_table(session, jury_id, table_id).room_id)
    require_entry(session, room, actor)
    return room


def table_behind(session: Session, room: Room) -> SmallTable:
    """The table whose talk this room is. Raises `table_is_gone` for the plenary."""
    table = session.scalars(select(SmallTable).where(SmallTable.room_id == room.id)).first()
    if table is None:
        raise NotFound("table_is_gone")
    session.refresh(table)
    return table


# Built once: asked every second.
_AT_TABLES = select(SmallTable.room_id).where(SmallTable.room_id.in_(bindparam("rooms", expanding=True)))


def strangers(session: Session, visits: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of (room id, membership id) that are at a table where they may not be any more."""
    wanted = set(visits)
    rooms_at_tables = set(session.scalars(_AT_TABLES, {"rooms": list({room for room, _member in wanted})}))
    if not rooms_at_tables:
        return set()
    here: set[tuple[int, int]] = set()
    for place in (TableSeat, TableVisit):
        rows = session.execute(
            select(SmallTable.room_id, place.membership_id).join(SmallTable, SmallTable.id == place.table_id)
            .join(TableRound, TableRound.id == SmallTable.round_id)
            .where(SmallTable.room_id.in_(rooms_at_tables), TableRound.state == RoundState.RUNNING,
                   place.left_at.is_(None)))
        here |= {(room_id, membership_id) for room_id, membership_id in rows}
    return {visit for visit in wanted if visit[0] in rooms_at_tables} - here
