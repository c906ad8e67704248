"""The last step of rounding: whole panels are rewritten by integer programs where a type stays far from its target."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sortition.errors import NumericalTrouble
from sortition.lotteries.mixtures import Seats
from sortition.programs import Program, add_type_columns, add_type_rows
from sortition.progress import Watch
from sortition.randomness import Source
from sortition.types import Floats, Ints, Mask, Types

NEAR = 1.2
"""In panels a person: types that may be farther from their target than this are worth an integer program."""
SHARP = 4.0
"""How sharply large errors are punished: an error of e seats costs cosh(4 e)."""
MOST_PROGRAMS = 400
ROUNDS = ((200, 6), (1000, 15))
"""How many types that lack seats most may come into a panel, and how many panels are tried for one type, before it is
left for the next round."""
ENOUGH = 0.3
"""The share of what the mended type gains at which a program may stop: any rewriting that pays is good."""


class Rewriting:
    """seats: (m, seats) valid panels, changed in place and always valid; error: (types,) seats above the goal."""

    def __init__(self, types: Types, seats: Seats, goal: Floats, source: Source, watch: Watch) -> None:
        self.types, self.seats, self.source, self.watch = types, seats, source, watch
        self.error = np.bincount(seats.ravel(), minlength=types.count) - goal
        self.left = MOST_PROGRAMS
        self.needy, self.tries = ROUNDS[0]

    def run(self) -> int:
        """Mend the farthest types one by one; how many stay far, because nothing helped or the programs ran out."""
        for self.needy, self.tries in ROUNDS:
            given_up = np.zeros(self.types.count, dtype=bool)
            while (distance := np.where(given_up, 0.0, self._distance())).max() > NEAR:
                place = int(np.argmax(distance))
                given_up[place] = not self._mend(place)
        return int((self._distance() > NEAR).sum())

    def _distance(self) -> Floats:
        """(types,) how far a person's panels may be from the ideal: dealing adds less than one where there are more."""
        return np.asarray(1.0 + (np.abs(self.error) - 1.0) / self.types.sizes)

    def _mend(self, place: int) -> bool:
        """Rewrite one panel so that this type comes nearer and the sum of all costs falls."""
        held = (self.seats == place).sum(axis=1)
        where = np.flatnonzero(held > 0 if self.error[place] > 0 else held < self.types.sizes[place])
        surplus = self.error[self.seats[where]].sum(axis=1) + 3.0 * self.source.floats(len(where))
        for panel in where[np.argsort(-surplus)][: self.tries].tolist():
            if not self.left:
                return False
            self.left -= 1
            self.watch.step("rounding")
            if self._rewrite(panel, place):
                return True
        return False

    def _rewrite(self, panel: int, place: int) -> bool:
        """One program: each type of surplus may lose a seat, each needy type may gain one, ``place`` must.

            min Σ_t (cost of t's error after − before)   s.t.   the rows of a panel,

        a linear program in whole numbers, as each type moves by one seat in one direction at most.
        """
        row = np.bincount(self.seats[panel], minlength=self.types.count)
        loses, gains = self._movable(row, place)
        near = np.flatnonzero((row > 0) | gains)
        lower, upper = row - loses, row + gains
        if self.error[place] > 0:
            upper[place] = lower[place]
        else:
            lower[place] = upper[place]
        step = gains[near].astype(float) - loses[near]
        price = (self._cost(self.error[near] + step) - self._cost(self.error[near])) * step
        gain = float(price[near == place][0] * step[near == place][0])
        target = float(price @ row[near]) + ENOUGH * gain
        found = self._solved(near, price, lower[near], upper[near], target)
        if found is None or float(price @ (found - row[near])) >= 0:
            return False
        self.error[near] += found - row[near]
        self.seats[panel] = np.repeat(near, found)
        return True

    def _movable(self, row: Ints, place: int) -> tuple[Mask, Mask]:
        """(types,) which may leave the panel, and which may come in."""
        loses = (row > 0) & (self.error > 0)
        needy = np.argsort(self.error + 0.3 * self.source.floats(len(row)), kind="stable")[: self.needy]
        gains = np.zeros(len(row), dtype=bool)
        gains[needy] = self.error[needy] < 0
        gains[place] = self.error[place] < 0
        return loses, gains & (row < self.types.sizes)

    def _cost(self, error: Floats) -> Floats:
        return np.cosh(np.minimum(SHARP * np.abs(error), 60.0))

    def _solved(self, near: Ints, price: Floats, lower: Ints, upper: Ints, target: float) -> Ints | None:
        """(near,) the seats of each type in the new panel, None where there is none."""
        types = self.types
        few = replace(
            types,
            members=tuple(types.members[place] for place in near),
            homes=tuple(types.homes[place] for place in near),
            values=types.values[near],
            group=types.group[near],
        )
        program = Program(is_integer=True)
        add_type_rows(program, few)
        add_type_columns(program, few, price, lower.astype(float), upper.astype(float))
        program.stop_at(target)
        program.highs.setOptionValue("mip_max_nodes", 500)
        try:
            return np.rint(program.solution).astype(np.int64) if program.solve() else None
        except NumericalTrouble:  # the limit of nodes
            return None
