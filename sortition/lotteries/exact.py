"""The slow exact path: the relaxation gets valid cuts, the lottery gets new panels, until they meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sortition.errors import NumericalTrouble
from sortition.lotteries.mixtures import Mixture, seats_of
from sortition.lotteries.polytope import Cut, Polytope
from sortition.lotteries.search import Neighbourhood, Search
from sortition.programs import INFINITY, Program, panel_program
from sortition.progress import Watch
from sortition.randomness import Source
from sortition.types import Floats, Ints, Types

MEETS = 1e-8
"""Distance (in seats, summed over types) at which a lottery counts as reaching the point."""


@dataclass(frozen=True)
class Met:
    """A point of the tightened relaxation and the lottery that reaches it; both are therefore optimal."""

    polytope: Polytope
    x: Floats
    mixture: Mixture


def meet(
    polytope: Polytope,
    optimum: Callable[[Polytope], Floats],
    source: Source,
    watch: Watch,
    rounds: int = 2000,
) -> Met:
    """Tighten the relaxation with cuts until its optimal point is a lottery.

    In each round ``optimum(polytope)`` gives a point x: (types,). If no mixture of the known panels is x, the duals
    π of the mixing program point from the panels to x; the integer program max π·c either gives a panel that helps or
    proves the cut π·c ≤ β < π·x for all panels. Finite, as there are finitely many panels and facets of their
    hull in these directions; exact within the programs' tolerances. Raises ``NumericalTrouble``.
    """
    work = _Work(polytope.types, source)
    for number in range(rounds):
        watch.step("exact", number)
        x = optimum(polytope)
        found = work.mixture_or_cut(polytope, x, watch)
        if isinstance(found, Mixture):
            return Met(polytope, x, found)
        polytope = polytope.with_cut(found)
    raise NumericalTrouble("exact_path_too_long", rounds=rounds)


class _Work:
    def __init__(self, types: Types, source: Source) -> None:
        self.types, self.source = types, source
        self.pricing = panel_program(types)
        self.panels: dict[bytes, Ints] = {}

    def mixture_or_cut(self, polytope: Polytope, x: Floats, watch: Watch) -> Mixture | Cut:
        """A mixture of panels that is x, or a cut that x breaks."""
        search = Search(Neighbourhood.of(polytope, x), self.source)
        self._remember(search, search.panels(64 if self.panels else 4 * self.types.count))
        mixer = _Distance(x)
        mixer.add(list(self.panels.values()))
        while True:
            watch.step("exact_mixing", len(self.panels))
            distance = mixer.solve()
            if distance <= MEETS:
                return mixer.mixture(np.arange(self.types.count))
            direction = mixer.direction
            found = self._searched(search, direction)
            mixer.add(found)  # all of them: a panel that is known must be in the program, or it is priced once more
            if any(panel @ direction > 1e-7 for panel in found):
                continue
            fresh = self._priced(direction, distance)
            if isinstance(fresh, Cut):
                return fresh
            mixer.add(fresh)

    def _remember(self, search: Search, counts: np.ndarray[tuple[int, int], np.dtype[np.int16]]) -> list[Ints]:
        fresh = []
        for row in counts:
            panel = np.zeros(self.types.count, dtype=np.int64)
            panel[search.near.active] = row
            if self.panels.setdefault(panel.tobytes(), panel) is panel:
                fresh.append(panel)
        return fresh

    def _searched(self, search: Search, direction: Floats) -> list[Ints]:
        """New panels found by exchanges, without an integer program."""
        starts = np.array([p[search.near.active] for p in self.panels.values()], dtype=np.int16)
        whole = starts[starts.sum(axis=1) == self.types.seats][-150:]
        if not len(whole):
            return []
        return self._remember(search, search.better(whole, -direction[search.near.active]))

    def _priced(self, direction: Floats, distance: float) -> list[Ints] | Cut:
        """The best panel in this direction if it helps, else the cut that its optimality proves."""
        self.pricing.set_costs(direction)
        if not self.pricing.solve():
            raise NumericalTrouble("pricing_infeasible")
        panel = np.rint(self.pricing.solution).astype(np.int64)
        best = float(panel @ direction)
        if best > 1e-8:
            if panel.tobytes() in self.panels:
                raise NumericalTrouble("panel_priced_twice", value=best)
            self.panels[panel.tobytes()] = panel
            return [panel]
        bound = max(best, float(self.pricing.highs.getInfo().mip_dual_bound))
        if bound > distance - MEETS / 2:
            raise NumericalTrouble("cut_does_not_separate", bound=bound, distance=distance)
        self.panels.setdefault(panel.tobytes(), panel)
        return Cut(direction, bound)


class _Distance:
    """min Σ_t (d⁺_t + d⁻_t)  s.t.  Σ λ_P c_P + d⁺ − d⁻ = x; its duals π have |π_t| ≤ 1."""

    def __init__(self, x: Floats) -> None:
        self.count = len(x)
        self.program = Program()
        self.program.highs.setOptionValue("simplex_strategy", 4)
        self.program.add_rows(x, x)
        place = np.arange(len(x), dtype=np.int32)
        one, zero = np.ones(len(x)), np.zeros(len(x))
        for sign in (one, -one):
            self.program.add_columns(one, zero, one * INFINITY, place, place, sign)
        self.panels: list[Ints] = []

    def add(self, panels: list[Ints]) -> None:
        if not panels:
            return
        matrix = np.array(panels)
        row, index = np.nonzero(matrix)
        start = np.searchsorted(row, np.arange(len(panels))).astype(np.int32)
        zero = np.zeros(len(panels))
        free, value = np.full(len(panels), INFINITY), matrix[row, index].astype(float)
        self.program.add_columns(zero, zero, free, start, index.astype(np.int32), value)
        self.panels += panels

    def solve(self) -> float:
        if not self.program.solve():
            raise NumericalTrouble("mixing_infeasible")
        return self.program.objective

    @property
    def direction(self) -> Floats:
        return self.program.row_duals

    def mixture(self, active: Ints) -> Mixture:
        weights = np.maximum(self.program.solution[2 * self.count :], 0.0)
        is_used = weights > 1e-12
        counts = np.array(self.panels, dtype=np.int16)[is_used]
        return Mixture(seats_of(counts, active), weights[is_used] / weights[is_used].sum())
