"""People who may be one and the same: the same telephone, e-mail, or name with address or features."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from sqlalchemy.orm import Session

from app.domain.pool_desk import CaseDecision, Likeness
from app.models import Jury
from app.services.pool.contacts import household_text, normal_phone
from app.services.pool.households import Decided, decisions_of
from app.services.pool.opened_people import Opened, plain

MOST_COMPARED = 12  # people with one mark; more of them is a default number typed for many, and each pair is no case
SHORTEST_NAME = 2  # words


@dataclass(frozen=True)
class Double:
    """People, by id, in the order of numbers, and why they may be one."""

    people: tuple[int, ...]
    likeness: tuple[Likeness, ...]


def decided(session: Session, jury: Jury) -> list[Decided]:
    """Who was found to be different people. A merged person is out of the draw, so nobody looks at them again."""
    return decisions_of(session, jury, CaseDecision.DIFFERENT_PEOPLE)


def find(people: Iterable[Opened], decisions: Sequence[Decided]) -> list[Double]:
    """Everybody in the draw who may be somebody else, in groups; pairs found to be different are left alone."""
    in_draw = [person for person in people if person.is_in_draw]
    apart = {pair for one in decisions for pair in combinations(sorted(one.people), 2)}
    links: dict[tuple[int, int], set[Likeness]] = defaultdict(set)
    for likeness, ids in _alike(in_draw):
        for pair in _pairs(ids):
            if pair not in apart:
                links[pair].add(likeness)
    return _groups(links, {person.id: person.number for person in in_draw})


def _alike(people: list[Opened]) -> Iterator[tuple[Likeness, list[int]]]:
    met: dict[tuple[Likeness, str], list[int]] = defaultdict(list)
    for person in people:
        for mark in _marks(person):
            met[mark].append(person.id)
    return ((likeness, ids) for (likeness, _), ids in met.items() if len(ids) > 1)


def _marks(person: Opened) -> Iterator[tuple[Likeness, str]]:
    if person.phone:
        yield Likeness.SAME_PHONE, normal_phone(person.phone) or person.phone
    if person.email:
        yield Likeness.SAME_EMAIL, person.email.casefold()
    words = sorted(plain(person.name).split())
    if len(words) < SHORTEST_NAME:
        return
    name, home = " ".join(words), household_text(person.address)
    if home:
        yield Likeness.SAME_NAME_AND_ADDRESS, f"{name}\0{home}"
    yield Likeness.SAME_NAME, "\0".join([name, *(f"{key}={person.features[key]}" for key in sorted(person.features))])


def _pairs(ids: list[int]) -> Iterator[tuple[int, int]]:
    ordered = sorted(ids)
    if len(ordered) > MOST_COMPARED:
        return pairwise(ordered)
    return combinations(ordered, 2)


def _groups(links: dict[tuple[int, int], set[Likeness]], number_of: dict[int, int]) -> list[Double]:
    """Linked pairs as groups: who is like somebody of a group belongs to it."""
    leader: dict[int, int] = {}

    def find_leader(person: int) -> int:
        while leader.setdefault(person, person) != person:
            person = leader[person]
        return person

    for one, other in links:
        leader[find_leader(other)] = find_leader(one)
    members: dict[int, list[int]] = defaultdict(list)
    reasons: dict[int, set[Likeness]] = defaultdict(set)
    for person in leader:
        members[find_leader(person)].append(person)
    for (one, _), found in links.items():
        reasons[find_leader(one)] |= found
    groups = [Double(tuple(sorted(people, key=number_of.__getitem__)),
                     tuple(likeness for likeness in Likeness if likeness in reasons[root]))
              for root, people in members.items()]
    return sorted(groups, key=lambda group: number_of[group.people[0]])


def people_in(groups: Iterable[Double]) -> set[int]:
    return {person for group in groups for person in group.people}
