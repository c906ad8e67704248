"""The classical method, as a slow second implementation: column generation on persons (Flanigan and others 2021).

No types, no relaxation, no search, no cuts, and no code of the engine but the reader of pools: each panel is a column
found by an integer program over persons, each level is solved until no panel in the world helps any more.
"""

from __future__ import annotations

import highspy
import numpy as np

from sortition import Pool, Quotas

INF = highspy.kHighsInf
HELPS = 1e-7


class Pricing:
    """max Σ w_i x_i over all valid panels."""

    def __init__(self, pool: Pool, quotas: Quotas, seats: int) -> None:
        people = len(pool.ids)
        self.highs = _quiet()
        for _ in range(people):
            self.highs.addVar(0.0, 1.0)
        places = np.arange(people, dtype=np.int32)
        self.highs.changeColsIntegrality(people, places, np.full(people, highspy.HighsVarType.kInteger))
        self._row(seats, seats, range(people))
        folded = [f.casefold() for f in pool.features]
        for q in quotas.quotas:
            column = folded.index(q.feature.casefold())
            held = [i for i in range(people) if pool.values[i][column].casefold() == q.value.casefold()]
            self._row(q.min, q.max, held)
        for home in {h for h in pool.households if h is not None}:
            self._row(0, 1, [i for i in range(people) if pool.households[i] == home])
        self.highs.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def _row(self, low: int, high: int, members: object) -> None:
        index = np.array(list(members), dtype=np.int32)  # type: ignore[call-overload]
        self.highs.addRow(float(low), float(high), len(index), index, np.ones(len(index)))

    def best(self, weights: np.ndarray) -> tuple[float, tuple[int, ...]]:
        self.highs.changeColsCost(len(weights), np.arange(len(weights), dtype=np.int32), weights)
        self.highs.run()
        assert self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        x = np.array(self.highs.getSolution().col_value)
        panel = tuple(np.flatnonzero(x > 0.5).tolist())
        return float(weights[list(panel)].sum()), panel


class Master:
    """max z  s.t.  Σ λ_P [i ∈ P] ≥ z (open i) or ≥ f_i (fixed i), Σ λ = 1, over the panels known so far."""

    def __init__(self, people: int) -> None:
        self.people, self.highs = people, _quiet()
        self.highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        nothing, empty = np.zeros(0, np.int32), np.zeros(0)
        for _ in range(people):
            self.highs.addRow(0.0, INF, 0, nothing, empty)
        self.highs.addRow(1.0, 1.0, 0, nothing, empty)
        self.highs.addVar(0.0, INF)
        self.highs.changeColCost(0, 1.0)

    def add(self, panel: tuple[int, ...]) -> None:
        index = np.array([*panel, self.people], dtype=np.int32)
        self.highs.addCol(0.0, 0.0, INF, len(index), index, np.ones(len(index)))

    def solve(self, fixed: np.ndarray, is_open: np.ndarray) -> tuple[float, np.ndarray]:
        """The level and the weights of the persons (≥ 0) that prove it."""
        for i in range(self.people):
            self.highs.changeCoeff(i, 0, -1.0 if is_open[i] else 0.0)
            self.highs.changeRowBounds(i, 0.0 if is_open[i] else max(0.0, fixed[i] - 1e-9), INF)
        self.highs.run()
        assert self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        duals = -np.array(self.highs.getSolution().row_dual)
        weights = np.maximum(duals[: self.people], 0.0)
        return self.highs.getInfo().objective_function_value, weights


def leximin(pool: Pool, quotas: Quotas, seats: int) -> np.ndarray:
    """(people,) the leximin chances in the order of the pool."""
    people = len(pool.ids)
    pricing, master = Pricing(pool, quotas, seats), Master(people)
    is_open = np.zeros(people, dtype=bool)
    dice, panels = np.random.default_rng(people), set()
    for i in range(people):  # who can be on a panel at all, with a panel that shows it
        _, panel = pricing.best(dice.random(people) * 0.5 / seats + (np.arange(people) == i))
        is_open[list(panel)] = True
        panels.add(panel)
    for panel in sorted(panels):
        master.add(panel)
    fixed = np.zeros(people)
    while is_open.any():
        while True:
            level, weights = master.solve(fixed, is_open)
            best, panel = pricing.best(weights)
            # by duality the level over all panels is at most best − Σ fixed weights
            bound = best - float(weights[~is_open] @ fixed[~is_open])
            if bound <= level + HELPS or panel in panels:
                break
            panels.add(panel)
            master.add(panel)
        held = is_open & (weights > 1e-6)
        assert held.any()
        fixed[held] = level
        is_open &= ~held
    return fixed


def _quiet() -> highspy.Highs:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    return highs
