"""Leximin over the relaxation: a few dozen small linear programs, each fixing the types that cannot rise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sortition.errors import NumericalTrouble
from sortition.lotteries.polytope import Polytope
from sortition.programs import INFINITY, Program
from sortition.types import Floats, Mask

STRICT = 1e-7
"""A dual counts as positive above this share of the largest one: scale-free, and far above vertex noise."""
PROVED = 1e-6
"""How exactly the multipliers of a stage must prove its level."""
LADDER = (0.0, 1e-10, 1e-9, 1e-8, 1e-7)
"""How far fixed rows may be opened when rounding has made a later stage infeasible by a hair."""


@dataclass(frozen=True)
class Stage:
    """The proof of one level: no lottery that keeps the earlier levels lifts the smallest other chance above it.

    duals: (rows,) multipliers y of the rows of ``Polytope``; cap_duals: (types,) of x_t ≤ m_t.
    """

    level: float
    fixed: Mask
    duals: Floats
    cap_duals: Floats


@dataclass(frozen=True)
class Relaxed:
    """chances: (types,) the leximin of the relaxation; opened: the largest rung of ``LADDER`` that was used."""

    chances: Floats
    stages: tuple[Stage, ...]
    opened: float


def relaxed_leximin(polytope: Polytope) -> Relaxed:
    """The leximin point of Q.

    Stage program, over y_t ≥ 0 (seats above the floor) and z (the level of types not yet fixed):

        max z   s.t.   l ≤ A (f + y) + z · A m' ≤ u,   f_t + m'_t z + y_t ≤ m_t

    with m'_t = m_t for types not fixed, else 0, and f_t the seats of fixed types. A type whose y_t has a
    nonzero reduced cost in a vertex dual is at the level z in **every** optimum, hence it is fixed there.
    The rows y_t + m'_t z ≤ m_t − f_t are added only where they are broken. Raises ``NumericalTrouble``.
    Cost: at most one program for each row of Q. Source: SORTITION method; leximin by successive fixing of strictly
    positive duals as in Ogryczak, Pióro, Tomaszewski 2005.
    """
    work = _Work(polytope)
    while work.is_open.any():
        work.stage()
    return Relaxed(work.fixed / np.maximum(1, polytope.types.sizes), tuple(work.stages), work.opened)


class _Work:
    def __init__(self, polytope: Polytope) -> None:
        self.polytope = polytope
        self.sizes = polytope.types.sizes.astype(float)
        self.is_open = ~polytope.closed
        self.fixed = np.zeros(polytope.types.count)  # seats of fixed types
        self.stages: list[Stage] = []
        self.opened = 0.0
        self.capped: list[int] = []
        self.lower, self.upper = polytope.row_bounds()
        self.program = self._start()

    def _start(self) -> Program:
        # no upper bounds of columns: their duals would be missing in the proof; ``_cap`` adds rows instead
        free = np.where(self.polytope.closed, 0.0, INFINITY)
        program = self.polytope.program(upper=free)
        place = np.arange(program.rows, dtype=np.int32)
        one = np.ones(1)
        program.add_columns(
            one, np.zeros(1), one, np.zeros(1, np.int32), place, self.polytope.row_values(self.open_sizes)
        )
        return program

    @property
    def open_sizes(self) -> Floats:
        return np.where(self.is_open, self.sizes, 0.0)

    def stage(self) -> None:
        self._move_rows()
        y, level = self._solve()
        reduced = np.abs(self.program.reduced_costs[:-1])
        duals, cap_duals = self._duals()
        at_floor = self.is_open & (y <= 1e-9 * np.maximum(1.0, self.sizes))
        held = at_floor & (reduced > STRICT * max(reduced[self.is_open].max(), 1e-300))
        if level >= 1 - 1e-9:
            held = self.is_open.copy()
        else:
            self._check_proof(level, duals, cap_duals)
        if held.any():
            self._fix(Stage(level, held, duals, cap_duals))
        else:
            self._fix_by_programs(at_floor, level)

    def _duals(self) -> tuple[Floats, Floats]:
        """The multipliers of the rows and of x_t ≤ m_t; one against a bound that is not there is noise."""
        duals, caps = self.program.row_duals, np.zeros(len(self.sizes))
        caps[self.capped] = duals[len(self.lower) :]
        rows = duals[: len(self.lower)]
        return np.where((rows < 0) & np.isinf(self.lower), 0.0, rows), caps

    def _fix(self, stage: Stage) -> None:
        self.stages.append(stage)
        self.fixed[stage.fixed] = stage.level * self.sizes[stage.fixed]
        self.is_open &= ~stage.fixed

    def _check_proof(self, level: float, duals: Floats, cap_duals: Floats) -> None:
        """Weak duality in plain sums: whatever the solver says, its multipliers must prove the level."""
        weights = self.polytope.priced(duals) + cap_duals
        bounds = np.where(duals > 0, self.upper, np.where(duals < 0, self.lower, 0.0))
        bound = float(duals @ bounds + cap_duals @ self.sizes - weights @ self.fixed)
        is_normed = abs(float(weights @ self.open_sizes) - 1.0) <= PROVED
        is_signed = bool((weights[~self.polytope.closed] >= -PROVED).all()) and bool((cap_duals >= -PROVED).all())
        if not (is_normed and is_signed and abs(bound - level) <= PROVED):
            raise NumericalTrouble("level_not_proved", stages=len(self.stages), level=level, bound=bound)

    def _move_rows(self) -> None:
        if not self.stages:
            return
        rows, last = len(self.lower), len(self.sizes)
        slope = self.polytope.row_values(self.open_sizes)
        for row in range(rows):
            self.program.highs.changeCoeff(row, last, float(slope[row]))
        for number, place in enumerate(self.capped):
            if not self.is_open[place]:
                self.program.highs.changeCoeff(rows + number, last, 0.0)
        self._bound_rows(0.0)

    def _bound_rows(self, slack: float) -> None:
        shift = self.polytope.row_values(self.fixed)
        room = (self.sizes - self.fixed)[self.capped]
        lower = np.concatenate([self.lower - shift - slack, np.full(len(room), -INFINITY)])
        self.program.set_row_bounds(lower, np.concatenate([self.upper - shift + slack, room + slack]))

    def _solve(self) -> tuple[Floats, float]:
        for slack in LADDER:
            if slack:
                self._bound_rows(slack)
                self.opened = max(self.opened, slack)
            if self._solve_capped():
                solution = self.program.solution
                return solution[:-1], float(solution[-1])
        raise NumericalTrouble("relaxation_infeasible", stages=len(self.stages))

    def _solve_capped(self) -> bool:
        while self.program.solve():
            solution = self.program.solution
            x = self.fixed + solution[-1] * self.open_sizes + solution[:-1]
            broken = np.flatnonzero(x > self.sizes + 1e-9)
            fresh = sorted(set(broken.tolist()) - set(self.capped))
            if not fresh:
                return True
            for place in fresh:
                self._cap(place)
        return False

    def _cap(self, place: int) -> None:
        self.capped.append(place)
        index = np.array([place, len(self.sizes)], dtype=np.int32)
        value = np.array([1.0, self.open_sizes[place]])
        self.program.add_row(-INFINITY, float(self.sizes[place] - self.fixed[place]), index, value)

    def _fix_by_programs(self, at_floor: Mask, level: float) -> None:
        """Without a clear dual: the types whose y cannot rise while z stays at its best, one program each.

        The duals of such a program, divided by the weight of all open types, prove the level once more, now with
        a positive weight on this type: weight 1 of y_t's cost comes from the rows.
        """
        program, last = self.program, len(self.sizes)
        found: list[Stage] = []
        program.highs.changeColBounds(last, max(level - 1e-10, 0.0), 1.0)
        for place in np.flatnonzero(at_floor):
            program.set_costs((np.arange(last + 1) == place).astype(float))
            if program.solve() and program.objective <= 1e-7 * self.sizes[place]:
                duals, caps = self._duals()
                total = float((self.polytope.priced(duals) + caps) @ self.open_sizes)
                found.append(Stage(level, np.arange(last) == place, duals / total, caps / total))
        program.set_costs((np.arange(last + 1) == last).astype(float))
        program.highs.changeColBounds(last, 0.0, 1.0)
        if not found:
            raise NumericalTrouble("no_type_held", stages=len(self.stages), level=level)
        for stage in found:
            self._fix(stage)
