"""A clock for each witness and for each declared position, counted by the server from the agenda and the floor."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.domain.hearing_clocks import FloorTurn, Span, seconds_by_witness
from app.domain.hearings import stance_key
from app.domain.phases import FloorState, ItemState
from app.domain.roles import Role
from app.domain.room_events import RoomEventKind
from app.models import AgendaItem, AgendaSession, FloorRequest, Jury, Membership, Room, RoomEvent
from app.services.accounts import memberships

_events: Table = RoomEvent.__table__  # type: ignore[assignment]  # declared as a wider type
_GOES_ON, _STOPS = {"started", "resumed"}, {"paused", "ended"}


@dataclass(frozen=True)
class WitnessClock:
    """Seconds used and planned. `is_running`: at this moment."""

    membership_id: int
    alias: str
    used: int
    planned: int
    is_running: bool

    @property
    def left(self) -> int:
        """Negative once the planned time is over."""
        return self.planned - self.used

    def ends_at(self, now: datetime) -> datetime:
        """When the planned time will be over if the clock goes on."""
        return now + timedelta(seconds=max(0, self.left))


@dataclass(frozen=True)
class SideClock:
    """All witnesses of one declared position; `stance` is empty for background experts."""

    stance: dict[str, str]
    witnesses: tuple[WitnessClock, ...]

    @property
    def used(self) -> int:
        return sum(witness.used for witness in self.witnesses)

    @property
    def planned(self) -> int:
        return sum(witness.planned for witness in self.witnesses)

    @property
    def left(self) -> int:
        return self.planned - self.used

    @property
    def is_running(self) -> bool:
        return any(witness.is_running for witness in self.witnesses)

    def ends_at(self, now: datetime) -> datetime:
        return now + timedelta(seconds=max(0, self.left))


def clocks_of(session: Session, room: Room, *, now: datetime) -> list[SideClock]:
    """The clocks of all experts, the positions in order of joining, background experts last.

    A witness's clock runs while their hearing runs and whenever they have the floor; a pause stops it. What somebody
    used before they left stays with the room's log and is shown no more.
    """
    language = session.scalar(select(Jury.authentic_language).where(Jury.id == room.jury_id)) or ""
    used = seconds_used(session, room, now=now)
    planned, running = _planned_seconds(session, room.jury_id), running_witness(session, room)
    sides: dict[str, list[WitnessClock]] = {}
    stances: dict[str, dict[str, str]] = {}
    for expert in memberships.members_of(session, room.jury_id, Role.EXPERT):
        stance = expert.witness.stance if expert.witness else {}
        key = stance_key(stance, language)
        stances.setdefault(key, {code: words for code, words in stance.items() if words.strip()})
        sides.setdefault(key, []).append(WitnessClock(
            expert.id, expert.alias, used.get(expert.id, 0), planned.get(expert.id, 0), expert.id == running))
    found = [SideClock(stances[key], tuple(clocks)) for key, clocks in sides.items()]
    return sorted(found, key=lambda side: not side.stance)


def seconds_used(session: Session, room: Room, *, now: datetime) -> dict[int, int]:
    """Seconds on each expert's clock, by membership."""
    turns = session.execute(
        select(FloorRequest.membership_id, FloorRequest.given_at, FloorRequest.ended_at)
        .join(Membership, Membership.id == FloorRequest.membership_id)
        .where(FloorRequest.room_id == room.id, FloorRequest.given_at.is_not(None), Membership.role == Role.EXPERT))
    return seconds_by_witness(_spans(session, room, now=now), [
        FloorTurn(member, given, ended or now) for member, given, ended in turns if given])


def running_witness(session: Session, room: Room) -> int | None:
    """Whose clock runs at this moment: of the expert who has the floor, else of the one whose hearing it is."""
    item = session.get(AgendaItem, room.current_item_id) if room.current_item_id else None
    if item is None or item.state is not ItemState.RUNNING:
        return None
    speaking = session.scalar(
        select(FloorRequest.membership_id).join(Membership, Membership.id == FloorRequest.membership_id)
        .where(FloorRequest.room_id == room.id, FloorRequest.state == FloorState.SPEAKING,
               Membership.role == Role.EXPERT))
    return speaking or item.witness_id


def _spans(session: Session, room: Room, *, now: datetime) -> Iterable[Span]:
    """When which item ran without a pause, from the room's log: nobody can rewrite it."""
    witnesses = dict(session.execute(select(AgendaItem.id, AgendaItem.witness_id).join(AgendaSession).where(
        AgendaSession.jury_id == room.jury_id)).all())
    rows = session.execute(select(_events.c.data, _events.c.at).where(
        _events.c.room_id == room.id, _events.c.kind == RoomEventKind.AGENDA_CHANGED).order_by(_events.c.seq))
    item: int = 0
    since: datetime | None = None
    for data, at in rows:
        action = data.get("action")
        if since is not None and action in _GOES_ON | _STOPS:
            yield Span(witnesses.get(item), since, at)
            since = None
        if action in _GOES_ON:
            item, since = data.get("item", 0), at
    if since is not None:
        yield Span(witnesses.get(item), since, now)


def _planned_seconds(session: Session, jury_id: int) -> dict[int, int]:
    """Seconds of the items in which an expert is heard, by membership."""
    rows = session.execute(select(AgendaItem.witness_id, AgendaItem.minutes).join(AgendaSession).where(
        AgendaSession.jury_id == jury_id, AgendaItem.witness_id.is_not(None)))
    found: dict[int, int] = {}
    for witness_id, minutes in rows:
        if witness_id is not None:
            found[witness_id] = found.get(witness_id, 0) + minutes * 60
    return found
