"""What a table shows to those who sit there, what the facilitator sees of all tables, and the counts for overseers."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.tables import RoundState, SeatingKind
from app.models import (
    Membership,
    Presence,
    Room,
    SmallTable,
    Statement,
    TableCall,
    TableNote,
    TableRound,
    TableSeat,
    TableVisit,
)
from app.services.room import presence, table_meetings, table_plans
from app.services.room.presence import PresenceState
from app.services.room.table_meetings import Meetings


@dataclass(frozen=True)
class SeatView:
    """Somebody at a table. `is_here`: connected, or seen a moment ago."""

    membership_id: int
    alias: str
    language: str
    kind: SeatingKind
    is_heard: bool
    is_here: bool


@dataclass(frozen=True)
class TableView:
    """One table as it is now. `gone`: who sat here in this round and was moved to another table."""

    table: SmallTable
    held: TableRound
    rounds: int
    seats: tuple[SeatView, ...]
    gone: tuple[int, ...]
    note_by: str | None
    note_at: datetime | None
    call_at: datetime | None
    visitors: tuple[str, ...]
    statements: int = 0

    @property
    def is_running(self) -> bool:
        return self.held.state is RoundState.RUNNING

    @property
    def heard(self) -> int:
        return sum(seat.is_heard for seat in self.seats)

    @property
    def here(self) -> int:
        return sum(seat.is_here for seat in self.seats)

    @property
    def words(self) -> int:
        return len(self.table.note.split())

    def left(self, now: datetime) -> int:
        """Seconds until the end of the round; 0 when it is over."""
        return max(0, int((self.held.deadline - now).total_seconds())) if self.held.deadline and self.is_running else 0


@dataclass(frozen=True)
class Gist:
    """What the plenary says of the tables: which round runs, how many are planned, which tables call."""

    held: TableRound | None
    planned: int
    calls: tuple[int, ...] = ()  # numbers of tables
    tables: int = 0


@dataclass(frozen=True)
class RoundCounts:
    """One round in counts, without names and without words."""

    item_id: int
    number: int
    state: RoundState
    tables: int
    people: int
    heard: int
    late: int
    moved: int
    calls: int
    answered: int
    notes: int
    meetings: Meetings = field(default_factory=lambda: Meetings(0, 0, (), {}))


def gist_of(session: Session, room: Room, item_id: int) -> Gist:
    """How things stand with the tables of an item."""
    held = table_plans.running_round(session, room.jury_id)
    planned = len(table_plans.planned_rounds(session, item_id))
    if held is None:
        return Gist(None, planned)
    numbers = session.scalars(select(SmallTable.number).join(TableCall, TableCall.table_id == SmallTable.id).where(
        SmallTable.round_id == held.id, TableCall.answered_at.is_(None)).order_by(SmallTable.number))
    count = session.scalar(select(func.count()).select_from(SmallTable).where(SmallTable.round_id == held.id)) or 0
    return Gist(held, planned, tuple(numbers), count)


def table_view(session: Session, table: SmallTable, *, now: datetime) -> TableView:
    """One table with everything that its page shows beside the talk."""
    return views_of(session, [table], now=now)[0]


def overview(session: Session, held: TableRound, *, now: datetime) -> list[TableView]:
    """All tables of a round."""
    tables = session.scalars(select(SmallTable).where(SmallTable.round_id == held.id).order_by(SmallTable.number))
    return views_of(session, list(tables), now=now)


def views_of(session: Session, tables: Sequence[SmallTable], *, now: datetime) -> list[TableView]:
    """Tables of one round, in a fixed number of queries however many there are."""
    if not tables:
        return []
    ids, held = [table.id for table in tables], tables[0].round
    rounds = session.scalar(select(func.count()).select_from(TableRound).where(TableRound.item_id == held.item_id)) or 0
    seats, gone = _seats(session, ids, held, now=now)
    notes = {row[0]: row[1:] for row in session.execute(
        select(TableNote.table_id, Membership.alias, TableNote.at)
        .join(SmallTable, (SmallTable.id == TableNote.table_id) & (SmallTable.note_version == TableNote.version))
        .join(Membership, Membership.id == TableNote.membership_id).where(TableNote.table_id.in_(ids)))}
    calls = dict(session.execute(select(TableCall.table_id, TableCall.at).where(
        TableCall.table_id.in_(ids), TableCall.answered_at.is_(None))).all())
    visitors = _grouped(session.execute(select(TableVisit.table_id, Membership.alias).join(
        Membership, Membership.id == TableVisit.membership_id).where(
        TableVisit.table_id.in_(ids), TableVisit.left_at.is_(None))).all())
    said = dict(session.execute(select(Statement.room_id, func.count()).where(
        Statement.room_id.in_([table.room_id for table in tables])).group_by(Statement.room_id)).all())
    return [TableView(
        table, held, rounds, tuple(seats.get(table.id, ())), tuple(gone.get(table.id, ())),
        note_by=notes[table.id][0] if table.id in notes else None,
        note_at=notes[table.id][1] if table.id in notes else None, call_at=calls.get(table.id),
        visitors=tuple(visitors.get(table.id, ())), statements=said.get(table.room_id, 0)) for table in tables]


def _grouped(rows: Sequence[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for table_id, alias in rows:
        found.setdefault(table_id, []).append(alias)
    return found


def _seats(session: Session, ids: Sequence[int], held: TableRound, *,
           now: datetime) -> tuple[dict[int, list[SeatView]], dict[int, list[int]]]:
    here = _people_at_tables(session, held, now=now)
    seats: dict[int, list[SeatView]] = {}
    gone: dict[int, list[int]] = {}
    rows = session.scalars(select(TableSeat).join(Membership).where(TableSeat.table_id.in_(ids))
                           .order_by(Membership.alias, TableSeat.id))
    for seat in rows:
        if seat.left_at is None:
            seats.setdefault(seat.table_id, []).append(SeatView(
                seat.membership_id, seat.membership.alias, seat.membership.person.language, seat.kind,
                seat.heard_at is not None, seat.membership_id in here))
        else:
            gone.setdefault(seat.table_id, []).append(seat.membership_id)
    present = {table: {seat.membership_id for seat in found} for table, found in seats.items()}
    return seats, {table: [one for one in found if one not in present.get(table, ())] for table, found in gone.items()}


def _people_at_tables(session: Session, held: TableRound, *, now: datetime) -> set[int]:
    """Who is connected to the talk of a table of this round, or was a moment ago."""
    rows = session.execute(
        select(Presence.membership_id, Presence.is_connected, Presence.seen_at, Presence.left_at)
        .join(SmallTable, SmallTable.room_id == Presence.room_id).where(SmallTable.round_id == held.id))
    return {member for member, is_connected, seen_at, left_at in rows
            if presence.state_of(is_connected, seen_at, left_at, now=now) is not PresenceState.AWAY}


def counts_of(session: Session, jury_id: int) -> list[RoundCounts]:
    """All rounds that have begun, in counts; the meetings are those up to the end of each round."""
    rounds = list(session.scalars(select(TableRound).where(
        TableRound.jury_id == jury_id, TableRound.state != RoundState.PLANNED)
        .order_by(TableRound.started_at, TableRound.id)))
    held = table_meetings.held_rounds(session, jury_id)
    everybody = {one for tables in held for table in tables for one in table}
    return [_counts(session, one, table_meetings.count_meetings(everybody, held[:number]))
            for number, one in enumerate(rounds, start=1)]


def _counts(session: Session, held: TableRound, meetings: Meetings) -> RoundCounts:
    seats = list(session.scalars(select(TableSeat).where(TableSeat.round_id == held.id)))
    now_seated = [seat for seat in seats if seat.left_at is None]
    calls = list(session.scalars(select(TableCall).join(SmallTable).where(SmallTable.round_id == held.id)))
    notes = session.scalar(select(func.count()).select_from(SmallTable).where(
        SmallTable.round_id == held.id, SmallTable.note != "")) or 0
    return RoundCounts(
        held.item_id, held.number, held.state, len(held.plan), len(now_seated),
        sum(seat.heard_at is not None for seat in now_seated),
        sum(seat.kind is SeatingKind.LATE for seat in seats), sum(seat.kind is SeatingKind.MOVED for seat in seats),
        len(calls), sum(call.answered_by_id is not None for call in calls), notes, meetings)
