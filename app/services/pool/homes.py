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
from app.services.pool.opened_people import Opened, plain
from sortition.households import lookalike_addresses
from sortition.pool import Pool

# Words that some write and others leave out or shorten.
_LEFT_OUT = (
    "ул улица к көше көшесі көш street st пр просп проспект пр-т д даңғыл даңғылы avenue ave пер переулок тұйық "
    "мкр мкрн микрорайон ықшам ықшамауданы ауданы г гор город қ қала қаласы city с село ауыл ауылы п пос поселок "
    "дом үй house кв квартира пәтер п-р flat apt")
_PARTS = frozenset(_LEFT_OUT.split())


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


def core(address: str) -> str:
    """An address without the words that say what its parts are.

    >>> core("Сәтбаев көшесі 7 кв 2") == core("ул Сәтбаев 7\\n2") == "сәтбаев 7 2"
    True
    """
    return " ".join(word for word in plain(address).split() if word not in _PARTS)


def _alike(at: dict[str, list[Opened]]) -> list[Home]:
    """Different addresses that differ by such words only, or in nearly the same words with all the same numbers."""
    spelt: dict[str, list[str]] = defaultdict(list)
    for address in at:
        spelt[core(address)].append(address)
    found = [_ids(person for address in addresses for person in at[address])
             for addresses in spelt.values() if len(addresses) > 1]
    person_of = {str(person.id): person for group in at.values() for person in group}
    home_of = {str(person.id): key for key, addresses in spelt.items() for address in addresses
               for person in at[address]}
    pool = Pool(ids=tuple(home_of), features=(), values=((),) * len(home_of), rows=(0,) * len(home_of),
                households=tuple(home_of.values()))
    found += [_ids(person_of[name] for name in pair.people) for pair in lookalike_addresses(pool)]
    return [Home(people, Likeness.ALIKE_ADDRESS) for people in found]
