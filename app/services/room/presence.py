"""Who is in the room right now. A short silence is not an absence: a tunnel lasts a minute."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import Insert, Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from app.domain.roles import Role
from app.models import Membership, PhoneVoice, Presence, Room

GRACE = timedelta(seconds=60)
# Every worker says this often who is connected; after three misses it has died without a word.
HEARTBEAT = timedelta(seconds=15)
SILENCE = timedelta(seconds=45)

_seen = aliased(Presence)
_presences: Table = Presence.__table__  # type: ignore[assignment]  # declared as a wider type
_last_seen_in = select(_seen.room_id).where(_seen.membership_id == Membership.id).order_by(
    _seen.is_connected.desc(), _seen.seen_at.desc()).limit(1).scalar_subquery()
# Built once: every process asks it every two seconds for all its rooms.
_HEALTH = (
    select(Membership.jury_id, Membership.id, Membership.alias, Presence.is_connected, Presence.seen_at,
           Presence.left_at, PhoneVoice.id)
    .select_from(Membership)
    .outerjoin(Presence, (Presence.membership_id == Membership.id) & (Presence.room_id == _last_seen_in))
    .outerjoin(PhoneVoice, (PhoneVoice.juror_id == Membership.id) & PhoneVoice.ended_at.is_(None))
    .where(Membership.jury_id.in_(bindparam("jury_ids", expanding=True)), Membership.role == Role.JUROR,
           Membership.ended_at.is_(None))
    .order_by(Membership.alias, Membership.id))


class PresenceState(Enum):
    LIVE = "live"
    RECONNECTING = "reconnecting"
    AWAY = "away"
    PHONE = "phone"  # joins by telephone; a helper enters their words


@dataclass(frozen=True)
class Attendance:
    """One juror in the row of health; `away_for`: seconds since the connection was lost."""

    membership_id: int
    alias: str
    state: PresenceState
    away_for: int


@dataclass(frozen=True)
class Health:
    """The facilitator's row: seated · live · reconnecting."""

    seats: tuple[Attendance, ...]

    def count(self, state: PresenceState) -> int:
        return sum(seat.state is state for seat in self.seats)

    @property
    def live(self) -> int:
        return self.count(PresenceState.LIVE)

    @property
    def by_phone(self) -> int:
        return self.count(PresenceState.PHONE)

    @property
    def reconnecting(self) -> tuple[Attendance, ...]:
        return tuple(seat for seat in self.seats if seat.state is PresenceState.RECONNECTING)


def state_of(is_connected: bool, seen_at: datetime, left_at: datetime | None, *, now: datetime) -> PresenceState:
    """Live while heard of, reconnecting for a minute after the connection was lost, then away."""
    if is_connected and now - seen_at <= SILENCE:
        return PresenceState.LIVE
    lost_at = seen_at if is_connected or left_at is None else left_at
    limit = GRACE + SILENCE if is_connected else GRACE
    return PresenceState.RECONNECTING if now - lost_at <= limit else PresenceState.AWAY


def note_present(session: Session, room_id: int, membership_ids: Iterable[int], *, head: int, now: datetime) -> None:
    """Somebody has a living connection; what was said up to `head` reached them."""
    rows = [{"room_id": room_id, "membership_id": membership_id, "is_connected": True, "seen_at": now, "left_at": None,
             "read_seq": head} for membership_id in sorted(membership_ids)]
    if rows:
        kind = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        insert = kind.insert(_presences)
        session.execute(insert.on_conflict_do_update(index_elements=["room_id", "membership_id"], set_={
            name: insert.excluded[name] for name in ("is_connected", "seen_at", "left_at", "read_seq")}), rows)


def take_controls(session: Session, room_id: int, membership_id: int, opened_at: datetime) -> bool:
    """Whether the page opened at this moment is the newest of this person; an older one only reads."""
    taken = session.execute(update(Presence).where(
        Presence.room_id == room_id, Presence.membership_id == membership_id,
        Presence.opened_at.is_(None) | (Presence.opened_at <= opened_at)).values(opened_at=opened_at))
    return bool(taken.rowcount == 1)  # type: ignore[attr-defined]  # a CursorResult at run time


def note_visit(session: Session, room_id: int, membership_id: int, *, head: int, now: datetime) -> int:
    """Somebody loaded the page; returns how far they had read before, so that the page can mark what is new."""
    before = session.scalar(select(Presence.read_seq).where(
        Presence.room_id == room_id, Presence.membership_id == membership_id))
    session.execute(_upsert(session, room_id, membership_id, {"seen_at": now, "read_seq": head}))
    return head if before is None else before


def note_gone(session: Session, room_id: int, membership_id: int, *, head: int, now: datetime) -> None:
    """The last connection of somebody in this process ended; another process with one says so within a heartbeat."""
    session.execute(update(Presence).where(
        Presence.room_id == room_id, Presence.membership_id == membership_id,
    ).values(is_connected=False, left_at=now, seen_at=now, read_seq=head))


def health_of(session: Session, room: Room, *, now: datetime) -> Health:
    """Every juror of the jury and whether they are here: in the plenary or at a small table."""
    return healths_of(session, [room.jury_id], now=now)[room.jury_id]


def healths_of(session: Session, jury_ids: Iterable[int], *, now: datetime) -> dict[int, Health]:
    """The same for several juries, in one query."""
    seats: dict[int, list[Attendance]] = {jury_id: [] for jury_id in jury_ids}
    for row in session.execute(_HEALTH, {"jury_ids": list(seats)}):
        seats[row[0]].append(_attendance(*row[1:], now=now))
    return {jury_id: Health(tuple(found)) for jury_id, found in seats.items()}


def _attendance(membership_id: int, alias: str, is_connected: bool | None, seen_at: datetime | None,
                left_at: datetime | None, voice_id: int | None, *, now: datetime) -> Attendance:
    absent = PresenceState.AWAY if voice_id is None else PresenceState.PHONE
    if seen_at is None:
        return Attendance(membership_id, alias, absent, 0)
    state = state_of(bool(is_connected), seen_at, left_at, now=now)
    state = absent if state is PresenceState.AWAY else state
    return Attendance(membership_id, alias, state, max(0, int((now - (left_at or seen_at)).total_seconds())))


def _upsert(session: Session, room_id: int, membership_id: int, values: dict[str, object]) -> Insert:
    """Two tabs may arrive at once; both databases know this sentence, each by its own builder."""
    kind = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    whole = {"room_id": room_id, "membership_id": membership_id, "is_connected": False, "left_at": None, **values}
    statement = kind.insert(Presence).values(**whole)
    updated: Insert = statement.on_conflict_do_update(index_elements=["room_id", "membership_id"], set_=values)
    return updated
