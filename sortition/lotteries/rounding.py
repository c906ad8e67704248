"""Rounds a lottery over panels of types to m equally likely panels, with each type's total near its target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sortition.lotteries.mixtures import Mixture, Seats
from sortition.lotteries.rewriting import Rewriting
from sortition.progress import Watch
from sortition.randomness import Source
from sortition.types import Floats, Ints, Types

EFFORT = 200_000_000
"""Seats that may be looked at in each of the two kinds of replacement; large panels leave more to the programs."""
SHARP = 2.0
"""How sharply large errors are punished: the cost of an error e (seats, for one person) is cosh(2 e)."""


@dataclass(frozen=True)
class Rounded:
    """rows: (m, seats) the panels; far: types whose seats stay farther from their target than ``rewriting.NEAR``."""

    rows: Seats
    far: int


def round_to_panels(
    types: Types, mixture: Mixture, target: Floats, panels: int, source: Source, *, watch: Watch
) -> Rounded:
    """m panels of the mixture and near it; the seats of type t in all of them are near m · target_t.

    First each panel of the mixture gets ⌊m λ⌋ or ⌈m λ⌉ copies (systematic sampling: m λ expected). Then single
    panels of the list are replaced by others of the mixture as long as that lowers Σ_t m_t cosh(2 e_t / √m_t)
    for the errors e_t = seats − m · target_t. Types still far from their target are mended by integer programs, which
    find other valid panels than the mixture's. Cost: at most ``EFFORT``, and ``rewriting.MOST_PROGRAMS`` programs.
    """
    edges = np.cumsum(mixture.weights) / mixture.weights.sum() * panels
    wanted = np.arange(panels) + source.floats(1)[0]
    chosen = np.minimum(np.searchsorted(edges, wanted, side="right"), len(edges) - 1)
    work = _Replacements(types, mixture.seats, chosen, target * panels)
    work.descend(EFFORT // (mixture.seats.size + panels * types.seats))
    if mixture.seats.size * panels <= EFFORT:
        work.sweep(np.argsort(source.floats(panels)))
    seats = mixture.seats[work.chosen]
    far = Rewriting(types, seats, target * panels, source, watch).run()
    return Rounded(np.sort(seats, axis=1), far)


class _Replacements:
    """chosen: (m,) numbers of panels in the list; error: (types,) seats above the target."""

    def __init__(self, types: Types, seats: Seats, chosen: Ints, goal: Floats) -> None:
        self.seats, self.chosen = seats, chosen
        self.scale = SHARP / np.sqrt(types.sizes)
        self.weight = types.sizes.astype(float)
        self.error = np.bincount(seats[chosen].ravel(), minlength=types.count) - goal

    def cost(self, error: Floats) -> Floats:
        """(types,) the cost of each type's error; held finite for lists that start far away."""
        return self.weight * np.cosh(np.minimum(np.abs(self.scale * error), 30.0))

    def descend(self, steps: int) -> None:
        """Add the panel that helps most, take out the one that hurts most, until that no longer pays."""
        for _ in range(min(steps, 4000)):
            coming = int(np.argmin(self._change(self.error, +1)[self.seats].sum(axis=1)))
            error = self._moved(self.error, coming, +1)
            leaving = int(np.argmin(self._change(error, -1)[self.seats[self.chosen]].sum(axis=1)))
            if not self._replace(leaving, coming):
                return

    def sweep(self, order: Ints) -> None:
        """The best replacement of each panel of the list in turn, where it pays."""
        for leaving in order.tolist():
            error = self._moved(self.error, int(self.chosen[leaving]), -1)
            coming = int(np.argmin(self._change(error, +1)[self.seats].sum(axis=1)))
            self._replace(leaving, coming)

    def _change(self, error: Floats, step: int) -> Floats:
        """(types,) what one seat more (or less) of each type costs."""
        return self.cost(error + step) - self.cost(error)

    def _moved(self, error: Floats, panel: int, step: int) -> Floats:
        return error + step * np.bincount(self.seats[panel], minlength=len(error))

    def _replace(self, leaving: int, coming: int) -> bool:
        """Replace the panel in place ``leaving`` of the list if that lowers the cost; whether it did."""
        error = self._moved(self._moved(self.error, int(self.chosen[leaving]), -1), coming, +1)
        if self.cost(error).sum() >= self.cost(self.error).sum() * (1 - 1e-12):
            return False
        self.error = error
        self.chosen[leaving] = coming
        return True
