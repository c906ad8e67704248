"""The last step of rounding: single seats inside panels are exchanged where a type has too many or too few."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sortition.lotteries.mixtures import Seats
from sortition.types import Floats, Ints, Mask, Types

PARTNERS = (12, 60)
"""Types that are tried as partners of one exchange: first few, then more where few are in vain."""
GOOD = 0.5 + 1e-9
"""Seats of a type can always be this near to a target that is no whole number."""
POOR = 1.0
"""Types whose seats are farther than this from their target are exchanged with any type at last."""


class Exchanges:
    """seats: (m, seats) valid panels, changed in place and always valid; error: (types,) seats above the goal."""

    def __init__(self, types: Types, seats: Seats, goal: Floats) -> None:
        self.types, self.seats = types, seats
        self.totals = np.zeros((len(seats), len(types.quotas)), dtype=np.int64)
        rows = np.arange(len(seats))[:, None, None]
        np.add.at(self.totals, (rows, types.values[seats]), 1)
        self.error = np.bincount(seats.ravel(), minlength=types.count) - goal
        self.scale = 1.0 / np.sqrt(types.sizes)
        self.can_lose, self.can_gain = self.totals > types.lower, self.totals < types.upper
        self.partners = types.count

    def run(self) -> None:
        """Mend the largest errors first, by exchanges that lower the sum of squares."""
        for self.partners in PARTNERS:
            self._mend(GOOD)
        self.partners = self.types.count
        self._mend(POOR)

    def _mend(self, enough: float) -> None:
        """Until all errors are small enough; each type may be tried once in vain."""
        given_up = np.zeros(self.types.count, dtype=bool)
        while True:
            size = np.where(given_up | (np.abs(self.error) <= enough), 0.0, np.abs(self.error) * self.scale)
            place = int(np.argmax(size))
            if not size[place]:
                return
            given_up[place] = not (self._give(place) if self.error[place] > 0 else self._take(place))

    def _give(self, leaving: int) -> bool:
        """Give one seat of this type to the neediest type that fits into one of its panels."""
        coming = self._first(self.error, self.error[leaving] - 1 - 1e-9)
        where = np.flatnonzero((self.seats == leaving).any(axis=1))
        fits = self._fits(where, leaving, coming)
        possible = fits.any(axis=0)
        if not possible.any():
            return False
        best = int(np.argmin(np.where(possible, self.error[coming], np.inf)))
        self._exchange(int(where[np.argmax(fits[:, best])]), leaving, int(coming[best]))
        return True

    def _take(self, coming: int) -> bool:
        """Take one seat for this type from the type with the largest surplus that can leave one to it."""
        types, seats = self.types, self.seats
        is_ready = np.zeros(types.count, dtype=bool)
        is_ready[self._first(-self.error, -self.error[coming] - 1 - 1e-9)] = True
        rows = np.flatnonzero(self._has_room(coming))
        place, seat = np.nonzero(is_ready[seats[rows]])
        panel = rows[place]
        fits = self._fitting(panel, seats[panel, seat], coming)
        panel, seat = panel[fits], seat[fits]
        group = types.group[coming]
        if group >= 0:
            mates = types.group[seats[panel]] == group
            fits = mates.sum(axis=1) - mates[np.arange(len(panel)), seat] < types.caps[group]
            panel, seat = panel[fits], seat[fits]
        if not len(panel):
            return False
        best = int(np.argmax(self.error[seats[panel, seat]]))
        self._exchange(int(panel[best]), int(seats[panel[best], seat[best]]), coming)
        return True

    def _first(self, error: Floats, bound: float) -> Ints:
        """The types with the smallest errors below the bound, so many that one of them is likely to fit."""
        places = np.argsort(error, kind="stable")[: self.partners]
        return places[error[places] < bound]

    def _has_room(self, coming: int) -> Mask:
        """(m,) whether the panel holds fewer of the type than there are."""
        held = (self.seats == coming).sum(axis=1)
        return np.asarray(held < self.types.sizes[coming])

    def _fitting(self, panel: Ints, leaving: NDArray[np.integer], coming: int) -> NDArray[np.intp]:
        """The places of the pairs (panel, leaving) whose panel keeps its quotas; one feature after the other."""
        values, places = self.types.values, np.arange(len(panel))
        for feature in range(values.shape[1]):
            rows, old, new = panel[places], values[leaving[places], feature], values[coming, feature]
            places = places[(old == new) | (self.can_lose[rows, old] & self.can_gain[rows, new])]
        return places

    def _fits(self, where: Ints, leaving: int, coming: Ints) -> Mask:
        """(where, coming) whether the exchange keeps quotas, sizes and households of the panel."""
        types = self.types
        fits = np.ones((len(where), len(coming)), dtype=bool)
        for feature in range(types.values.shape[1]):
            old, new = types.values[leaving, feature], types.values[coming, feature]
            fits &= (old == new) | (self.can_lose[where, old][:, None] & self.can_gain[where][:, new])
        return fits & self._leaves_room(where, leaving, coming)

    def _leaves_room(self, where: Ints, leaving: int, coming: Ints) -> Mask:
        types, seats = self.types, self.seats[where]
        room = _counts(seats, types.count)[:, coming] < types.sizes[coming]
        if (types.group[coming] >= 0).any():
            homes = _counts(types.group[seats] + 1, len(types.caps) + 1)
            mates = types.group[coming]
            freed = (mates == types.group[leaving]).astype(np.int64)
            full = homes[:, mates + 1] - freed >= np.append(types.caps, 0)[mates]
            room &= ~full | (mates < 0)
        return room

    def _exchange(self, panel: int, leaving: int, coming: int) -> None:
        seat = int(np.argmax(self.seats[panel] == leaving))
        self.seats[panel, seat] = coming
        self.totals[panel, self.types.values[leaving]] -= 1
        self.totals[panel, self.types.values[coming]] += 1
        self.can_lose[panel] = self.totals[panel] > self.types.lower
        self.can_gain[panel] = self.totals[panel] < self.types.upper
        self.error[leaving] -= 1
        self.error[coming] += 1


def _counts(places: NDArray[np.integer], width: int) -> Ints:
    flat = places + np.arange(len(places))[:, None] * width
    return np.bincount(flat.ravel(), minlength=len(places) * width).reshape(len(places), width)
