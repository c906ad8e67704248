"""How evenly the floor is shared: per juror for the chair and the overseers, only as a spread for everybody else."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.roles import Actor, Role
from app.models import FloorRequest, Membership, Room, Statement
from app.services.room import floor

# By name only for those who watch over the balance.
WATCHERS = (Role.FACILITATOR, Role.OVERSEER)
# The limits between the bands of the spread, in seconds; below the first: not heard yet.
LIMITS = (1, 60, 180, 360)


@dataclass(frozen=True)
class Spoken:
    """One juror: seconds on the floor, how many turns, and contributions in writing."""

    membership_id: int
    alias: str
    seconds: int
    turns: int
    written: int

    @property
    def is_unheard(self) -> bool:
        return not self.seconds and not self.written


@dataclass(frozen=True)
class Band:
    """So many jurors have spoken from `least` seconds on to below `below`; None: no end."""

    least: int
    below: int | None
    jurors: int


@dataclass(frozen=True)
class Spread:
    """The balance without names."""

    bands: tuple[Band, ...]
    middle: int  # half of the jurors have spoken at most so many seconds
    unheard: int


def balance_of(session: Session, room: Room, *, actor: Actor, now: datetime) -> tuple[Spoken, ...]:
    """Every juror who is on the jury now, who has been heard least first."""
    actor.require(*WATCHERS)
    return _balance(session, room, now=now)


def spread_of(session: Session, room: Room, *, now: datetime) -> Spread:
    """How the time on the floor is spread over the jurors."""
    balance = _balance(session, room, now=now)
    edges = [0, *LIMITS]
    bands = [Band(least, below, _count(balance, least, below))
             for least, below in zip(edges, [*LIMITS, None], strict=True)]
    return Spread(tuple(bands), int(median(one.seconds for one in balance)) if balance else 0,
                  sum(one.is_unheard for one in balance))


def _count(balance: Sequence[Spoken], least: int, below: int | None) -> int:
    return sum(least <= one.seconds and (below is None or one.seconds < below) for one in balance)


def _balance(session: Session, room: Room, *, now: datetime) -> tuple[Spoken, ...]:
    seconds = floor.speaking_seconds(session, room, now=now)
    turns: dict[int, int] = dict(session.execute(
        select(FloorRequest.membership_id, func.count()).where(
            FloorRequest.room_id == room.id, FloorRequest.given_at.is_not(None))
        .group_by(FloorRequest.membership_id)).all())
    written: dict[int, int] = dict(session.execute(
        select(Statement.membership_id, func.count()).where(
            Statement.room_id == room.id, Statement.hidden_at.is_(None))
        .group_by(Statement.membership_id)).all())
    jurors = session.execute(select(Membership.id, Membership.alias).where(
        Membership.jury_id == room.jury_id, Membership.role == Role.JUROR, Membership.ended_at.is_(None)))
    found = [Spoken(juror, alias, seconds.get(juror, 0), turns.get(juror, 0), written.get(juror, 0))
             for juror, alias in jurors]
    return tuple(sorted(found, key=lambda one: (one.seconds, one.written, one.alias)))
