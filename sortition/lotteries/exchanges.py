"""The last step of rounding: single seats inside panels are exchanged where a type has too many or too few."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sortition.lotteries.mixtures import Seats
from sortition.types import Floats, Ints, Mask, Types

PARTNERS = 60
"""Types that are tried as partners of one exchange."""
GOOD = 0.5 + 1e-9
"""Seats of a type can always be this near to a target that is no whole number."""


class Exchanges:
    """seats: (m, seats) valid panels, changed in place and always valid; error: (types,) seats above the goal."""

    def __init__(self, types: Types, seats: Seats, goal: Floats) -> None:
        self.types, self.seats = types, seats
        self.totals = np.zeros((len(seats), len(types.quotas)), dtype=np.int64)
        rows = np.arange(len(seats))[:, None, None]
        np.add.at(self.totals, (rows, types.values[seats]), 1)
        self.error = np.bincount(seats.ravel(), minlength=types.count) - goal
        self.scale = 1.0 / np.sqrt(types.sizes)

    def run(self) -> None:
        """Mend the largest errors first, by exchanges that lower the sum of squares; each type once in vain."""
        given_up = np.zeros(self.types.count, dtype=bool)
        while True:
            size = np.where(given_up, 0.0, np.abs(self.error) * self.scale)
            place = int(np.argmax(size))
            if abs(self.error[place]) <= GOOD or given_up[place]:
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
        panel, seat = np.nonzero(is_ready[seats] & self._has_room(coming)[:, None])
        fits = self._keeps_quotas(panel, seats[panel, seat].astype(np.int64), np.full(len(panel), coming))
        group = types.group[coming]
        if group >= 0:
            mates = types.group[seats] == group
            fits &= (mates.sum(axis=1)[panel] - mates[panel, seat]) < types.caps[group]
        if not fits.any():
            return False
        surplus = np.where(fits, self.error[seats[panel, seat]], -np.inf)
        best = int(np.argmax(surplus))
        self._exchange(int(panel[best]), int(seats[panel[best], seat[best]]), coming)
        return True

    def _first(self, error: Floats, bound: float) -> Ints:
        """The types with the smallest errors below the bound, so many that one of them is likely to fit."""
        places = np.argsort(error, kind="stable")[:PARTNERS]
        return places[error[places] < bound]

    def _has_room(self, coming: int) -> Mask:
        """(m,) whether the panel holds fewer of the type than there are."""
        held = (self.seats == coming).sum(axis=1)
        return np.asarray(held < self.types.sizes[coming])

    def _keeps_quotas(self, panel: Ints, leaving: Ints, coming: Ints) -> Mask:
        """For each triple whether the exchange keeps the panel's quotas."""
        types = self.types
        fits = np.ones(len(panel), dtype=bool)
        for feature in range(types.values.shape[1]):
            old, new = types.values[leaving, feature], types.values[coming, feature]
            is_free = (self.totals[panel, old] > types.lower[old]) & (self.totals[panel, new] < types.upper[new])
            fits &= (old == new) | is_free
        return fits

    def _fits(self, where: Ints, leaving: int, coming: Ints) -> Mask:
        """(where, coming) whether the exchange keeps quotas, sizes and households of the panel."""
        panel, other = np.repeat(where, len(coming)), np.tile(coming, len(where))
        fits = self._keeps_quotas(panel, np.full(len(panel), leaving), other)
        return fits.reshape(len(where), len(coming)) & self._leaves_room(where, leaving, coming)

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
        self.error[leaving] -= 1
        self.error[coming] += 1


def _counts(places: NDArray[np.integer], width: int) -> Ints:
    flat = places + np.arange(len(places))[:, None] * width
    return np.bincount(flat.ravel(), minlength=len(places) * width).reshape(len(places), width)
