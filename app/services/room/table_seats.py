"""Places at the tables of a running round: late joiners are seated by themselves, the facilitator moves people."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, NotFound
from app.domain.roles import Actor, Role
from app.domain.room_desk import OverrideKind
from app.domain.room_events import RoomEventKind
from app.domain.tables import SeatingKind, WishKind
from app.models import Membership, Person, Presence, Room, SmallTable, TableRound, TableSeat
from app.services.room import presence, rooms, table_plans, table_rounds
from app.services.room.reasons import checked_reason
from app.services.room.room_overrides import log_override
from app.services.room.table_doors import Place, find_table, place_of, table_behind


def take_place(session: Session, room: Room, *, actor: Actor, now: datetime) -> Place | None:
    """Where the acting juror sits now; who comes late is seated at the smallest suitable table.

    None when no round runs: the place is the plenary. Asking again changes nothing.
    """
    membership_id = actor.require(Role.JUROR)
    place = place_of(session, room.jury_id, membership_id)
    if place is not None or table_plans.running_round(session, room.jury_id) is None:
        return place
    turn = rooms.take_open_turn(session, room)
    held, place = table_plans.running_round(session, room.jury_id), place_of(session, room.jury_id, membership_id)
    if place is None and held is not None:
        table = suitable_table(session, held, membership_id)
        _sit(session, table, membership_id, SeatingKind.LATE, None, now=now)
        _tell_table(session, table, "came", membership_id, actor=actor, now=now)
        place = Place(table.id, table.number, held.id)
    table_rounds.tell(session, room, turn, "came", held, actor=actor, now=now)
    return place


def note_arrival(session: Session, talk: Room, *, actor: Actor, now: datetime) -> None:
    """A juror opens the own table: the first time the others there see that they have come."""
    membership_id = actor.memberships.get(Role.JUROR)
    if membership_id is None or session.get(Presence, (talk.id, membership_id)) is not None:
        return
    presence.note_visit(session, talk.id, membership_id, head=talk.last_seq, now=now)
    _tell_table(session, table_behind(session, talk), "came", membership_id, actor=actor, now=now)


def suitable_table(session: Session, held: TableRound, membership_id: int) -> SmallTable:
    """The table of somebody to sit with, else the smallest one without anybody to be kept apart from; among equals one
    with more people of the same language.
    """
    partners = table_plans.partners_of(session, held.jury_id, membership_id)
    language = session.scalar(select(Person.language).join(Membership).where(Membership.id == membership_id))
    seated: dict[int, list[tuple[int, str]]] = {}
    for table_id, member, spoken in session.execute(
            select(TableSeat.table_id, TableSeat.membership_id, Person.language)
            .join(Membership, Membership.id == TableSeat.membership_id)
            .join(Person, Person.id == Membership.person_id)
            .where(TableSeat.round_id == held.id, TableSeat.left_at.is_(None))):
        seated.setdefault(table_id, []).append((member, spoken))

    def cost(table: SmallTable) -> tuple[int, int, int, int, int]:
        here = seated.get(table.id, [])
        kinds = [partners[member] for member, _spoken in here if member in partners]
        return (kinds.count(WishKind.APART), -kinds.count(WishKind.TOGETHER), len(here),
                -sum(spoken == language for _member, spoken in here), table.number)

    return min(session.scalars(select(SmallTable).where(SmallTable.round_id == held.id)), key=cost)


def move_juror(session: Session, room: Room, membership_id: int, table_id: int, reason: str, *, actor: Actor,
               now: datetime, command_id: str | None = None) -> rooms.LoggedEvent:
    """Move one juror to another table, at once, with a word of reason; both tables see it.

    Raises `reason_is_missing`, `no_round_runs`, `juror_is_not_seated`, `juror_sits_there`, `table_is_gone`.
    """
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    why = checked_reason(reason)
    turn = rooms.take_open_turn(session, room)
    held, table = table_rounds.require_round(session, room), find_table(session, room.jury_id, table_id)
    old = place_of(session, room.jury_id, membership_id)
    _require_move(old, table, held)
    assert old is not None  # asked by `_require_move`
    session.execute(update(TableSeat).where(
        TableSeat.round_id == held.id, TableSeat.membership_id == membership_id, TableSeat.left_at.is_(None),
    ).values(left_at=now).execution_options(synchronize_session="fetch"))
    _sit(session, table, membership_id, SeatingKind.MOVED, why, now=now)
    log_override(session, room, OverrideKind.JUROR_MOVED, reason, item_id=held.item_id, subject_id=membership_id,
                 actor=actor, now=now)
    both = sorted((find_table(session, room.jury_id, old.table_id), table), key=lambda one: one.number)
    for one in both:
        _tell_table(session, one, "moved", membership_id, actor=actor, now=now)
    return table_rounds.tell(session, room, turn, "moved", held, actor=actor, now=now, command_id=command_id)


def _require_move(old: Place | None, table: SmallTable, held: TableRound) -> None:
    if table.round_id != held.id:
        raise NotFound("table_is_gone")
    if old is None:
        raise Conflict("juror_is_not_seated")
    if old.table_id == table.id:
        raise Conflict("juror_sits_there")


def _sit(session: Session, table: SmallTable, membership_id: int, kind: SeatingKind, reason: str | None, *,
         now: datetime) -> None:
    session.add(TableSeat(table_id=table.id, round_id=table.round_id, membership_id=membership_id, kind=kind,
                          reason=reason, seated_at=now))
    session.flush()


def _tell_table(session: Session, table: SmallTable, action: str, membership_id: int, *, actor: Actor,
                now: datetime) -> None:
    talk = session.get_one(Room, table.room_id)
    rooms.record_event(session, talk, RoomEventKind.TABLE_CHANGED, actor=actor, now=now,
                       data={"action": action, "member": membership_id})


def waiting_jurors(session: Session, held: TableRound) -> list[Membership]:
    """Jurors without a seat in the running round: they are seated as soon as they open the room."""
    seated = select(TableSeat.membership_id).where(TableSeat.round_id == held.id, TableSeat.left_at.is_(None))
    return list(session.scalars(select(Membership).where(
        Membership.jury_id == held.jury_id, Membership.role == Role.JUROR, Membership.ended_at.is_(None),
        Membership.id.not_in(seated)).order_by(Membership.alias)))


def count_in(session: Session, round_id: int, kind: SeatingKind) -> int:
    return session.scalar(select(func.count()).select_from(TableSeat).where(
        TableSeat.round_id == round_id, TableSeat.kind == kind)) or 0
