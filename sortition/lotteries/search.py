"""Finds valid panels near a point of the relaxation: many random roundings at once, repaired by exchanges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sortition.lotteries.polytope import Polytope
from sortition.randomness import Source
from sortition.types import Floats, Ints

Small = NDArray[np.float32]
Counts = NDArray[np.int16]
Places = NDArray[np.intp]
NOTHING = 1e-9
BLOCKED = np.float32(100.0)
HELD = 1.5
"""The tilt towards types that shall be held: it outweighs one broken quota, not two."""
NARROW, WIDE = (3, 0.8), (6, 0.4)
"""Seats exchanged at once in the search for cheaper panels, and how far the repair leans to cheap seats; measured."""
ONE_THREAD = 800_000
STRAGGLERS = 10
"""The repair ends when only a tenth of the walkers are left: a round costs nearly as much for few as for many."""


@dataclass(frozen=True)
class Neighbourhood:
    """The types that matter near x, and the rows that every panel of a lottery around x must keep.

    active: (d,) places of types with x > 0; x, sizes, floor: (d,), floor = size where x is full, else 0;
    values: (d, features); lower, upper: (quotas,), closed up where x itself is tight; group: (d,) or −1.
    """

    active: Ints
    x: Floats
    sizes: Ints
    floor: Ints
    values: Ints
    lower: Ints
    upper: Ints
    group: Ints
    caps: Ints
    seats: int

    @classmethod
    def of(cls, polytope: Polytope, x: Floats) -> Neighbourhood:
        """Around the point x: (types,) of the relaxation."""
        types = polytope.types
        active = np.flatnonzero(x > NOTHING)
        sizes = types.sizes[active]
        here = x[active]
        quotas = polytope.row_values(x)[1 : len(types.quotas) + 1]
        is_low, is_high = quotas <= types.lower + 1e-7, quotas >= types.upper - 1e-7
        return cls(
            active=active,
            x=here,
            sizes=sizes,
            floor=np.where(here > sizes - NOTHING, sizes, 0),
            values=types.values[active],
            lower=np.where(is_high & ~is_low, types.upper, types.lower),
            upper=np.where(is_low, types.lower, types.upper),
            group=types.group[active],
            caps=types.caps,
            seats=types.seats,
        )


class Search:
    """Random valid panels near one point; ``panels`` may be called again and again."""

    def __init__(self, near: Neighbourhood, source: Source) -> None:
        self.near, self.source = near, source
        matrix = np.zeros((len(near.lower), len(near.active)), dtype=np.float32)
        matrix[near.values.T, np.arange(len(near.active))[None, :]] = 1.0
        self.incidence, self.incidence_t = matrix, np.ascontiguousarray(matrix.T)
        self.has_homes = bool((near.group >= 0).any())

    def panels(self, count: int) -> Counts:
        """(found, d) up to ``count`` valid panels, as counts of the active types, rounded from x."""
        return _Repair(self, self._rounded(count), None).run(30 + self.near.seats)

    def holding(self, places: Places) -> Counts:
        """(found, d) valid panels, one try for each of these active types to have it in the panel."""
        seats = self._rounded(len(places))
        held = (seats == places[:, None]).any(axis=1)
        seats[~held, 0] = places[~held]
        tilt = np.zeros(len(self.near.active))
        tilt[places] = HELD
        return _Repair(self, seats, tilt).run(30 + self.near.seats)

    def better(self, panels: Counts, prices: Floats, *, is_wide: bool = False) -> Counts:
        """(found, d) valid panels made from these by exchanging dear seats for cheap ones, then repaired.

        prices: (d,) a panel is better the less its seats cost together. Wide: more seats at once, less of a slope.
        """
        near = self.near
        exchanges, tilt = WIDE if is_wide else NARROW
        scale = float(prices.std()) or 1.0
        cheap = prices / scale
        places = np.tile(np.arange(len(near.active)), len(panels))
        seats = np.repeat(places, panels.ravel()).reshape(len(panels), near.seats)
        edges = np.cumsum(near.x * np.exp(-cheap))
        key = cheap[seats] + self.source.floats(*seats.shape) * 4
        key[near.floor[seats] > 0] = -np.inf
        dear = np.argsort(-key, axis=1)[:, :exchanges]
        coming = np.searchsorted(edges, self.source.floats(*dear.shape) * edges[-1], side="right")
        coming = np.minimum(coming, len(edges) - 1)
        rows = np.arange(len(panels))[:, None]
        seats[rows, dear] = np.where(key[rows, dear] > -np.inf, coming, seats[rows, dear])
        return _Repair(self, seats, -tilt * cheap).run(30)

    def _rounded(self, count: int) -> Places:
        """(count, seats) systematic sampling along random orders, stratified by two random features each."""
        near, x = self.near, self.near.x
        d, features = near.values.shape
        rank = self.source.floats(count, len(near.lower))
        first, second = np.floor(self.source.floats(2, count) * features).astype(np.intp)
        walker = np.arange(count)
        key = rank[walker[:, None], near.values[:, first].T] * 4
        key += rank[walker[:, None], near.values[:, second].T] / 16 + self.source.floats(count, d) / 1024
        order = np.argsort(key, axis=1)
        edges = np.cumsum(x[order], axis=1)
        edges *= (near.seats / edges[:, -1])[:, None]
        start = self.source.floats(count, 1)
        points = np.arange(near.seats)[None, :] + start
        # the seat number s falls on the type whose interval of the running sum holds s + start
        flat = (edges + (np.arange(count) * (near.seats + 2))[:, None]).ravel()
        wanted = (points + (np.arange(count) * (near.seats + 2))[:, None]).ravel()
        place = np.searchsorted(flat, wanted, side="right").reshape(count, -1) - walker[:, None] * d
        return np.take_along_axis(order, np.minimum(place, d - 1), axis=1)


def _counted(places: Places, width: int) -> Counts:
    """(walkers, width) how often each place stands in each row."""
    flat = places + (np.arange(len(places)) * width)[:, None]
    return np.bincount(flat.ravel(), minlength=len(places) * width).reshape(len(places), width).astype(np.int16)


def _product(left: Small, right: Small) -> Small:
    """left @ right in slices so small that the linear algebra library does not start threads for them: on a
    busy machine waiting for those threads takes longer than the product itself."""
    height = max(1, ONE_THREAD // right.size)
    if len(left) <= height:
        return left @ right
    return np.concatenate([left[row : row + height] @ right for row in range(0, len(left), height)])


class _Repair:
    """Min-conflicts exchanges on all walkers together: one seat of each walker is exchanged in each round."""

    def __init__(self, search: Search, seats: Places, tilt: Floats | None) -> None:
        near = search.near
        self.search, self.near = search, near
        count, d = len(seats), len(near.active)
        self.rows = np.arange(count)
        self.counts = _counted(seats, d)
        self.totals = _product(self.counts.astype(np.float32), search.incidence_t)
        self.homes = np.zeros((count, len(near.caps) + 1), dtype=np.int16)
        if search.has_homes:
            self.homes = _counted(near.group[seats] % (len(near.caps) + 1), len(near.caps) + 1)  # −1 is the last
            self.homes[:, -1] = 0
        self.low, self.high = near.lower.astype(np.float32), near.upper.astype(np.float32)
        self.noise = search.source.floats(count + 97, d).astype(np.float32) * 0.9
        self.tilt = np.zeros(d, dtype=np.float32) if tilt is None else tilt.astype(np.float32)
        every = np.arange(d)
        self.leaving, self.coming = self._prices(self.counts, every)
        self.wrong = self._wrong(self.counts, every).sum(axis=1)
        self.cap_of = np.append(near.caps, 30000)[near.group].astype(np.int16)
        self.found: list[Counts] = []

    def _prices(self, counts: Counts, places: Places) -> tuple[Small, Small]:
        """What it costs that one of these types leaves or comes, apart from the quotas: the tilt, and what must not be.

        Where all of a type are held one of them must go, never one who is not there.
        """
        floor, sizes = self.near.floor[places], self.near.sizes[places]
        leaving: Small = (counts <= floor) + (counts <= 0).astype(np.float32) - (counts > sizes)
        return self.tilt[places] + BLOCKED * leaving, BLOCKED * (counts >= sizes) - self.tilt[places]

    def _wrong(self, counts: Counts, places: Places) -> Counts:
        """By how many the counts of these types miss what there is of them and what is held."""
        floor, sizes = self.near.floor[places], self.near.sizes[places]
        wrong: Counts = (np.maximum(counts - sizes, 0) + np.maximum(floor - counts, 0)).astype(np.int16)
        return wrong

    def run(self, rounds: int) -> Counts:
        few = len(self.counts) // STRAGGLERS
        for turn in range(rounds):
            self._collect()
            if len(self.counts) <= few:
                break
            self._exchange(turn)
        self._collect()
        return np.concatenate(self.found) if self.found else self.counts[:0]

    def _collect(self) -> None:
        broken = ((self.totals < self.low) | (self.totals > self.high)).any(axis=1)
        broken |= self.wrong > 0
        if self.search.has_homes:
            broken |= (self.homes[:, :-1] > self.near.caps).any(axis=1)
        if broken.all():
            return
        self.found.append(self.counts[~broken])
        self.counts, self.totals, self.homes = self.counts[broken], self.totals[broken], self.homes[broken]
        self.leaving, self.coming, self.wrong = self.leaving[broken], self.coming[broken], self.wrong[broken]
        self.rows = np.arange(len(self.counts))

    def _exchange(self, turn: int) -> None:
        leaving = self._choose_leaving(turn)
        self._move(leaving, -1)
        self._move(self._choose_coming(turn, leaving), 1)

    def _move(self, places: Places, step: int) -> None:
        before = self.counts[self.rows, places]
        now = before + np.int16(step)
        self.counts[self.rows, places] = now
        self.leaving[self.rows, places], self.coming[self.rows, places] = self._prices(now, places)
        self.wrong += self._wrong(now, places) - self._wrong(before, places)
        self.totals[self.rows[:, None], self.near.values[places]] += np.float32(step)
        if self.search.has_homes:
            self.homes[self.rows, self.near.group[places]] += np.int16(step)
            self.homes[:, -1] = 0

    def _noise(self, turn: int) -> Small:
        start = (turn * 37) % 97
        return self.noise[start : start + len(self.rows)]

    def _choose_leaving(self, turn: int) -> Places:
        """The type in the panel whose leaving mends most; every third round nearly any."""
        change = (self.totals <= self.low).astype(np.float32) - (self.totals > self.high)
        by_type = _product(change, self.search.incidence)
        by_type += self.leaving
        if self.search.has_homes:
            by_type -= 2.0 * (self.homes[:, self.near.group] > self.cap_of)
        by_type += self._noise(turn) * np.float32(8.0) if turn % 3 == 2 else self._noise(turn)
        choice: Places = np.argmin(by_type, axis=1)
        return choice

    def _choose_coming(self, turn: int, leaving: Places) -> Places:
        """The type whose coming mends most, ties by chance (and by the tilt)."""
        change = (self.totals >= self.high).astype(np.float32) - (self.totals < self.low)
        by_type = _product(change, self.search.incidence)
        by_type += self.coming
        by_type += self._noise(turn + 1)
        if self.search.has_homes:
            by_type += 2.0 * (self.homes[:, self.near.group] >= self.cap_of)
        by_type[self.rows, leaving] += BLOCKED
        choice: Places = np.argmin(by_type, axis=1)
        return choice
