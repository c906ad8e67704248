"""Who shares a household: people of one address, unless somebody decided otherwise."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.pool_desk import CaseDecision
from app.models import Jury, PoolDecision, Registrant

OF_HOUSEHOLDS = (CaseDecision.SAME_HOUSEHOLD, CaseDecision.NOT_A_HOUSEHOLD)


@dataclass(frozen=True)
class Decided:
    """A decision as the rules below take it: registrant ids, oldest decision first."""

    decision: CaseDecision
    people: frozenset[int]


def decisions_of(session: Session, jury: Jury, *kinds: CaseDecision) -> list[Decided]:
    """The decisions of these kinds in the order in which they were taken."""
    rows = session.scalars(select(PoolDecision).where(
        PoolDecision.jury_id == jury.id, PoolDecision.decision.in_(kinds)).order_by(PoolDecision.id))
    return [Decided(row.decision, frozenset(member.registrant_id for member in row.members)) for row in rows]


def settle(addresses: Mapping[int, str | None], decisions: Iterable[Decided]) -> dict[int, str | None]:
    """Person → household, None for somebody alone: the address, as changed by the decisions.

    “Not a household” takes its people out of their address and parts earlier decisions on two of them; “same household”
    puts its people together, and whoever was put together with one of them. A newcomer at an address of people who are
    not a household is alone there, until somebody decides.

    >>> at = {1: "a", 2: "a", 3: "a", 4: "b"}
    >>> settle(at, [Decided(CaseDecision.NOT_A_HOUSEHOLD, frozenset({1, 2}))])
    {1: None, 2: None, 3: 'a', 4: 'b'}
    >>> settle(at, [Decided(CaseDecision.SAME_HOUSEHOLD, frozenset({3, 4}))])
    {1: 'a', 2: 'a', 3: 'a', 4: 'a'}
    """
    alone: set[int] = set()
    together: list[frozenset[int]] = []
    for decided in decisions:
        if decided.decision is CaseDecision.SAME_HOUSEHOLD:
            together.append(decided.people)
        else:
            alone |= decided.people
            together = [people for people in together if len(people & decided.people) < 2]
    labels = {person: None if person in alone else address for person, address in addresses.items()}
    return _joined(labels, together)


def _joined(labels: dict[int, str | None], together: Iterable[frozenset[int]]) -> dict[int, str | None]:
    """Give people who were put together one label; labels that meet in one group become one."""
    name_of: dict[str, str] = {}

    def root(name: str) -> str:
        while name in name_of:
            name = name_of[name]
        return name

    for people in together:
        present = sorted(person for person in people if person in labels)
        if len(present) < 2:
            continue
        for person in present:
            labels[person] = labels[person] or f"decided-{person}"
        first, *others = sorted({root(str(labels[person])) for person in present})
        name_of |= dict.fromkeys(others, first)
    return {person: root(label) if label else None for person, label in labels.items()} if name_of else labels


def household_of(session: Session, jury: Jury, *, only_in_draw: bool = True) -> dict[int, str | None]:
    """Everybody's household as the draw respects it."""
    wanted = [Registrant.jury_id == jury.id]
    if only_in_draw:
        wanted.append(Registrant.excluded_at.is_(None))
    rows = session.execute(select(Registrant.id, Registrant.household).where(*wanted).order_by(Registrant.number))
    return settle({row.id: row.household for row in rows}, decisions_of(session, jury, *OF_HOUSEHOLDS))


def shared(session: Session, jury: Jury) -> dict[str, list[int]]:
    """Households of two or more who can be drawn, with their people in the order of numbers."""
    homes: dict[str, list[int]] = {}
    for person, home in household_of(session, jury).items():
        if home is not None:
            homes.setdefault(home, []).append(person)
    return {home: people for home, people in homes.items() if len(people) > 1}


def housemates(session: Session, jury: Jury, person: Registrant) -> list[int]:
    """Numbers of the others in the draw who are of the same household."""
    home_of = household_of(session, jury)
    home = home_of.get(person.id)
    ids = [other for other, own in home_of.items() if home is not None and own == home and other != person.id]
    return list(session.scalars(select(Registrant.number).where(Registrant.id.in_(ids)).order_by(Registrant.number)))
