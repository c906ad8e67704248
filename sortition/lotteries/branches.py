"""Proofs of what holds for every valid panel, as a tree of cases with multipliers: checked later by adding up alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from sortition.errors import NumericalTrouble
from sortition.programs import INFINITY, Program, add_type_columns, add_type_rows
from sortition.types import Floats, Types

MOST_CASES = 10_000
"""Cases in all the trees of one lottery; what is not proved by then says so."""
PROVED = 1e-8
"""How far above its bound a case may be proved, in units of the largest weight."""
WHOLE = 1e-6
HEAVY = 100.0
"""What one broken unit of a row costs, in units of the largest weight times the seats."""

Tree = dict[str, Any]
"""``{"multipliers": {row: y}}``, or ``{"kind": person, "most": n, "below": Tree, "above": Tree}``: the cases that a
panel has at most n people like this person, or more."""


class Prover:
    """Proves ``weights · x ≤ bound`` for all panels x, by branching on the seats of one type after the other.

    In each case the program max w · x − M · (broken units) gives multipliers y. Whatever they are,

        w · x = y · (A x) + (w − Aᵀ y) · x ≤ Σ_r max(y_r l_r, y_r u_r) + Σ_t max over the case's x_t of (w − Aᵀ y)_t x_t

    for every panel of the case, so it is proved once the right side is at most the bound.
    """

    def __init__(self, types: Types, names: list[str]) -> None:
        self.types, self.names = types, names
        self.left = MOST_CASES
        self.program = Program(is_maximum=True)
        add_type_rows(self.program, types)
        zero = np.zeros(types.count)
        add_type_columns(self.program, types, zero, zero, types.sizes.astype(float))
        rows = self.program.rows
        place, one = np.arange(rows, dtype=np.int32), np.ones(rows)
        for sign in (one, -one):
            self.program.add_columns(0 * one, 0 * one, one * INFINITY, place, place, sign)
        self.lower = np.concatenate([[types.seats], types.lower, np.zeros(len(types.caps))]).astype(float)
        self.upper = np.concatenate([[types.seats], types.upper, types.caps]).astype(float)

    def prove(self, weights: Floats, bound: float) -> Tree | None:
        """The tree, or None when cases ran out. Raises ``NumericalTrouble`` if a panel breaks the bound."""
        self.weights, self.scale = weights, float(np.abs(weights).max())
        self.bound = bound + PROVED * self.scale
        price = -HEAVY * self.types.seats * self.scale
        self.program.set_costs(np.concatenate([weights, np.full(2 * self.program.rows, price)]))
        return self._case(np.zeros(self.types.count), self.types.sizes.astype(float))

    def _case(self, low: Floats, high: Floats) -> Tree | None:
        if not self.left:
            return None
        self.left -= 1
        self.program.set_column_bounds(low, high)
        if not self.program.solve():
            raise NumericalTrouble("case_unsolved")
        duals, x = self.program.row_duals, self.program.solution[: self.types.count]
        if self._proved(duals, low, high) <= self.bound:
            return {"multipliers": {n: float(y) for n, y in zip(self.names, duals, strict=True) if abs(y) > 1e-15}}
        return self._branched(x, low, high)

    def _proved(self, duals: Floats, low: Floats, high: Floats) -> float:
        left = self.weights - self._priced(duals)
        rows = np.maximum(duals * self.lower, duals * self.upper).sum()
        return float(rows + np.maximum(left * low, left * high).sum())

    def _priced(self, duals: Floats) -> Floats:
        types, quotas = self.types, len(self.types.quotas)
        homes = np.append(duals[1 + quotas :], 0.0)
        return np.asarray(duals[0] + duals[1 : 1 + quotas][types.values].sum(axis=1) + homes[types.group])

    def _branched(self, x: Floats, low: Floats, high: Floats) -> Tree | None:
        fraction = np.abs(x - np.rint(x))
        place = int(np.argmax(fraction)) if fraction.max() > WHOLE else int(np.argmax(high - low))
        if high[place] <= low[place]:
            raise NumericalTrouble("bound_is_broken", bound=self.bound)
        most = min(float(np.floor(x[place] + WHOLE)), high[place] - 1)
        below = self._case(low, np.where(np.arange(len(x)) == place, most, high))
        above = below and self._case(np.where(np.arange(len(x)) == place, most + 1, low), high)
        if below is None or above is None:
            return None
        return {"kind": self.types.members[place][0], "most": int(most), "below": below, "above": above}
