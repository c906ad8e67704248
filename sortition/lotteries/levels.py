"""Maximin and Goldilocks over the relaxation: programs with a floor z and a ceiling w for all chances."""

from __future__ import annotations

import numpy as np

from sortition.errors import NumericalTrouble
from sortition.lotteries.leximin import Stage
from sortition.lotteries.optimum import Point
from sortition.lotteries.polytope import Polytope
from sortition.programs import INFINITY
from sortition.types import Floats

EXACT = 1e-10
TANGENT = 1e-8
ROUNDS = 200


def maximin(polytope: Polytope) -> Point:
    """The largest possible smallest chance; among those lotteries, the smallest possible largest chance."""
    levels = _Levels(polytope)
    levels.solve(floor=-1.0, ceiling=0.0, inverse=0.0)
    best = levels.floor
    proof = levels.proof(best)
    levels.hold_floor(best)
    levels.solve(floor=0.0, ceiling=1.0, inverse=0.0)
    return Point(levels.chances, best, (proof,))


def goldilocks(polytope: Polytope, gamma: float = 1.0) -> Point:
    """min (n/k) · max π + γ · (k/n) / min π, people who can be in no panel left out of n.

    1/z is convex, so it is the upper envelope of its tangents 2/z₀ − z/z₀²: tangents are added at each
    solution until the program's value for 1/z is exact to 10⁻⁸ of itself. Source: Baharav, Flanigan 2024.
    """
    types = polytope.types
    people = float(types.sizes[~polytope.closed].sum())
    ratio = people / types.seats
    levels = _Levels(polytope)
    levels.solve(floor=-1.0, ceiling=0.0, inverse=0.0)
    if levels.floor <= 0:
        raise NumericalTrouble("floor_is_zero")
    levels.add_tangent(levels.floor)
    for _ in range(ROUNDS):
        levels.solve(floor=0.0, ceiling=ratio, inverse=gamma / ratio)
        if levels.inverse >= 1.0 / levels.floor * (1 - TANGENT):
            value = ratio * levels.ceiling + gamma / ratio / levels.floor
            return Point(levels.chances, value, (levels.proof(value),), tangents=levels.tangents())
        levels.add_tangent(levels.floor)
    raise NumericalTrouble("tangents_do_not_meet")


class _Levels:
    """Columns y_t (seats above the floor), z, w, s; rows of Q at y + z m, and y_t + m_t z ≤ m_t w where needed."""

    def __init__(self, polytope: Polytope) -> None:
        self.polytope = polytope
        self.sizes = polytope.types.sizes.astype(float)
        self.is_open = ~polytope.closed
        self.program = program = polytope.program(is_maximum=False)
        self.count = len(self.sizes)
        slope = polytope.row_values(np.where(self.is_open, self.sizes, 0.0))
        rows = np.arange(program.rows, dtype=np.int32)
        one, zero, start = np.ones(1), np.zeros(1), np.zeros(1, np.int32)
        program.add_columns(zero, zero, one, start, rows, slope)
        nothing, empty = np.zeros(0, np.int32), np.zeros(0)
        program.add_columns(zero, zero, one, start, nothing, empty)
        program.add_columns(zero, zero, one * INFINITY, start, nothing, empty)
        self.capped = np.zeros(self.count, dtype=bool)
        self.quota_rows = len(rows)
        self.places: list[int | float] = []  # what each later row is for: the type of a ceiling, the z₀ of a tangent

    def proof(self, value: float) -> Stage:
        """The multipliers of the last solution; a ceiling's row says x_t ≤ m_t as long as w is 1 at most.

        That holds for maximin, whose program puts no price on w. In goldilocks ceilings are left out: the weights that
        the rows give to people already say which of them press on the ceiling.
        """
        duals = -self.program.row_duals
        caps = np.zeros(self.count)
        if not self.places or all(isinstance(place, int) for place in self.places):
            caps[[int(place) for place in self.places]] = duals[self.quota_rows :]
        return Stage(value, np.zeros(self.count, dtype=bool), duals[: self.quota_rows], caps)

    def tangents(self) -> tuple[tuple[float, float], ...]:
        """(z₀, dual) of the tangents in use."""
        duals = self.program.row_duals[self.quota_rows :]
        found = zip(self.places, duals, strict=True)
        return tuple((at, float(dual)) for at, dual in found if isinstance(at, float) and dual > 0)

    def add_tangent(self, at: float) -> None:
        """s ≥ 2/z₀ − z/z₀², divided by 1/z₀ so that its figures stay small."""
        index = np.array([self.count, self.count + 2], dtype=np.int32)
        self.program.add_row(2.0, INFINITY, index, np.array([1.0 / at, at]))
        self.places.append(at)

    def hold_floor(self, floor: float) -> None:
        self.program.highs.changeColBounds(self.count, max(0.0, floor - 1e-12), 1.0)

    def solve(self, *, floor: float, ceiling: float, inverse: float) -> None:
        """Minimise the weighted floor, ceiling and inverse; rows of the ceiling are added where broken."""
        cost = np.concatenate([np.zeros(self.count), [floor, ceiling, inverse]])
        self.program.set_costs(cost)
        while True:
            if not self.program.solve():
                raise NumericalTrouble("levels_infeasible")
            solution = self.program.solution
            self.floor, self.ceiling, self.inverse = (float(v) for v in solution[self.count :])
            self.chances: Floats = np.where(self.is_open, self.floor + solution[: self.count] / self.sizes, 0.0)
            broken = np.flatnonzero((self.chances > self.ceiling + EXACT) & ~self.capped)
            if not len(broken):
                return
            for place in broken.tolist():
                self._cap(place)

    def _cap(self, place: int) -> None:
        self.capped[place] = True
        self.places.append(place)
        index = np.array([place, self.count, self.count + 1], dtype=np.int32)
        size = self.sizes[place]
        self.program.add_row(-INFINITY, 0.0, index, np.array([1.0, size, -size]))
