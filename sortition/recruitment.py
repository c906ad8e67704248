"""The fewest people to recruit, each described by no more than what matters about them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from sortition.errors import NumericalTrouble
from sortition.programs import panel_program
from sortition.repairs import integer_program
from sortition.types import Ints, Types

ANY = -1
"""In place of a value: whatever it is."""
MOST_PROGRAMS = 400
"""Integer programs solved to find out what does not matter."""
PART = 200
"""A part of about so many types is asked first: what it can fill the whole pool can fill, and much faster."""

Person = tuple[int, ...]
"""For each feature the place of a value in the quotas, or ``ANY``."""


@dataclass(frozen=True)
class Recruit:
    """``count`` more people with these values (feature → value); features that are not named may be anything."""

    count: int
    values: dict[str, str]


@dataclass(frozen=True)
class Recruitment:
    """The fewest people who, added to the pool, make a panel possible; all of them would sit on it.

    example: one full list of such people. Any one of them may differ from it in all values that ``recruits`` leaves
    open, and any number of them may share one other value of a feature left open, as far as its maximum has room;
    values that have no seats at all apart, a panel stays possible. Other mixtures nearly always do but
    are not proved. is_minimal: no further value could be left open; False where the programs did not suffice
    to decide.
    """

    recruits: tuple[Recruit, ...]
    example: tuple[dict[str, str], ...] = ()
    is_minimal: bool = True

    @property
    def total(self) -> int:
        """How many people in all."""
        return sum(recruit.count for recruit in self.recruits)


def fewest_recruits(types: Types) -> Recruitment | None:
    """min r  s.t.  Σ c + r = k, l_v ≤ (A c)_v + ρ_v ≤ u_v, Σ_v ρ_v = r in each feature, whole numbers.

    ρ_v counts the recruits with value v. Any such margins can be combined into r people; combinations that
    exist in the pool come first. Then values that may be anything are dropped. The recruits live in households of
    their own. None when the quotas contradict each other whoever is recruited.
    """
    margins = _fewest_margins(types)
    if margins is None:
        return None
    people = _combined(types, margins)
    openings = _Openings(types, people)
    needed = openings.opened()
    return Recruitment(_named(types, needed), tuple(_values(types, p) for p in people), openings.is_decided)


def _fewest_margins(types: Types) -> Ints | None:
    """(quotas,) ρ; of all that sum to the least r those of values with many seats, which leave room for others."""
    program = integer_program(types)
    quotas, groups = len(types.quotas), _features(types)
    first = program.rows
    program.add_rows(np.zeros(len(groups)), np.zeros(len(groups)))
    own = [first + feature for place in range(quotas) for feature, group in enumerate(groups) if place in group]
    index = np.stack([np.arange(1, quotas + 1), own], axis=1).ravel().astype(np.int32)
    start = np.arange(0, 2 * quotas, 2, dtype=np.int32)
    zero, most = np.zeros(quotas), np.full(quotas, float(types.seats))
    program.add_columns(zero, zero, most, start, index, np.ones(2 * quotas))
    one = np.ones(1)
    link = np.concatenate([[0], np.arange(first, first + len(groups))]).astype(np.int32)
    value = np.concatenate([[1.0], -np.ones(len(groups))])
    program.add_columns(one, 0 * one, one * types.seats, np.zeros(1, np.int32), link, value)
    if not program.solve():
        return None
    fewest = float(np.rint(program.solution[-1]))
    program.highs.changeColBounds(program.columns - 1, fewest, fewest)
    program.set_costs(np.concatenate([np.zeros(types.count), 1.0 / np.maximum(1, types.upper), [0.0]]))
    program.solve()
    return np.rint(program.solution[types.count : types.count + quotas]).astype(np.int64)


def _features(types: Types) -> list[list[int]]:
    """The places of the quotas of each feature."""
    grouped: dict[str, list[int]] = {}
    for place, quota in enumerate(types.quotas):
        grouped.setdefault(quota.feature, []).append(place)
    return list(grouped.values())


def _combined(types: Types, margins: Ints) -> list[Person]:
    left, groups = margins.copy(), _features(types)
    found: list[Person] = []
    common = sorted(zip(types.sizes, map(tuple, types.values.tolist()), strict=True), key=lambda s: (-s[0], s[1]))
    for _, person in common:
        count = int(left[list(person)].min())
        found += [person] * max(0, count)
        left[list(person)] -= max(0, count)
    while left.sum() > 0:
        person = tuple(max(group, key=lambda place: (int(left[place]), -place)) for group in groups)
        found.append(person)
        left[list(person)] -= 1
    return found


def _named(types: Types, people: list[Person]) -> tuple[Recruit, ...]:
    found = sorted(Counter(people).items(), key=lambda item: (-item[1], item[0]))
    return tuple(Recruit(count, _values(types, person)) for person, count in found)


def _values(types: Types, person: Person) -> dict[str, str]:
    return {types.quotas[place].feature: types.quotas[place].value for place in person if place != ANY}


class _TooManyPrograms(Exception):
    pass


class _Openings:
    """Which values of the recruits may be anything, proved by integer programs over the rest of the panel."""

    def __init__(self, types: Types, people: list[Person]) -> None:
        self.types, self.people, self.groups = types, people, _features(types)
        part = _part(types)
        self.programs = [panel_program(kinds) for kinds in ([part, types] if part.count < types.count else [types])]
        for program in self.programs:
            program.highs.setOptionValue("time_limit", 10.0)
        self.left = MOST_PROGRAMS
        self.is_decided = True

    def opened(self) -> list[Person]:
        """The people with all values open that may be: of everybody together where possible, else one by one."""
        found = self.people
        for feature in self._order():
            everybody = range(len(found))
            for numbers in [everybody, *([number] for number in everybody)]:
                trial = [_without(p, feature) if i in numbers else p for i, p in enumerate(found)]
                if trial != found and self._works(trial, feature):
                    found = trial
        return found

    def _order(self) -> list[int]:
        """Features of which the pool has enough people in all values come first: they rarely matter.

        Where only one of several values has seats, it matters always.
        """
        held = self.types.incidence @ self.types.sizes
        lack = [max(int(self.types.lower[place] - held[place]) for place in group) for group in self.groups]
        several = [f for f, group in enumerate(self.groups) if len(group) == 1 or len(self._seated_values(f)) > 1]
        return sorted(several, key=lambda feature: (lack[feature], feature))

    def _works(self, trial: list[Person], feature: int) -> bool:
        """Whether the open values may be anything, as ``Recruitment`` says; False where that stays undecided."""
        try:
            return self._may_share(trial, feature) and all(self._may_differ(n, trial[n]) for n in _distinct(trial))
        except (_TooManyPrograms, NumericalTrouble):
            self.is_decided = False
            return False

    def _may_share(self, trial: list[Person], feature: int) -> bool:
        """Whether any number of those who have this feature open may share one value, the rest as in the example."""
        for place in self.groups[feature]:
            people = list(self.people)
            for number in [n for n, person in enumerate(trial) if person[feature] == ANY]:
                people[number] = _with(people[number], feature, place)
                given = self._given(people)
                if given[place] <= self.types.upper[place] and not self._holds(given, []):
                    return False
        return True

    def _may_differ(self, number: int, person: Person) -> bool:
        """Whether this one may have any values in what is open, the others being as in the example."""
        others = [*self.people[:number], *self.people[number + 1 :]]
        free = [self._seated_values(feature) for feature, place in enumerate(person) if place == ANY]
        return self._holds(self._given([*others, person]), free)

    def _seated_values(self, feature: int) -> list[int]:
        return [place for place in self.groups[feature] if self.types.upper[place] > 0]

    def _given(self, people: list[Person]) -> Ints:
        """(quotas,) how many of these people have each value."""
        places = np.array([place for person in people for place in person if place != ANY], dtype=np.int64)
        return np.bincount(places, minlength=len(self.types.quotas))

    def _holds(self, given: Ints, free: list[list[int]]) -> bool:
        """Whether a panel is possible for each choice of one value from each list in ``free``.

        One panel suits them all when the maximum of each value has room for one more. Else the list of the feature
        that has the least room for that is cut in two, and both halves must hold.
        """
        settled = [places[0] for places in free if len(places) == 1]
        given = given + np.bincount(settled, minlength=len(given))
        free = [places for places in free if len(places) > 1]
        upper = self.types.upper - given
        for places in free:
            upper[places] -= 1
        if self._solved(self.types.lower - given, upper):
            return True
        if not free:
            return False
        tight = min(free, key=lambda places: self._room(places[0], upper))
        rest = [places for places in free if places is not tight]
        middle = len(tight) // 2
        return all(self._holds(given, [*rest, half]) for half in (tight[:middle], tight[middle:]))

    def _room(self, place: int, upper: Ints) -> int:
        """What the maxima of this value's feature sum to."""
        return next(int(upper[group].sum()) for group in self.groups if place in group)

    def _solved(self, lower: Ints, upper: Ints) -> bool:
        """Whether the pool can fill the seats besides the recruits' within these bounds."""
        total = [self.types.seats - len(self.people)]
        if (upper < 0).any() or any(upper[group].sum() < total[0] for group in self.groups):
            return False
        low = np.concatenate([total, lower, np.full(len(self.types.caps), -np.inf)]).astype(float)
        high = np.concatenate([total, upper, self.types.caps]).astype(float)
        for program in self.programs:
            if self.left <= 0:
                raise _TooManyPrograms
            self.left -= 1
            program.set_row_bounds(low, high)
            if program.solve():
                return True
        return False


def _part(types: Types) -> Types:
    """About ``PART`` types: each n-th, and of each value the first twenty."""
    met = np.zeros(len(types.quotas), dtype=np.int64)
    step = max(1, types.count // PART)
    kept = []
    for place, values in enumerate(types.values):
        if place % step == 0 or (met[values] < 20).any():
            kept.append(place)
            met[values] += 1
    pick = np.array(kept, dtype=np.int64)
    return replace(
        types,
        members=tuple(types.members[place] for place in kept),
        homes=tuple(types.homes[place] for place in kept),
        values=types.values[pick],
        group=types.group[pick],
    )


def _distinct(people: list[Person]) -> list[int]:
    """The number of the first of those who are described alike."""
    return sorted({person: number for number, person in reversed(list(enumerate(people)))}.values())


def _with(person: Person, feature: int, place: int) -> Person:
    return (*person[:feature], place, *person[feature + 1 :])


def _without(person: Person, feature: int) -> Person:
    return _with(person, feature, ANY)
