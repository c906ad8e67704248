"""The relaxation of the panels: expected seats of each type that keep all rows, with valid cuts."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sortition.programs import INFINITY, Program, add_type_columns, add_type_rows
from sortition.types import Floats, Mask, Types


@dataclass(frozen=True)
class Cut:
    """``weights · x ≤ bound`` for every valid panel x, proved by an integer program; weights: (types,)."""

    weights: Floats
    bound: float


@dataclass(frozen=True)
class Polytope:
    """Q = {x : 0 ≤ x ≤ m, Σ x = k, l ≤ A x ≤ u, households, cuts}; it holds every lottery's expected seats.

    closed: (types,) True for types that are in no valid panel; their x is 0.
    """

    types: Types
    closed: Mask
    cuts: tuple[Cut, ...] = ()

    @classmethod
    def of(cls, types: Types) -> Polytope:
        """The relaxation with no cuts and no closed types."""
        return cls(types, np.zeros(types.count, dtype=bool))

    @property
    def caps(self) -> Floats:
        """(types,) the greatest x: the size of the type, 0 where it is closed."""
        return np.where(self.closed, 0.0, self.types.sizes)

    def with_cut(self, cut: Cut) -> Polytope:
        """The same with one cut more."""
        return replace(self, cuts=(*self.cuts, cut))

    def with_closed(self, closed: Mask) -> Polytope:
        """The same with these types closed too."""
        return replace(self, closed=self.closed | closed)

    def program(self, *, upper: Floats | None = None, is_maximum: bool = True) -> Program:
        """The linear program over Q, one column a type, without costs; ``upper`` may replace the caps."""
        program = Program(is_maximum=is_maximum)
        add_type_rows(program, self.types)
        zero = np.zeros(self.types.count)
        add_type_columns(program, self.types, zero, zero, self.caps if upper is None else upper)
        for cut in self.cuts:
            place = np.flatnonzero(cut.weights).astype(np.int32)
            program.add_row(-INFINITY, cut.bound, place, cut.weights[place])
        return program

    def row_bounds(self) -> tuple[Floats, Floats]:
        """(rows,) lower and upper of: total, quotas, households, cuts."""
        types = self.types
        free = np.full(len(types.caps) + len(self.cuts), -INFINITY)
        bounds = np.array([cut.bound for cut in self.cuts])
        lower = np.concatenate([[types.seats], types.lower, free])
        return lower, np.concatenate([[types.seats], types.upper, types.caps, bounds])

    def row_values(self, x: Floats) -> Floats:
        """(rows,) the rows' values at x: (types,)."""
        types = self.types
        cells = types.values.ravel()
        quotas = np.bincount(cells, np.repeat(x, types.values.shape[1]), len(types.quotas))
        is_home = types.group >= 0
        homes = np.bincount(types.group[is_home], x[is_home], len(types.caps))
        cuts = np.array([cut.weights @ x for cut in self.cuts])
        return np.concatenate([[x.sum()], quotas, homes, cuts])

    def priced(self, duals: Floats) -> Floats:
        """(types,) Aᵀy: what one seat of each type costs at the rows' prices y: (rows,)."""
        types, quotas = self.types, len(self.types.quotas)
        prices: Floats = duals[0] + duals[1 : quotas + 1][types.values].sum(axis=1)
        is_home = types.group >= 0
        prices[is_home] += duals[quotas + 1 :][types.group[is_home]]
        for cut, dual in zip(self.cuts, duals[quotas + 1 + len(types.caps) :], strict=True):
            prices = prices + dual * cut.weights
        return prices
