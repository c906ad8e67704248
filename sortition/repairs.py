"""The cheapest change of the quotas that makes a panel possible; whom to recruit instead: ``recruitment``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sortition.programs import INFINITY, Indices, Program, add_type_columns, add_type_rows
from sortition.quotas import Quota, Quotas
from sortition.types import Floats, Types


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
    program = integer_program(types)
    down, up = _limits(types, within_flex)
    cost = np.array([_price(q.min) for q in types.quotas])
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


def fitting_sums(quotas: Quotas, seats: int) -> Relaxation | None:
    """The cheapest change after which each feature's minima and maxima leave room for the seats, whoever there is.

    Within a feature every step of a value costs the same, so the cheapest values go first, each as far as it may;
    within the flex limits if possible. None where the sums fit already.
    """
    if not quotas.faults_for(seats):
        return None
    for within_flex in (True, False):
        changes = [change for group in quotas.features.values() for change in _fitted(group, seats, within_flex)]
        eased = {(change.feature, change.value): change for change in changes}
        if not _eased(quotas, eased).faults_for(seats):
            break
    cost = sum((c.min - c.new_min) * _price(c.min) + c.new_max - c.max for c in changes)
    return Relaxation(tuple(changes), round(cost, 9), within_flex)


def _fitted(group: tuple[Quota, ...], seats: int, within_flex: bool) -> list[Change]:
    """The changes of one feature."""
    excess, lack = sum(q.min for q in group) - seats, seats - sum(q.max for q in group)
    new = {q.value: [q.min, q.max] for q in group}
    for q in sorted(group, key=lambda q: -q.min):
        low = q.min_flex if within_flex and q.min_flex is not None else 0
        step = max(0, min(excess, q.min - low))
        new[q.value][0] -= step
        excess -= step
    for q in group:
        high = q.max_flex if within_flex and q.max_flex is not None else seats
        step = max(0, min(lack, high - q.max))
        new[q.value][1] += step
        lack -= step
    return [Change(q.feature, q.value, q.min, q.max, *new[q.value]) for q in group if new[q.value] != [q.min, q.max]]


def _eased(quotas: Quotas, changes: dict[tuple[str, str], Change]) -> Quotas:
    """The quotas after these changes; the flex columns have done their service."""
    eased = []
    for q in quotas.quotas:
        change = changes.get((q.feature, q.value))
        eased.append(Quota(q.feature, q.value, *((change.new_min, change.new_max) if change else (q.min, q.max))))
    return Quotas(tuple(eased))


def _price(minimum: int) -> float:
    """What lowering this minimum by one costs."""
    return 1.0 + 2.0 / max(1, minimum)


def integer_program(types: Types) -> Program:
    """The counts of types that keep all rows, to be minimised over; stopped after a minute."""
    program = Program(is_integer=True)
    add_type_rows(program, types)
    zero = np.zeros(types.count)
    add_type_columns(program, types, zero, zero, types.sizes.astype(float))
    program.highs.setOptionValue("time_limit", 60.0)
    return program


def _add_quota_columns(program: Program, cost: Floats, upper: Floats, rows: Indices, sign: float) -> None:
    start = np.arange(len(rows), dtype=np.int32)
    program.add_columns(cost, 0 * cost, upper, start, rows.astype(np.int32), np.full(len(rows), sign))
