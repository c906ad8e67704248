"""The pool: who can be drawn, counts, exclusions, and the pool as the draw takes it."""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import Feature, Jury, PoolFreeze, Registrant
from app.services import records
from app.services.vault import Vault
from sortition.canonical import digest
from sortition.pool import Pool

OPEN_STAGES = (Stage.DRAFT, Stage.RECRUITMENT)
PAGE_SIZE = 50


@dataclass(frozen=True)
class PoolCounts:
    """The pool in numbers. `households` counts addresses shared by two or more people who can be drawn."""

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
    """Count people and shared addresses."""
    in_pool = select(Registrant).where(Registrant.jury_id == jury.id, Registrant.excluded_at.is_(None)).subquery()
    people = session.scalar(select(func.count()).select_from(in_pool)) or 0
    everybody = session.scalar(select(func.count()).select_from(Registrant).where(Registrant.jury_id == jury.id)) or 0
    homes = (select(func.count().label("people")).select_from(in_pool).where(in_pool.c.household.is_not(None))
             .group_by(in_pool.c.household).subquery())
    shared = session.scalar(select(func.count()).select_from(homes).where(homes.c.people > 1)) or 0
    addressed = session.scalar(select(func.count()).select_from(in_pool).where(in_pool.c.household.is_not(None))) or 0
    return PoolCounts(people=people, excluded=everybody - people, households=shared, with_address=addressed)


def list_people(session: Session, jury: Jury, page: int = 1, *, only_excluded: bool = False, vault: Vault) -> PoolPage:
    """One page of the pool in the order of numbers; only the contacts of this page are opened."""
    mine = [Registrant.jury_id == jury.id]
    if only_excluded:
        mine.append(Registrant.excluded_at.is_not(None))
    total = session.scalar(select(func.count()).select_from(Registrant).where(*mine)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = list(session.scalars(select(Registrant).where(*mine).order_by(Registrant.number)
                                .limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)))
    contacts = vault.open_many(jury, [row.contact_sealed for row in rows])
    entries = [Entry(row, contact) for row, contact in zip(rows, contacts, strict=True)]
    return PoolPage(entries, page, pages, total)


def find_registrant(session: Session, jury: Jury, number: int) -> Registrant:
    """The person with this number in the pool. Raises `registrant_is_unknown`."""
    found = session.scalars(select(Registrant).where(
        Registrant.jury_id == jury.id, Registrant.number == number)).first()
    if found is None:
        raise NotFound("registrant_is_unknown")
    return found


def exclude(session: Session, jury: Jury, number: int, reason: str, *, actor: Actor, now: datetime) -> Registrant:
    """Take a person out of the lottery; data and reason stay with the organizers, the public record gets a count.

    Raises `exclusion_reason_is_missing`, `already_excluded`, `pool_is_frozen`.
    """
    actor.require(Role.ORGANIZER)
    if not reason.strip():
        raise DomainError("exclusion_reason_is_missing")
    lock_open(session, jury, now=now)
    found = find_registrant(session, jury, number)
    if found.excluded_at is not None:
        raise Conflict("already_excluded")
    found.excluded_at, found.excluded_reason = now, reason.strip()
    session.flush()
    _record(session, jury, "registrant_excluded", now=now)
    return found


def readmit(session: Session, jury: Jury, number: int, *, actor: Actor, now: datetime) -> Registrant:
    """Put an excluded person back into the lottery. Raises `not_excluded`, `pool_is_frozen`."""
    actor.require(Role.ORGANIZER)
    lock_open(session, jury, now=now)
    found = find_registrant(session, jury, number)
    if found.excluded_at is None:
        raise Conflict("not_excluded")
    found.excluded_at = found.excluded_reason = None
    session.flush()
    _record(session, jury, "registrant_readmitted", now=now)
    return found


def _record(session: Session, jury: Jury, kind: str, *, now: datetime) -> None:
    # The reason may tell who it is; the public record only says that it happened.
    records.add_entry(session, jury.id, kind, {"people": count_pool(session, jury).people}, now=now)


def count_values(session: Session, jury: Jury) -> dict[str, Counter[str]]:
    """Feature → value → people who can be drawn, features in the order of the file."""
    counts: dict[str, Counter[str]] = {}
    for features in session.scalars(select(Registrant.features).where(
            Registrant.jury_id == jury.id, Registrant.excluded_at.is_(None)).order_by(Registrant.number)):
        for name, value in features.items():
            counts.setdefault(name, Counter())[value] += 1
    return counts


def sortition_pool(session: Session, jury: Jury, features: Sequence[str] | None = None) -> Pool:
    """Everybody who can be drawn, as the lottery takes them: ids are registrant ids.

    `features` are those with targets unless named (before targets are saved). Raises `pool_is_empty`,
    `targets_are_missing`.
    """
    saved = select(Feature.name).where(Feature.jury_id == jury.id).order_by(Feature.position)
    names = list(session.scalars(saved) if features is None else features)
    if not names:
        raise DomainError("targets_are_missing")
    rows = session.execute(select(Registrant.id, Registrant.number, Registrant.features, Registrant.household).where(
        Registrant.jury_id == jury.id, Registrant.excluded_at.is_(None)).order_by(Registrant.number)).all()
    if not rows:
        raise DomainError("pool_is_empty")
    return Pool(ids=tuple(str(row.id) for row in rows), features=tuple(names),
                values=tuple(tuple(row.features.get(name, "") for name in names) for row in rows),
                households=tuple(row.household for row in rows), rows=tuple(row.number for row in rows))


def pool_hash(pool: Pool) -> str:
    """SHA-256 of the pool, the same whatever the order of its people."""
    people = [[*person] for person in sorted(zip(pool.ids, pool.values, pool.households, strict=True))]
    return digest([list(pool.features), people])


def freeze_pool(session: Session, jury: Jury, pool: Pool, *, now: datetime) -> PoolFreeze:
    """Note in public which pool the draw took: how many people and the hash of the list."""
    frozen = PoolFreeze(jury_id=jury.id, people=len(pool.ids), sha256=pool_hash(pool), at=now)
    session.add(frozen)
    session.flush()
    records.add_entry(session, jury.id, "pool_frozen", {"people": frozen.people, "sha256": frozen.sha256}, now=now)
    return frozen
