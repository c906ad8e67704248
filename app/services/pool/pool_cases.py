"""Cases: people who may be one, homes that may be one household; and what was decided, which the draw respects."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, NotFound
from app.domain.pool_desk import CaseDecision, ChangeKind, Likeness
from app.domain.roles import Actor, Role
from app.models import Jury, Person, PoolDecision, PoolDecisionMember, Registrant
from app.services import records
from app.services.pool import doubles, homes, registrant_changes
from app.services.pool.opened_people import Opened, SealedPeople
from app.services.pool.pools import lock_open
from app.services.vault import Vault

PAGE_SIZE = 10
MOST_SHOWN = 40  # people of one case: of a hostel the first are enough to see that it is one
LATEST = 30


@dataclass(frozen=True)
class Case:
    """People side by side; `all_people` when there are more than can be shown."""

    people: list[Opened]
    all_people: tuple[int, ...]
    likeness: tuple[Likeness, ...]


@dataclass(frozen=True)
class CasePage:
    cases: list[Case]
    page: int
    pages: int
    total: int


@dataclass(frozen=True)
class DecidedCase:
    """A decision with the numbers of its people; numbers of people who were erased are gone."""

    decision: CaseDecision
    numbers: list[int]
    decided_by: str
    at: datetime


class OpenCases:
    """The look-out for cases in two parts: the first reads; `run` opens and compares, perhaps in a thread."""

    def __init__(self, session: Session, jury: Jury, *, are_homes: bool, vault: Vault) -> None:
        self._sealed = SealedPeople(session, jury, Registrant.excluded_at.is_(None), vault=vault)
        self._are_homes = are_homes
        self._decided = homes.decided(session, jury) if are_homes else doubles.decided(session, jury)
        self.cases: list[Case] = []

    def run(self) -> OpenCases:
        people = self._sealed.open()
        self._people = {person.id: person for person in people}
        if self._are_homes:
            self.cases = [self._case(home.people, (home.likeness,)) for home in homes.find(people, self._decided)]
        else:
            self.cases = [self._case(double.people, double.likeness) for double in doubles.find(people, self._decided)]
        return self

    def page(self, page: int) -> CasePage:
        pages = max(1, -(-len(self.cases) // PAGE_SIZE))
        page = min(max(page, 1), pages)
        return CasePage(self.cases[(page - 1) * PAGE_SIZE:page * PAGE_SIZE], page, pages, len(self.cases))

    def _case(self, people: Sequence[int], likeness: tuple[Likeness, ...]) -> Case:
        return Case([self._people[person] for person in people[:MOST_SHOWN]], tuple(people), likeness)


def decide(session: Session, jury: Jury, people: Sequence[int], decision: CaseDecision, *, keep: int | None = None,
           reason: str = "", vault: Vault, actor: Actor, now: datetime) -> PoolDecision:
    """Keep a decision on these people (registrant ids); later decisions on the same people replace it.

    The same person: `keep` stays, the others are excluded with `reason`. Raises `case_needs_two`, `case_keeps_nobody`,
    `registrant_is_unknown`, `pool_is_frozen`. The public record gets kind and count.
    """
    actor.require(Role.ORGANIZER)
    lock_open(session, jury, now=now)
    rows = list(session.scalars(select(Registrant).where(
        Registrant.jury_id == jury.id, Registrant.id.in_(people)).order_by(Registrant.number)))
    if len(rows) != len(set(people)):
        raise NotFound("registrant_is_unknown")
    if len(rows) < 2:
        raise DomainError("case_needs_two")
    if decision is CaseDecision.SAME_PERSON:
        _merge(session, jury, rows, keep, reason, vault=vault, actor=actor, now=now)
    made = PoolDecision(jury_id=jury.id, decision=decision, decided_by_id=actor.person_id, at=now,
                        members=[PoolDecisionMember(registrant_id=row.id) for row in rows])
    session.add(made)
    session.flush()
    records.add_entry(session, jury.id, "pool_case_decided", {"decision": decision.value, "count": len(rows)}, now=now)
    return made


def decide_household(session: Session, jury: Jury, people: Sequence[int], together: Sequence[int], *, vault: Vault,
                     actor: Actor, now: datetime) -> None:
    """Of the people of a case, `together` are one household and the others live by themselves; nobody: none is."""
    if not set(together) <= set(people):
        raise NotFound("registrant_is_unknown")
    if len(together) < len(people):
        decide(session, jury, people, CaseDecision.NOT_A_HOUSEHOLD, vault=vault, actor=actor, now=now)
    if len(together) > 1:
        decide(session, jury, together, CaseDecision.SAME_HOUSEHOLD, vault=vault, actor=actor, now=now)
    elif together:
        raise DomainError("case_needs_two")


def _merge(session: Session, jury: Jury, rows: list[Registrant], keep: int | None, reason: str, *, vault: Vault,
           actor: Actor, now: datetime) -> None:
    kept = next((row for row in rows if row.id == keep and row.excluded_at is None), None)
    if kept is None:
        raise DomainError("case_keeps_nobody")
    for row in rows:
        if row is kept or row.excluded_at is not None:
            continue
        row.excluded_at, row.excluded_reason = now, reason or f"= {kept.number}"
        registrant_changes.note(session, jury, row, ChangeKind.MERGED, reason=row.excluded_reason, vault=vault,
                                actor=actor, now=now)


def latest_decisions(session: Session, jury: Jury) -> list[DecidedCase]:
    """What was decided last, for the page; names stay with the people's own pages."""
    rows = session.execute(select(PoolDecision, Person.name).outerjoin(
        Person, Person.id == PoolDecision.decided_by_id).where(PoolDecision.jury_id == jury.id).order_by(
        PoolDecision.id.desc()).limit(LATEST)).all()
    ids = {member.registrant_id for row, _ in rows for member in row.members}
    number_of = {row.id: row.number for row in session.execute(
        select(Registrant.id, Registrant.number).where(Registrant.id.in_(ids)))}
    return [DecidedCase(row.decision, sorted(number_of[member.registrant_id] for member in row.members), name or "",
                        row.at) for row, name in rows]
