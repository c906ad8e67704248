"""Identical people merged: what the optimisation sees instead of single persons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sortition.errors import InputError
from sortition.pool import Pool
from sortition.quotas import Quota, Quotas
from sortition.spelling import fold

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Excluded:
    """A person who is in no panel, with the reason as a code and its names and numbers."""

    id: str
    reason: str
    params: dict[str, Any]


@dataclass(frozen=True)
class Types:
    """People of equal values, and of equal household composition where households count.

    People with the same values are interchangeable: exchanging them keeps every panel valid, so averaging a
    lottery over all exchanges gives all of them the same chance and improves no worse every symmetric concave
    objective. Households break that; two people stay interchangeable when their households hold the same
    multiset of values. For a composition found in ``caps[g]`` households, a panel holds at most ``caps[g]`` of
    their people in all, and any such choice can be seated in different households.

    Included people are seated beforehand: ``seats``, ``lower`` and ``upper`` are what is left.

    members: for each type, the people; values: (types, features) places in ``quotas``;
    lower, upper: (quotas,);
    group: (types,) number of the household composition or −1; caps: (groups,) households of each composition;
    homes: for each type, for each member, the number of the household inside its composition or −1.
    """

    seats: int
    quotas: tuple[Quota, ...]
    members: tuple[tuple[str, ...], ...]
    homes: tuple[tuple[int, ...], ...]
    values: Ints
    lower: Ints
    upper: Ints
    group: Ints
    caps: Ints
    included: tuple[str, ...] = ()

    @cached_property
    def sizes(self) -> Ints:
        """(types,) how many people each type has."""
        return np.array([len(people) for people in self.members], dtype=np.int64)

    @cached_property
    def incidence(self) -> Floats:
        """(quotas, types) 1 where the type has the value of the quota."""
        matrix = np.zeros((len(self.quotas), len(self.members)))
        matrix[self.values.T, np.arange(len(self.members))[None, :]] = 1.0
        return matrix

    @property
    def count(self) -> int:
        """The number of types."""
        return len(self.members)

    @classmethod
    def of(
        cls,
        pool: Pool,
        quotas: Quotas,
        seats: int,
        *,
        include: Collection[str] = (),
        exclude: Collection[str] = (),
    ) -> tuple[Types, tuple[Excluded, ...]]:
        """Merge the pool. Everything is sorted, so that the order of rows and quotas never matters.

        Raises ``InputError``: ``seats_not_positive``, ``person_unknown``, ``person_included_and_excluded``,
        ``included_share_household``, ``included_exceed_seats``.
        """
        ordered = tuple(sorted(quotas.quotas, key=lambda q: (fold(q.feature), fold(q.value))))
        people = _people(pool, quotas, ordered)
        _check_names(people, include, exclude, seats)
        taken = Counter(place for name in include for place in people[name].values)
        upper = np.array([q.max - taken[i] for i, q in enumerate(ordered)], dtype=np.int64)
        lower = np.array([max(0, q.min - taken[i]) for i, q in enumerate(ordered)], dtype=np.int64)
        out = _excluded(people, ordered, upper, set(include), set(exclude))
        play = [p for name, p in people.items() if name not in include and name not in out]
        grouped, caps = _group(play)
        keys = sorted(grouped)
        types = cls(
            seats=seats - len(include),
            quotas=ordered,
            members=tuple(tuple(p.id for p, _ in grouped[key]) for key in keys),
            homes=tuple(tuple(home for _, home in grouped[key]) for key in keys),
            values=np.array([key[0] for key in keys], dtype=np.int64).reshape(len(keys), len(quotas.features)),
            lower=lower,
            upper=upper,
            group=np.array([key[1] for key in keys], dtype=np.int64),
            caps=np.array(caps, dtype=np.int64),
            included=tuple(sorted(include)),
        )
        return types, tuple(out[name] for name in sorted(out))


@dataclass(frozen=True)
class _Person:
    id: str
    values: tuple[int, ...]
    household: str | None


_Composition = tuple[tuple[int, ...], ...]
_Grouped = dict[tuple[tuple[int, ...], int], list[tuple[_Person, int]]]


def _people(pool: Pool, quotas: Quotas, ordered: tuple[Quota, ...]) -> dict[str, _Person]:
    place = {quota: number for number, quota in enumerate(ordered)}
    moved = [place[quota] for quota in quotas.quotas]
    codes = (tuple(sorted(moved[code] for code in row)) for row in pool.codes(quotas))
    found = zip(pool.ids, codes, pool.households, strict=True)
    return {p.id: p for p in sorted((_Person(*row) for row in found), key=lambda p: p.id)}


def _check_names(
    people: dict[str, _Person], include: Collection[str], exclude: Collection[str], seats: int
) -> None:
    unknown = sorted({*include, *exclude} - set(people))
    faults = [InputError("person_unknown", person=name) for name in unknown]
    faults += [
        InputError("person_included_and_excluded", person=name) for name in sorted({*include} & {*exclude})
    ]
    if seats < 1:
        faults.append(InputError("seats_not_positive", seats=seats))
    if len(set(include)) > seats:
        faults.append(InputError("included_exceed_seats", included=len(set(include)), seats=seats))
    homes = Counter(people[name].household for name in set(include) & set(people))
    shared = [home for home, count in homes.items() if home is not None and count > 1]
    faults += [InputError("included_share_household", household=home) for home in sorted(shared)]
    if faults:
        raise InputError.of(faults)


def _excluded(
    people: dict[str, _Person], quotas: tuple[Quota, ...], upper: Ints, include: set[str], exclude: set[str]
) -> dict[str, Excluded]:
    seated = {people[name].household: name for name in include if people[name].household is not None}
    out: dict[str, Excluded] = {}
    for name, person in people.items():
        full = [place for place in person.values if upper[place] <= 0]
        if name in include:
            continue
        if name in exclude:
            out[name] = Excluded(name, "excluded_by_organizer", {})
        elif person.household in seated:
            out[name] = Excluded(name, "household_already_seated", {"with": seated[person.household]})
        elif full:
            quota = quotas[full[0]]
            params = {"feature": quota.feature, "value": quota.value, "max": quota.max}
            out[name] = Excluded(name, "value_has_no_seats", params)
    return out


def _group(people: Iterable[_Person]) -> tuple[_Grouped, list[int]]:
    """People by (values, composition number), and the number of households of each composition."""
    alone, shared = _households(people)
    grouped: _Grouped = defaultdict(list)
    for person in alone:
        grouped[person.values, -1].append((person, -1))
    for number, composition in enumerate(sorted(shared)):
        households = sorted(shared[composition], key=lambda mates: mates[0].id)
        for home, mates in enumerate(households):
            for person in mates:
                grouped[person.values, number].append((person, home))
    for entries in grouped.values():
        entries.sort(key=lambda entry: entry[0].id)
    return grouped, [len(shared[composition]) for composition in sorted(shared)]


def _households(people: Iterable[_Person]) -> tuple[list[_Person], dict[_Composition, list[list[_Person]]]]:
    """People without housemates in play, and the households of each composition."""
    homes: dict[str, list[_Person]] = defaultdict(list)
    alone: list[_Person] = []
    for person in people:
        (alone if person.household is None else homes[person.household]).append(person)
    shared: dict[_Composition, list[list[_Person]]] = defaultdict(list)
    for mates in homes.values():
        if len(mates) == 1:
            alone += mates
        else:
            shared[tuple(sorted(p.values for p in mates))].append(mates)
    return alone, shared
