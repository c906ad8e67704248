"""The pool: who can be drawn, counts, and the pool as the draw takes it."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, cast, func, select, update
from sqlalchemy.orm import Session

from app.domain.crossings import value_of
from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.stages import Stage
from app.models import Feature, Jury, PoolFreeze, Registrant
from app.services import records
from app.services.pool import households
from sortition.canonical import digest
from sortition.pool import Pool

OPEN_STAGES = (Stage.DRAFT, Stage.RECRUITMENT)
PAGE_SIZE = 50


@dataclass(frozen=True)
class PoolCounts:
    """The pool in numbers. `households` counts those of two or more people who can be drawn."""

    people: int
    excluded: int
    households: int
    with_address: int


@dataclass(frozen=True)
class Entry:
    """One person of the pool with the sealed part opened."""

    registrant: Registrant
    contact: dict[str, str]


@dataclass(frozen=True)
class PoolPage:
    entries: list[Entry]
    page: int
    pages: int
    total: int


def lock_open(session: Session, jury: Jury, *, now: datetime) -> None:
    """Hold the jury at a stage where its pool may change, until the transaction ends. Raises `pool_is_frozen`."""
    held = session.execute(update(Jury).where(Jury.id == jury.id, Jury.stage.in_(OPEN_STAGES)).values(updated_at=now))
    if held.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("pool_is_frozen")


def count_pool(session: Session, jury: Jury) -> PoolCounts:
    """Count people and shared households."""
    in_pool = select(Registrant).where(Registrant.jury_id == jury.id, Registrant.excluded_at.is_(None)).subquery()
    people = session.scalar(select(func.count()).select_from(in_pool)) or 0
    everybody = session.scalar(select(func.count()).select_from(Registrant).where(Registrant.jury_id == jury.id)) or 0
    shared = len(households.shared(session, jury))
    addressed = session.scalar(select(func.count()).select_from(in_pool).where(in_pool.c.household.is_not(None))) or 0
    return PoolCounts(people=people, excluded=everybody - people, households=shared, with_address=addressed)


def find_registrant(session: Session, jury: Jury, number: int) -> Registrant:
    """The person with this number in the pool. Raises `registrant_is_unknown`."""
    found = session.scalars(select(Registrant).where(
        Registrant.jury_id == jury.id, Registrant.number == number)).first()
    if found is None:
        raise NotFound("registrant_is_unknown")
    return found


def count_values(session: Session, jury: Jury) -> dict[str, Counter[str]]:
    """Feature → value → people who can be drawn, features in the order of the file."""
    counts: dict[str, Counter[str]] = {}
    for features in session.scalars(select(Registrant.features).where(
            Registrant.jury_id == jury.id, Registrant.excluded_at.is_(None)).order_by(Registrant.number)):
        for name, value in features.items():
            counts.setdefault(name, Counter())[value] += 1
    return counts


def known_values(session: Session, jury: Jury) -> dict[str, list[str]]:
    """Every plain feature with the values of targets and of anybody in the pool, to choose from."""
    found = {feature.name: {value.name: None for value in feature.values} for feature in session.scalars(
        select(Feature).where(Feature.jury_id == jury.id).order_by(Feature.position)) if not feature.crosses}
    # Most people are like somebody else: the database finds the few hundred kinds among thousands of rows.
    kinds = session.scalars(select(cast(Registrant.features, Text)).where(Registrant.jury_id == jury.id).distinct())
    met: dict[str, set[str]] = {}
    for kind in kinds:
        for name, value in json.loads(kind).items():
            met.setdefault(name, set()).add(value)
    for name, values in met.items():
        found.setdefault(name, {}).update(dict.fromkeys(sorted(values)))
    return {name: list(values) for name, values in found.items()}


def sortition_pool(session: Session, jury: Jury, features: Sequence[str] | None = None) -> Pool:
    """Everybody who can be drawn, as the lottery takes them: ids are registrant ids.

    `features` are those with targets unless named (plain ones, before targets are saved). Households are those of
    `households.settle`, with the decisions that people took. Raises `pool_is_empty`, `targets_are_missing`.
    """
    saved = {feature.name: feature.crosses for feature in session.scalars(
        select(Feature).where(Feature.jury_id == jury.id).order_by(Feature.position))}
    crossings = {name: parts for name, parts in saved.items() if parts}
    names = list(saved if features is None else features)
    if not names:
        raise DomainError("targets_are_missing")
    rows = session.execute(select(Registrant.id, Registrant.number, Registrant.features).where(
        Registrant.jury_id == jury.id, Registrant.excluded_at.is_(None)).order_by(Registrant.number)).all()
    if not rows:
        raise DomainError("pool_is_empty")
    home = households.household_of(session, jury)
    return Pool(ids=tuple(str(row.id) for row in rows), features=tuple(names),
                values=tuple(tuple(value_of(row.features, name, crossings) for name in names) for row in rows),
                households=tuple(home[row.id] for row in rows), rows=tuple(row.number for row in rows))


def pool_hash(pool: Pool) -> str:
    """SHA-256 of the pool, the same whatever the order of its people."""
    people = [[*person] for person in sorted(zip(pool.ids, pool.values, pool.households, strict=True))]
    return digest([list(pool.features), people])


def freeze_pool(session: Session, jury: Jury, people: int, sha256: str, *, now: datetime) -> PoolFreeze:
    """Note in public which pool the draw took: how many people and the hash of the list (`pool_hash`)."""
    frozen = PoolFreeze(jury_id=jury.id, people=people, sha256=sha256, at=now)
    session.add(frozen)
    session.flush()
    records.add_entry(session, jury.id, "pool_frozen", {"people": frozen.people, "sha256": frozen.sha256}, now=now)
    return frozen
