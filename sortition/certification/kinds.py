"""People who cannot be told apart, and the rows that every panel keeps, taken anew from the pool and the quotas."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from sortition.errors import SortitionError
from sortition.pool import Pool
from sortition.quotas import Quotas

UNIT = 10**15
"""Multipliers and chances are rounded to whole numbers of 1/UNIT: any multipliers prove something, rounded ones too."""

Key = tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]
"""The places of a person's values in the quotas, and those of everybody in a shared household, sorted."""


def units(number: Any) -> int:
    """A finite number of the file in units. Raises ``SortitionError`` ``number_broken``.

    >>> units(0.5), units(-2)
    (500000000000000, -2000000000000000)
    """
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise SortitionError("number_broken", value=str(number))
    try:
        return round(Fraction(number) * UNIT)
    except (ValueError, OverflowError):
        raise SortitionError("number_broken", value=str(number)) from None


@dataclass(frozen=True)
class Row:
    """lower ≤ Σ_kind weight · seats of the kind ≤ upper; None: no bound. Bounds and weights in units."""

    weights: Mapping[int, int]
    lower: int | None
    upper: int | None


@dataclass
class Kinds:
    """people: person → number of their kind, for everybody in play; sizes: people of each kind; rows: by name.

    closed: kinds that were proved to be in no panel.
    """

    people: dict[str, int]
    sizes: list[int]
    rows: dict[str, Row]
    closed: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, pool: Pool, quotas: Quotas, seats: int, included: Collection[str], out: Collection[str]) -> Kinds:
        """The kinds of those who are neither included nor out."""
        codes = dict(zip(pool.ids, pool.codes(quotas), strict=True))
        play = [name for name in pool.ids if name not in included and name not in out]
        keys = _keys(pool, codes, play)
        number = {key: place for place, key in enumerate(sorted(set(keys.values())))}
        people = {name: number[keys[name]] for name in play}
        counted = Counter(people.values())
        sizes = [counted[place] for place in range(len(number))]
        taken = Counter(place for name in included for place in codes[name])
        rows = {"seats": _row(range(len(number)), seats - len(included), seats - len(included))}
        for place, quota in enumerate(quotas.quotas):
            having = [n for key, n in number.items() if place in key[0]]
            name = f"quota/{quota.feature}/{quota.value}"
            if name in rows:
                raise SortitionError("row_ambiguous", row=name)
            rows[name] = _row(having, max(0, quota.min - taken[place]), quota.max - taken[place])
        return cls(people, sizes, {**rows, **_homes(number, counted)})

    def row(self, name: str) -> Row:
        """The row of a multiplier. Raises ``SortitionError`` ``row_unknown``."""
        kind, _, person = name.partition("/")
        if kind == "all_of" and person in self.people:
            place = self.people[person]
            return _row([place], 0, self.sizes[place])
        if kind == "household" and person in self.people:
            name = f"household/{self.people[person]}"
        found = self.rows.get(name)
        if found is None:
            raise SortitionError("row_unknown", row=name)
        return found

    def added(self, multipliers: Mapping[str, Any], *, with_cuts: bool = True) -> tuple[list[int], int]:
        """Σ y · row: the weight of a seat of each kind, and what no panel's weights can sum above, both in units."""
        weights, bound = [0] * len(self.sizes), 0
        for name, number in multipliers.items():
            if name.startswith("cut/") and not with_cuts:
                raise SortitionError("row_unknown", row=name)
            y, row = units(number), self.row(name)
            limit = row.upper if y > 0 else row.lower
            if limit is None and y:
                raise SortitionError("row_has_no_bound", row=name)
            bound += y * (limit or 0) // UNIT
            for place, weight in row.weights.items():
                weights[place] += y * weight // UNIT
        return weights, bound


def _keys(pool: Pool, codes: Mapping[str, tuple[int, ...]], play: list[str]) -> dict[str, Key]:
    mates: defaultdict[str, list[tuple[int, ...]]] = defaultdict(list)
    homes = dict(zip(pool.ids, pool.households, strict=True))
    for name in play:
        if (home := homes[name]) is not None:
            mates[home].append(codes[name])
    alone: Key = ((), ())
    keys = {}
    for name in play:
        home = homes[name]
        shared = tuple(sorted(mates[home])) if home is not None and len(mates[home]) > 1 else alone[1]
        keys[name] = (codes[name], shared)
    return keys


def _homes(number: Mapping[Key, int], counted: Mapping[int, int]) -> dict[str, Row]:
    """For each kind in a shared household: at most one member of each of the households that look like its own."""
    alike: defaultdict[tuple[tuple[int, ...], ...], list[int]] = defaultdict(list)
    for key, place in number.items():
        if key[1]:
            alike[key[1]].append(place)
    rows = {}
    for shared, places in alike.items():
        homes = sum(counted[place] for place in places) // len(shared)
        for place in places:
            rows[f"household/{place}"] = _row(places, 0, homes)
    return rows


def _row(places: Collection[int] | range, lower: int, upper: int) -> Row:
    return Row(dict.fromkeys(places, UNIT), lower * UNIT, upper * UNIT)
