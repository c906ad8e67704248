"""Rounds a lottery over panels of types to m equally likely panels, with each type's total near its target."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sortition.lotteries.mixtures import Mixture, Seats
from sortition.randomness import Source
from sortition.types import Floats, Ints, Mask, Types

STEPS = 20_000


def round_to_panels(
    types: Types, mixture: Mixture, target: Floats, panels: int, source: Source
) -> Seats:
    """(m, seats) m valid panels of types; the seats of type t in all of them are near m · target_t.

    First each panel of the mixture gets ⌊m λ⌋ or ⌈m λ⌉ copies (systematic sampling, so the expected number is
    m λ). Then seats are exchanged inside panels, a type with too many for a type with too few, as long as a valid
    exchange lowers the sum of squared errors; other valid panels than those of the mixture may appear.
    """
    edges = np.cumsum(mixture.weights) / mixture.weights.sum() * panels
    wanted = np.arange(panels) + source.floats(1)[0]
    place = np.minimum(np.searchsorted(edges, wanted, side="right"), len(edges) - 1)
    work = _Exchanges(types, mixture.seats[place].copy(), target * panels)
    work.run()
    return np.sort(work.seats, axis=1)


class _Exchanges:
    def __init__(self, types: Types, seats: Seats, goal: Floats) -> None:
        self.types, self.seats, self.goal = types, seats, goal
        self.totals = np.zeros((len(seats), len(types.quotas)), dtype=np.int64)
        rows = np.arange(len(seats))[:, None, None]
        np.add.at(self.totals, (rows, types.values[seats]), 1)
        self.error = np.bincount(seats.ravel(), minlength=types.count) - goal
        self.dead = np.zeros(types.count, dtype=bool)

    def run(self) -> None:
        """Take the type with the largest surplus, give one of its seats to the neediest type that fits."""
        for _ in range(STEPS):
            surplus = np.where(self.dead, -np.inf, self.error)
            leaving = int(np.argmax(surplus))
            if surplus[leaving] <= 0.5:
                if surplus.max() == -np.inf or not self.dead.any() or surplus[leaving] <= 0:
                    return
                self.dead[leaving] = True
                continue
            if not self._give_one(leaving):
                self.dead[leaving] = True

    def _give_one(self, leaving: int) -> bool:
        needy = np.flatnonzero(self.error < self.error[leaving] - 1 - 1e-9)
        if not len(needy):
            return False
        where = np.flatnonzero((self.seats == leaving).any(axis=1))
        fits = self._fits(where, leaving, needy)
        possible = fits.any(axis=0)
        if not possible.any():
            return False
        best = int(np.argmin(np.where(possible, self.error[needy], np.inf)))
        panel = int(where[np.argmax(fits[:, best])])
        self._exchange(panel, leaving, int(needy[best]))
        return True

    def _fits(self, where: Ints, leaving: int, coming: Ints) -> Mask:
        """(where, coming) whether the exchange keeps quotas, sizes and households of the panel."""
        types = self.types
        can_lose = self.totals[where] > types.lower
        can_gain = self.totals[where] < types.upper
        fits = np.ones((len(where), len(coming)), dtype=bool)
        for feature in range(types.values.shape[1]):
            old, new = types.values[leaving, feature], types.values[coming, feature]
            fits &= (new == old)[None, :] | (can_lose[:, [old]] & can_gain[:, new])
        return fits & self._has_room(where, leaving, coming)

    def _has_room(self, where: Ints, leaving: int, coming: Ints) -> Mask:
        types, seats = self.types, self.seats[where]
        counts = _counts(seats, types.count)[:, coming]
        room = counts < types.sizes[coming]
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
        self.dead[coming] = False


def _counts(places: NDArray[np.integer], width: int) -> Ints:
    flat = places + np.arange(len(places))[:, None] * width
    return np.bincount(flat.ravel(), minlength=len(places) * width).reshape(len(places), width)
