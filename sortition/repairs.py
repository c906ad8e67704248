"""What would make a panel possible: the cheapest change of the quotas, the fewest people to recruit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from sortition.programs import INFINITY, Indices, Program, add_type_columns, add_type_rows
from sortition.types import Floats, Ints, Types


@dataclass(frozen=True)
class Change:
    """One quota that would have to give way."""

    feature: str
    value: str
    min: int
    max: int
    new_min: int
    new_max: int


@dataclass(frozen=True)
class Relaxation:
    """The cheapest change of quotas; lowering a minimum by one costs 1 + 2/minimum, raising a maximum 1.

    within_flex: whether the flex columns allow it; without them everything is allowed.
    """

    changes: tuple[Change, ...]
    cost: float
    within_flex: bool


@dataclass(frozen=True)
class Recruit:
    """``count`` more people with these values (feature → value)."""

    count: int
    values: dict[str, str]


@dataclass(frozen=True)
class Recruitment:
    """The fewest people who, added to the pool, make a panel possible; all of them would sit on it."""

    recruits: tuple[Recruit, ...]

    @property
    def total(self) -> int:
        """How many people in all."""
        return sum(recruit.count for recruit in self.recruits)


def cheapest_relaxation(types: Types) -> Relaxation | None:
    """min Σ (1 + 2/l) a + Σ b  s.t.  l − a ≤ A c ≤ u + b, whole numbers; within the flex limits if possible.

    None when no quotas at all would help (too few people, too many shared households).
    """
    for within_flex in (True, False):
        found = _relaxation(types, within_flex)
        if found is not None:
            return found
    return None


def _relaxation(types: Types, within_flex: bool) -> Relaxation | None:
    program = _integer_program(types)
    down, up = _limits(types, within_flex)
    cost = 1.0 + 2.0 / np.maximum(1, [q.min for q in types.quotas])
    rows = np.arange(1, len(types.quotas) + 1, dtype=np.int32)
    _add_quota_columns(program, cost, down, rows, 1.0)
    _add_quota_columns(program, np.ones(len(rows)), up, rows, -1.0)
    if not program.solve():
        return None
    steps = np.rint(program.solution[types.count :]).astype(int)
    lowered, raised = steps[: len(rows)], steps[len(rows) :]
    changes = tuple(
        Change(q.feature, q.value, q.min, q.max, q.min - int(a), q.max + int(b))
        for q, a, b in zip(types.quotas, lowered, raised, strict=True)
        if a or b
    )
    return Relaxation(changes, round(program.objective, 9), within_flex)


def _limits(types: Types, within_flex: bool) -> tuple[Floats, Floats]:
    """How far each minimum may go down and each maximum up; never below 0 or above the seats."""
    down, up = types.lower.astype(float), np.maximum(types.seats - types.upper, 0).astype(float)
    if within_flex:
        down = np.minimum(down, [_room(q.min, q.min_flex) for q in types.quotas])
        up = np.minimum(up, [_room(q.max_flex, q.max) for q in types.quotas])
    return down, up


def _room(high: int | None, low: int | None) -> float:
    return INFINITY if high is None or low is None else float(high - low)


def fewest_recruits(types: Types) -> Recruitment | None:
    """min r  s.t.  Σ c + r = k, l_v ≤ (A c)_v + ρ_v ≤ u_v, Σ_v ρ_v = r in each feature, whole numbers.

    ρ_v counts the recruits with value v. Any such margins can be combined into r people; combinations that
    exist in the pool come first. None when the quotas contradict each other whoever is recruited.
    """
    program = _integer_program(types)
    quotas = len(types.quotas)
    groups = _features(types)
    first = program.rows
    program.add_rows(np.zeros(len(groups)), np.zeros(len(groups)))
    rows = np.arange(1, quotas + 1)
    own = np.array([first + groups.index(group) for place in range(quotas) for group in groups if place in group])
    index = np.stack([rows, own], axis=1).ravel().astype(np.int32)
    start = np.arange(0, 2 * quotas, 2, dtype=np.int32)
    zero, most = np.zeros(quotas), np.full(quotas, float(types.seats))
    program.add_columns(zero, zero, most, start, index, np.ones(2 * quotas))
    one = np.ones(1)
    link = np.concatenate([[0], np.arange(first, first + len(groups))]).astype(np.int32)
    value = np.concatenate([[1.0], -np.ones(len(groups))])
    program.add_columns(one, 0 * one, one * types.seats, np.zeros(1, np.int32), link, value)
    if not program.solve():
        return None
    margins = np.rint(program.solution[types.count : types.count + quotas]).astype(np.int64)
    return Recruitment(_combined(types, groups, margins))


def _features(types: Types) -> list[list[int]]:
    """The places of the quotas of each feature."""
    grouped: dict[str, list[int]] = {}
    for place, quota in enumerate(types.quotas):
        grouped.setdefault(quota.feature, []).append(place)
    return list(grouped.values())


def _combined(types: Types, groups: list[list[int]], margins: Ints) -> tuple[Recruit, ...]:
    left = margins.copy()
    found: Counter[tuple[int, ...]] = Counter()
    common = sorted(zip(types.sizes, map(tuple, types.values.tolist()), strict=True), key=lambda s: (-s[0], s[1]))
    for _, vector in common:
        count = int(left[list(vector)].min())
        if count > 0:
            found[vector] += count
            left[list(vector)] -= count
    while left.sum() > 0:
        vector = tuple(max(group, key=lambda place: (int(left[place]), -place)) for group in groups)
        found[vector] += 1
        left[list(vector)] -= 1
    return tuple(
        Recruit(count, {types.quotas[place].feature: types.quotas[place].value for place in vector})
        for vector, count in sorted(found.items(), key=lambda item: (-item[1], item[0]))
    )


def _integer_program(types: Types) -> Program:
    program = Program(is_integer=True)
    add_type_rows(program, types)
    zero = np.zeros(types.count)
    add_type_columns(program, types, zero, zero, types.sizes.astype(float))
    program.highs.setOptionValue("time_limit", 60.0)
    return program


def _add_quota_columns(program: Program, cost: Floats, upper: Floats, rows: Indices, sign: float) -> None:
    start = np.arange(len(rows), dtype=np.int32)
    program.add_columns(cost, 0 * cost, upper, start, rows.astype(np.int32), np.full(len(rows), sign))
