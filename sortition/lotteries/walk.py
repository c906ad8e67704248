"""Samples valid panels almost uniformly: many random walks over all panels, with a penalty for broken rules."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sortition.lotteries.mixtures import Seats
from sortition.progress import Watch
from sortition.randomness import Source
from sortition.types import Floats, Ints, Types

PENALTIES = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.0)
"""The walk's stationary weight of a panel is exp(−β · broken units); β is the first of these with which enough
walkers keep every rule."""
ENOUGH = 0.2
SWEEPS = 60
"""Exchanges tried for each seat before walkers are read."""
PAUSE = 10
"""Exchanges tried for each seat before those are read again that broke a rule."""
MOST_READINGS = 60


@dataclass(frozen=True)
class Walked:
    """kinds: (m, seats) the type of each seat; chances: (types,) estimated; diagnostics: see ``walk``."""

    kinds: Seats
    chances: Floats
    diagnostics: dict[str, float]


def walk(types: Types, starts: Seats, source: Source, watch: Watch) -> Walked:
    """One panel from each of m walkers; starts: (m, seats) valid panels of types.

    Metropolis chain on **all** sets of k people: exchange a random member for a random other person, accept
    with probability min(1, exp(−β · growth of broken units)). The chain is irreducible and its stationary law,
    looked at only while a walker keeps every rule, is uniform over valid panels. β is raised until a fifth of the
    walkers keep every rule. Then all walkers are read after 60·k tries, those not valid after 10·k more, and
    so on; then all of them once more in the same way, which is the result. How near that many tries come to
    the stationary law is **not proved**.

    diagnostics: ``drift`` is the mean square difference of people's counts between the two readings in units of
    what two independent samples would give: near 1 when the walk has forgotten its start, well above 1 while it
    still moves away from it. ``penalty``: β; ``readings``: how often walkers were read; ``kept_start``: walkers
    that were never valid and kept their start.
    """
    work = _Walkers(types, starts, source)
    work.choose_penalty(watch)
    first, second = work.read(watch), work.read(watch)
    seen = [np.bincount(panels.ravel(), minlength=len(work.kind)) for panels in (first, second)]
    share = (seen[0] + seen[1]) / (2 * len(starts))
    noise = float((2 * len(starts) * share * (1 - share)).sum())
    drift = float(((seen[0] - seen[1]) ** 2).sum()) / noise if noise else 1.0
    chances = np.bincount(work.kind, share, types.count) / types.sizes
    numbers = {
        "drift": drift,
        "penalty": work.penalty,
        "readings": float(work.readings),
        "kept_start": float(work.kept),
    }
    return Walked(np.sort(work.kind[second], axis=1).astype(np.int32), chances, numbers)


class _Walkers:
    def __init__(self, types: Types, starts: Seats, source: Source) -> None:
        self.types, self.source = types, source
        self.kind = np.repeat(np.arange(types.count), types.sizes)
        self.home = self._homes()
        self.walker = np.arange(len(starts))
        self.people = self._seated(starts)
        self.valid = self.people.copy()
        self.penalty = PENALTIES[0]
        self.readings = self.kept = 0
        self.is_in = np.zeros((len(starts), len(self.kind)), dtype=bool)
        self.is_in[self.walker[:, None], self.people] = True
        self.totals = np.zeros((len(starts), len(types.quotas)), dtype=np.int64)
        np.add.at(self.totals, (self.walker[:, None, None], types.values[self.kind[self.people]]), 1)

    def _homes(self) -> Ints:
        """(people,) a number for each shared household, −1 for people without."""
        types = self.types
        first = np.concatenate([[0], np.cumsum(types.caps)])
        home = np.concatenate([np.array(homes, dtype=np.int64) for homes in types.homes])
        group = np.repeat(types.group, types.sizes)
        return np.where(home >= 0, first[group] + home, -1)

    def _seated(self, starts: Seats) -> NDArray[np.int64]:
        """People for the types of the starting panels: the first of each type whose household is free."""
        first = np.concatenate([[0], np.cumsum(self.types.sizes)])
        rows = []
        for row in starts.tolist():
            taken: set[int] = set()
            panel: list[int] = []
            for kind in row:
                for person in range(first[kind], first[kind + 1]):
                    if person not in panel and (self.home[person] < 0 or self.home[person] not in taken):
                        panel.append(person)
                        taken.add(int(self.home[person]))
                        break
            rows.append(panel)
        return np.array(rows, dtype=np.int64)

    def read(self, watch: Watch) -> NDArray[np.int64]:
        """(m, seats) the people of every walker at its first reading that keeps all rules."""
        panels = self.valid.copy()
        waiting = np.ones(len(panels), dtype=bool)
        for reading in range(MOST_READINGS):
            self._sweeps(PAUSE if reading else SWEEPS, watch)
            self.readings += 1
            ready = waiting & self.is_valid()
            panels[ready] = self.people[ready]
            waiting &= ~ready
            if not waiting.any():
                break
        self.kept += int(waiting.sum())
        self.valid = panels
        return panels

    def choose_penalty(self, watch: Watch) -> None:
        """Raise the penalty until enough walkers keep every rule."""
        for self.penalty in PENALTIES:
            self._sweeps(PAUSE, watch)
            if self.is_valid().mean() >= ENOUGH:
                return

    def _sweeps(self, count: int, watch: Watch) -> None:
        for number in range(count):
            watch.step("walk", number, count)
            self.sweep()

    def sweep(self) -> None:
        """One try for each seat, on all walkers together."""
        seats = self.people.shape[1]
        draws = self.source.floats(seats, 3, len(self.walker))
        for seat, coming, chance in draws:
            self._exchange(
                np.floor(seat * seats).astype(np.int64),
                np.floor(coming * len(self.kind)).astype(np.int64),
                chance,
            )

    def _exchange(self, seat: Ints, coming: Ints, chance: Floats) -> None:
        leaving = self.people[self.walker, seat]
        growth = self._growth(leaving, coming)
        accept = ~self.is_in[self.walker, coming] & (chance < np.exp(-self.penalty * np.maximum(growth, 0)))
        who, out, new = self.walker[accept], leaving[accept], coming[accept]
        self.people[who, seat[accept]] = new
        self.is_in[who, out] = False
        self.is_in[who, new] = True
        values = self.types.values
        for feature in range(values.shape[1]):
            self.totals[who, values[self.kind[out], feature]] -= 1
            self.totals[who, values[self.kind[new], feature]] += 1

    def _growth(self, leaving: Ints, coming: Ints) -> Ints:
        """By how much the exchange raises the number of broken units (quotas and household mates)."""
        types, growth = self.types, np.zeros(len(leaving), dtype=np.int64)
        for feature in range(types.values.shape[1]):
            old, new = types.values[self.kind[leaving], feature], types.values[self.kind[coming], feature]
            below, above = self.totals[self.walker, old], self.totals[self.walker, new]
            change = (below <= types.lower[old]).astype(np.int64) - (below > types.upper[old])
            change += (above >= types.upper[new]).astype(np.int64) - (above < types.lower[new])
            growth += np.where(old == new, 0, change)
        if len(types.caps):
            growth += self._mates(coming, leaving) - self._mates(leaving, leaving)
        return growth

    def _mates(self, person: Ints, without: Ints) -> Ints:
        """How many members share the person's household, ``without`` not counted."""
        home = self.home[person][:, None]
        mates = (self.home[self.people] == home) & (home >= 0) & (self.people != without[:, None])
        return np.asarray(mates.sum(axis=1))

    def is_valid(self) -> NDArray[np.bool_]:
        """(walkers,) whether the panel keeps every rule."""
        fits = ((self.totals >= self.types.lower) & (self.totals <= self.types.upper)).all(axis=1)
        homes = np.sort(self.home[self.people], axis=1)
        twice = (homes[:, 1:] == homes[:, :-1]) & (homes[:, 1:] >= 0)
        return np.asarray(fits & ~twice.any(axis=1))
