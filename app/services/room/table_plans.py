"""The seating of small tables: planned for the people who are here, anew when somebody is missing."""
from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.phases import OfferState
from app.domain.roles import Actor, Role
from app.domain.tables import SMALLEST, RoundState, WishKind
from app.models import (
    Membership,
    PhoneVoice,
    Presence,
    Registrant,
    Room,
    SeatingWish,
    SeatOffer,
    TableRound,
)
from app.services.room import table_meetings
from app.services.room.reasons import checked_reason
from app.services.room.table_meetings import Tables
from sortition import seat_tables
from sortition.errors import InputError
from sortition.randomness import Source
from sortition.tables import Seating, table_count

HERE_WITHIN = timedelta(minutes=5)  # without a script a page is loaded now and then
LANGUAGE = "language"
# 25 people, three rounds: 0.1 s, and within one hundredth of a search of ten times that.
_STARTS, _KICKS = 2, 40


@dataclass(frozen=True)
class Guest:
    """Somebody to be seated, as the search sees them."""

    id: str
    features: Mapping[str, str]


@dataclass(frozen=True)
class Request:
    """What a plan is asked for. `gathers_languages`: people of one language rather sit together."""

    people: tuple[int, ...]
    rounds: int
    size: int
    gathers_languages: bool
    source: bytes


def jurors_of(session: Session, jury_id: int) -> list[Membership]:
    """The jurors of a jury, by the names they carry."""
    return list(session.scalars(select(Membership).where(
        Membership.jury_id == jury_id, Membership.role == Role.JUROR, Membership.ended_at.is_(None),
    ).order_by(Membership.alias, Membership.id)))


def people_here(session: Session, jury_id: int, *, now: datetime) -> set[int]:
    """The jurors who are here: seen in any room of the jury lately, or joined by telephone."""
    seen = session.scalars(
        select(Presence.membership_id).join(Room, Room.id == Presence.room_id)
        .join(Membership, Membership.id == Presence.membership_id)
        .where(Room.jury_id == jury_id, Membership.role == Role.JUROR, Membership.ended_at.is_(None),
               Presence.seen_at >= now - HERE_WITHIN))
    by_phone = session.scalars(
        select(PhoneVoice.juror_id).join(Membership, Membership.id == PhoneVoice.juror_id)
        .where(Membership.jury_id == jury_id, Membership.ended_at.is_(None), PhoneVoice.ended_at.is_(None)))
    return set(seen) | set(by_phone)


def guests_of(session: Session, jury_id: int, people: Collection[int]) -> list[Guest]:
    """People with the features of the draw and the language they use; a juror without a file has the language only."""
    rows = session.execute(
        select(Membership, Registrant.features)
        .outerjoin(SeatOffer, (SeatOffer.jury_id == Membership.jury_id) & (SeatOffer.person_id == Membership.person_id)
                   & (SeatOffer.state == OfferState.CONFIRMED))
        .outerjoin(Registrant, Registrant.id == SeatOffer.registrant_id)
        .where(Membership.jury_id == jury_id, Membership.id.in_(list(people)), Membership.ended_at.is_(None),
               Membership.role == Role.JUROR)
        .order_by(Membership.id, SeatOffer.id))
    found = {member.id: Guest(str(member.id), {**(features or {}), LANGUAGE: member.person.language})
             for member, features in rows}
    return list(found.values())


def search(session: Session, jury_id: int, request: Request) -> Seating:
    """The best seating found for rounds to come, after those that were held. Raises `too_few_for_tables`,
    `seating_wishes_contradict`.
    """
    guests = guests_of(session, jury_id, request.people)
    if len(guests) < SMALLEST:
        raise DomainError("too_few_for_tables", least=SMALLEST)
    wishes = wishes_of(session, jury_id)
    known = {guest.id for guest in guests}
    try:
        return seat_tables(
            guests, tables=table_count(len(guests), request.size), rounds=request.rounds, source=Source(request.source),
            together=_pairs(wishes, WishKind.TOGETHER, known), apart=_pairs(wishes, WishKind.APART, known),
            gather=(LANGUAGE,) if request.gathers_languages else (), starts=_STARTS, kicks=_KICKS,
            earlier=[[[str(one) for one in table] for table in held]
                     for held in table_meetings.held_rounds(session, jury_id)])
    except InputError as fault:
        raise DomainError("seating_wishes_contradict") from fault


def tables_in(seating: Seating) -> list[Tables]:
    """The rounds of a seating by membership ids, as plans keep them."""
    return [[[int(one) for one in table] for table in held] for held in seating.rounds]


def _pairs(wishes: Sequence[SeatingWish], kind: WishKind, known: set[str]) -> list[tuple[str, str]]:
    pairs = [(str(wish.first_id), str(wish.second_id)) for wish in wishes if wish.kind is kind]
    return [pair for pair in pairs if known.issuperset(pair)]


def planned_rounds(session: Session, item_id: int) -> list[TableRound]:
    """The rounds of an item that have not begun, in order."""
    return list(session.scalars(select(TableRound).where(
        TableRound.item_id == item_id, TableRound.state == RoundState.PLANNED).order_by(TableRound.number)))


def last_number(session: Session, item_id: int) -> int:
    """The number of the last round of an item that has begun."""
    return session.scalar(select(func.max(TableRound.number)).where(
        TableRound.item_id == item_id, TableRound.state != RoundState.PLANNED)) or 0


def wishes_of(session: Session, jury_id: int) -> list[SeatingWish]:
    return list(session.scalars(select(SeatingWish).where(SeatingWish.jury_id == jury_id).order_by(SeatingWish.id)))


def add_wish(session: Session, jury_id: int, pair: tuple[int, int], kind: WishKind, reason: str, *, actor: Actor,
             now: datetime) -> SeatingWish:
    """Have two jurors sit together, or apart, in every round planned from now on; the last word on a pair counts.

    Raises `wish_needs_two_jurors`, `reason_is_missing`.
    """
    actor.require(Role.FACILITATOR)
    first, second = sorted(pair)
    known = {member.id for member in jurors_of(session, jury_id)}
    if first == second or not known.issuperset(pair):
        raise DomainError("wish_needs_two_jurors")
    wish = session.scalars(select(SeatingWish).where(
        SeatingWish.jury_id == jury_id, SeatingWish.first_id == first, SeatingWish.second_id == second)).first()
    wish = wish or SeatingWish(jury_id=jury_id, first_id=first, second_id=second)
    wish.kind, wish.reason, wish.at = kind, checked_reason(reason), now
    session.add(wish)
    session.flush()
    return wish


def remove_wish(session: Session, jury_id: int, wish_id: int, *, actor: Actor) -> None:
    actor.require(Role.FACILITATOR)
    wish = session.get(SeatingWish, wish_id)
    if wish is None or wish.jury_id != jury_id:
        raise NotFound("seating_wish_is_gone")
    session.delete(wish)
    session.flush()


def partners_of(session: Session, jury_id: int, membership_id: int) -> dict[int, WishKind]:
    """Whom somebody is to sit with, and whom not."""
    rows = session.execute(select(SeatingWish.first_id, SeatingWish.second_id, SeatingWish.kind).where(
        SeatingWish.jury_id == jury_id,
        or_(SeatingWish.first_id == membership_id, SeatingWish.second_id == membership_id)))
    return {second if first == membership_id else first: kind for first, second, kind in rows}


def require_no_round(session: Session, jury_id: int) -> None:
    """Raises `table_round_runs`."""
    if running_round(session, jury_id) is not None:
        raise Conflict("table_round_runs")


def running_round(session: Session, jury_id: int) -> TableRound | None:
    return session.scalars(select(TableRound).where(
        TableRound.jury_id == jury_id, TableRound.state == RoundState.RUNNING)).first()
