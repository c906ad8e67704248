"""Rounds of small tables: planned, begun with everybody seated at once, extended, ended with their results."""
from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.phases import ItemKind, ItemState
from app.domain.roles import Actor, Role
from app.domain.room_desk import OverrideKind
from app.domain.room_events import RoomEventKind
from app.domain.tables import LARGEST, MOST_MINUTES, MOST_ROUNDS, SMALLEST, RoundState, SeatingKind
from app.models import AgendaItem, AgendaSession, Room, SmallTable, TableCall, TableRound, TableSeat, TableVisit
from app.services import records
from app.services.room import rooms, table_plans, table_results
from app.services.room.room_overrides import log_override
from app.services.room.table_plans import Request
from sortition.tables import Seating

MOST_EXTRA_MINUTES = 60


@dataclass(frozen=True)
class RoundsFrame:
    """What the facilitator decides about the rounds of an item. A blank prompt means that of the item."""

    people: tuple[int, ...]
    rounds: int
    size: int
    minutes: int
    prompt: dict[str, str]
    gathers_languages: bool = True


def tables_item(session: Session, room: Room) -> AgendaItem | None:
    """The item for which tables are planned: the current one, else the first of the kind that has not run."""
    current = session.get(AgendaItem, room.current_item_id) if room.current_item_id else None
    if current is not None and current.kind is ItemKind.TABLES:
        return current
    return session.scalars(
        select(AgendaItem).join(AgendaSession).where(
            AgendaSession.jury_id == room.jury_id, AgendaItem.kind == ItemKind.TABLES,
            AgendaItem.state == ItemState.PLANNED)
        .order_by(AgendaSession.number, AgendaItem.position, AgendaItem.id)).first()


def plan_rounds(session: Session, room: Room, item_id: int, frame: RoundsFrame, *, actor: Actor,
                now: datetime) -> Seating:
    """Plan the rounds of an item for these people; rounds planned before and not begun are dropped.

    Raises `tables_out_of_range`, `too_few_for_tables`, `seating_wishes_contradict`, `item_is_gone`.
    """
    actor.require(Role.FACILITATOR)
    item = session.get(AgendaItem, item_id)
    if item is None or item.kind is not ItemKind.TABLES or item.session.jury_id != room.jury_id:
        raise NotFound("item_is_gone")
    _check(frame)
    turn = rooms.take_open_turn(session, room)
    seating = table_plans.search(session, room.jury_id, Request(
        frame.people, frame.rounds, frame.size, frame.gathers_languages, _source(item.id, now)))
    session.execute(delete(TableRound).where(TableRound.item_id == item.id, TableRound.state == RoundState.PLANNED))
    first = table_plans.last_number(session, item.id) + 1
    for number, tables in enumerate(table_plans.tables_in(seating), start=first):
        session.add(TableRound(jury_id=room.jury_id, item_id=item.id, number=number, prompt=_prompt(frame, item),
                               minutes=frame.minutes, gathers_languages=frame.gathers_languages, plan=tables,
                               planned_at=now))
    session.flush()
    tell(session, room, turn, "planned", None, actor=actor, now=now)
    return seating


def _check(frame: RoundsFrame) -> None:
    if not (1 <= frame.rounds <= MOST_ROUNDS and SMALLEST <= frame.size <= LARGEST
            and 1 <= frame.minutes <= MOST_MINUTES):
        raise DomainError("tables_out_of_range", rounds=MOST_ROUNDS, least=SMALLEST, most=LARGEST, minutes=MOST_MINUTES)


def _prompt(frame: RoundsFrame, item: AgendaItem) -> dict[str, str]:
    return frame.prompt if any(frame.prompt.values()) else item.prompt


def _source(item_id: int, now: datetime) -> bytes:
    return f"tables of item {item_id} at {now.isoformat()}".encode()


def start_round(session: Session, room: Room, people: Collection[int], *, actor: Actor, now: datetime,
                command_id: str | None = None) -> rooms.LoggedEvent:
    """Seat everybody at once in the next planned round. Planned anew when others are here than was thought.

    Raises `tables_item_is_not_running`, `table_round_runs`, `no_round_is_planned`, `too_few_for_tables`.
    """
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = rooms.take_open_turn(session, room)
    session.refresh(room)
    table_plans.require_no_round(session, room.jury_id)
    coming = _next_round(session, room)
    if {one for table in coming.plan for one in table} != set(people):
        _plan_anew(session, room, people, now=now)
    coming.state, coming.started_at = RoundState.RUNNING, now
    coming.deadline = now + timedelta(minutes=coming.minutes)
    session.flush()
    _seat(session, room, coming, now=now)
    records.add_entry(session, room.jury_id, "table_round_started", {
        "item": coming.item_id, "round": coming.number, "tables": len(coming.plan), "people": len(people)}, now=now)
    return tell(session, room, turn, "started", coming, actor=actor, now=now, command_id=command_id)


def _next_round(session: Session, room: Room) -> TableRound:
    item = session.get(AgendaItem, room.current_item_id) if room.current_item_id else None
    if item is None or item.kind is not ItemKind.TABLES:
        raise Conflict("tables_item_is_not_running")
    planned = table_plans.planned_rounds(session, item.id)
    if not planned:
        raise Conflict("no_round_is_planned")
    return planned[0]


def _plan_anew(session: Session, room: Room, people: Collection[int], *, now: datetime) -> None:
    """Seat the rounds to come for the people who are really here; rounds that were held keep counting."""
    assert room.current_item_id is not None  # asked by `_next_round`
    planned = table_plans.planned_rounds(session, room.current_item_id)
    size = max(len(table) for table in planned[0].plan)
    seating = table_plans.search(session, room.jury_id, Request(
        tuple(sorted(people)), len(planned), size, planned[0].gathers_languages, _source(room.current_item_id, now)))
    for held, tables in zip(planned, table_plans.tables_in(seating), strict=True):
        held.plan, held.planned_at = [list(table) for table in tables], now
    session.flush()


def _seat(session: Session, room: Room, coming: TableRound, *, now: datetime) -> None:
    """A room of its own for every table, and everybody's seat."""
    for number, people in enumerate(coming.plan, start=1):
        talk = Room(jury_id=room.jury_id, name=f"table-{coming.id}-{number}", created_at=now,
                    current_item_id=coming.item_id, phase=ItemKind.TABLES)
        session.add(talk)
        session.flush()
        table = SmallTable(round_id=coming.id, number=number, room_id=talk.id)
        session.add(table)
        session.flush()
        session.add_all([TableSeat(table_id=table.id, round_id=coming.id, membership_id=person,
                                   kind=SeatingKind.PLANNED, seated_at=now) for person in people])
    session.flush()


def extend_round(session: Session, room: Room, minutes: int, reason: str, *, actor: Actor, now: datetime,
                 command_id: str | None = None) -> rooms.LoggedEvent:
    """Give all tables more time, from now on if the time is over. Raises `minutes_out_of_range`, `no_round_runs`."""
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    if not 1 <= minutes <= MOST_EXTRA_MINUTES:
        raise DomainError("minutes_out_of_range", most=MOST_EXTRA_MINUTES)
    turn = rooms.take_open_turn(session, room)
    held = require_round(session, room)
    held.deadline = max(held.deadline or now, now) + timedelta(minutes=minutes)
    log_override(session, room, OverrideKind.ROUND_EXTENDED, reason, item_id=held.item_id, minutes=minutes,
                 actor=actor, now=now)
    session.flush()
    tell_tables(session, held, "extended", actor=actor, now=now)
    return tell(session, room, turn, "extended", held, actor=actor, now=now, command_id=command_id)


def end_round(session: Session, room: Room, *, actor: Actor, now: datetime,
              command_id: str | None = None) -> rooms.LoggedEvent:
    """Bring everybody back to the plenary; the notes become the tables' results. Raises `no_round_runs`."""
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = rooms.take_open_turn(session, room)
    held = require_round(session, room)
    _close(session, held, actor=actor, now=now)
    return tell(session, room, turn, "ended", held, actor=actor, now=now, command_id=command_id)


def end_with_item(session: Session, room: Room, *, actor: Actor, now: datetime) -> None:
    """Called when the agenda moves on: nobody is left behind at a table."""
    held = table_plans.running_round(session, room.jury_id)
    if held is None:
        return
    _close(session, held, actor=actor, now=now)
    tell(session, room, rooms.take_turn(session, room), "ended", held, actor=actor, now=now)


def _close(session: Session, held: TableRound, *, actor: Actor, now: datetime) -> None:
    held.state, held.ended_at = RoundState.ENDED, now
    session.flush()
    ids = select(SmallTable.id).where(SmallTable.round_id == held.id)
    session.execute(update(TableCall).where(TableCall.table_id.in_(ids), TableCall.answered_at.is_(None))
                    .values(answered_at=now).execution_options(synchronize_session=False))
    session.execute(update(TableVisit).where(TableVisit.table_id.in_(ids), TableVisit.left_at.is_(None))
                    .values(left_at=now).execution_options(synchronize_session=False))
    tell_tables(session, held, "ended", actor=actor, now=now)  # takes each table's lock: no note is saved after this
    table_results.keep_points(session, held)
    records.add_entry(session, held.jury_id, "table_round_ended",
                      {"item": held.item_id, "round": held.number}, now=now)


def require_round(session: Session, room: Room) -> TableRound:
    """The running round. Raises `no_round_runs`."""
    held = table_plans.running_round(session, room.jury_id)
    if held is None:
        raise Conflict("no_round_runs")
    session.refresh(held)
    return held


def tell(session: Session, room: Room, turn: rooms.Turn, action: str, held: TableRound | None, *,
         actor: Actor, now: datetime, command_id: str | None = None) -> rooms.LoggedEvent:
    """Tell the plenary what became of the tables; a page there says where to go."""
    data = {"action": action} | ({"round": held.id} if held else {})
    return rooms.write_event(session, room, turn, RoomEventKind.TABLES_CHANGED, actor=actor, now=now, data=data,
                             command_id=command_id)


def tell_tables(session: Session, held: TableRound, action: str, *, actor: Actor, now: datetime) -> None:
    """Tell every table. The plenary's number was taken before: always in this order, so that no two wait crosswise."""
    query = select(Room).join(SmallTable, SmallTable.room_id == Room.id).where(SmallTable.round_id == held.id)
    for talk in session.scalars(query.order_by(SmallTable.number)).all():
        rooms.record_event(session, talk, RoomEventKind.TABLE_CHANGED, actor=actor, data={"action": action}, now=now)
