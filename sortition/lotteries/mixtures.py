"""A lottery over panels of types, and the linear program that mixes given panels into a given point."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sortition.errors import NumericalTrouble
from sortition.programs import INFINITY, Program
from sortition.types import Floats, Ints, Mask

Counts = NDArray[np.int16]
Seats = NDArray[np.int32]


@dataclass(frozen=True)
class Mixture:
    """seats: (panels, seats) the type of each seat, sorted in each row; weights: (panels,), sum to 1."""

    seats: Seats
    weights: Floats

    def expected(self, types: int) -> Floats:
        """(types,) expected seats of each type."""
        shares = np.repeat(self.weights, self.seats.shape[1])
        return np.bincount(self.seats.ravel(), shares, types).astype(float)

    @classmethod
    def joined(cls, parts: list[tuple[float, Mixture]]) -> Mixture:
        """Several lotteries, each played with its share."""
        seats = np.concatenate([part.seats for _, part in parts])
        weights = np.concatenate([share * part.weights for share, part in parts])
        return cls(seats, weights / weights.sum()).merged()

    def merged(self) -> Mixture:
        """The same lottery with equal panels added up, in a fixed order."""
        rows, place = np.unique(self.seats, axis=0, return_inverse=True)
        return Mixture(rows, np.bincount(place.ravel(), self.weights, len(rows)).astype(float))


def seats_of(counts: Counts, active: Ints) -> Seats:
    """(panels, seats) from counts: (panels, d) of the types ``active``: (d,), ascending."""
    places = np.tile(active, len(counts))
    return np.repeat(places, counts.ravel()).reshape(len(counts), -1).astype(np.int32)


class Mixer:
    """max Σ λ_P  s.t.  Σ λ_P c_P ≤ x, λ ≥ 0.

    As every panel has k seats and x sums to k, the optimum is at most 1, and 1 means Σ λ_P c_P = x. The duals y ≥ 0
    price the seats: only a panel with y · c < 1 can improve the mixture.
    """

    def __init__(self, x: Floats, is_constant: Mask) -> None:
        """is_constant: (d,) types of which every panel holds exactly x; they need no row."""
        self.program = Program(is_maximum=True)
        self.program.highs.setOptionValue("simplex_strategy", 4)  # primal: new columns keep the basis feasible
        self.free = np.flatnonzero(~is_constant)
        self.program.add_rows(np.full(len(self.free), -INFINITY), x[self.free])
        self.count = len(x)
        self.panels: list[Counts] = []
        self._known: set[bytes] = set()

    def add(self, panels: Counts) -> int:
        """Take the panels (each counts: (d,)) that are new; how many they were."""
        fresh = []
        for panel in panels:
            key = panel.tobytes()
            if key not in self._known:
                self._known.add(key)
                fresh.append(panel)
        if not fresh:
            return 0
        matrix = np.array(fresh)[:, self.free]
        row, index = np.nonzero(matrix)
        start = np.searchsorted(row, np.arange(len(fresh))).astype(np.int32)
        zero, one = np.zeros(len(fresh)), np.ones(len(fresh))
        value = matrix[row, index].astype(float)
        self.program.add_columns(one, zero, one * INFINITY, start, index.astype(np.int32), value)
        self.panels += fresh
        return len(fresh)

    def solve(self) -> float:
        """The share of x that the panels reach."""
        if not self.program.solve():
            raise NumericalTrouble("mixing_infeasible")
        return self.program.objective

    @property
    def prices(self) -> Floats:
        """(d,) the duals y."""
        prices = np.zeros(self.count)
        prices[self.free] = np.maximum(self.program.row_duals, 0.0)
        return prices

    @property
    def weights(self) -> Floats:
        """(panels,) λ."""
        return np.maximum(self.program.solution, 0.0)
