"""Homes to look at: addresses shared by several people, and addresses that are perhaps the same, spelt differently."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.pool_desk import Likeness
from app.models import Jury
from app.services.pool.contacts import household_text
from app.services.pool.households import OF_HOUSEHOLDS, Decided, decisions_of
from app.services.pool.opened_people import Opened
from sortition.households import lookalike_addresses
from sortition.pool import Pool


@dataclass(frozen=True)
class Home:
    """People, by id, in the order of numbers, at one address or at two that look alike."""

    people: tuple[int, ...]
    likeness: Likeness


def decided(session: Session, jury: Jury) -> list[Decided]:
    return decisions_of(session, jury, *OF_HOUSEHOLDS)


def find(people: Iterable[Opened], decisions: Sequence[Decided]) -> list[Home]:
    """Homes that nobody has decided on; as long as a case is open, a shared address counts as one household."""
    in_draw = [person for person in people if person.is_in_draw]
    at: dict[str, list[Opened]] = defaultdict(list)
    for person in in_draw:
        address = household_text(person.address)
        if address and person.household:
            at[address].append(person)
    covered = {member for one in decisions for member in one.people}
    homes = [Home(_ids(group), Likeness.SAME_ADDRESS) for group in at.values()
             if len(group) > 1 and any(person.id not in covered for person in group)]
    homes += [home for home in _alike(at) if not any(set(home.people) <= one.people for one in decisions)]
    number_of = {person.id: person.number for person in in_draw}
    return sorted(homes, key=lambda home: number_of[home.people[0]])


def _ids(group: Iterable[Opened]) -> tuple[int, ...]:
    return tuple(person.id for person in sorted(group, key=lambda person: person.number))


def _alike(at: dict[str, list[Opened]]) -> list[Home]:
    """Different addresses with the same words or nearly the same words and all the same numbers."""
    person_of = {str(person.id): person for group in at.values() for person in group}
    pool = Pool(ids=tuple(person_of), features=(), values=((),) * len(person_of), rows=(0,) * len(person_of),
                households=tuple(household_text(person.address) for person in person_of.values()))
    return [Home(_ids(person_of[name] for name in pair.people), Likeness.ALIKE_ADDRESS)
            for pair in lookalike_addresses(pool)]
