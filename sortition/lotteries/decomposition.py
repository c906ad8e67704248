"""Writes a point of the relaxation as a lottery over valid panels: halve, search, mix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sortition.lotteries.mixtures import Mixer, Mixture, seats_of
from sortition.lotteries.polytope import Polytope
from sortition.lotteries.search import Neighbourhood, Search
from sortition.progress import Watch
from sortition.randomness import Source
from sortition.types import Floats

REACHED = 1 - 1e-9
TINY = 1e-10
LEAF, DENSE_LEAF = 300, 250
"""Points with more types than this are halved first: programs of this size take milliseconds. Panels of many seats
make dense columns, for which smaller programs pay; but the smaller the leaf, the harder its panels are to find."""
DENSE = 60
"""Panels of so many seats are searched widely from the start; those of fewer seats only when the search stalls."""
PATIENCE = 6
"""Rounds without progress before the search gives up; narrow and wide searches take turns in them."""
WALKERS = 300


@dataclass
class _Progress:
    watch: Watch
    total: float
    done: float = 0.0

    def advance(self, types: float) -> None:
        self.done += types
        self.watch.step("decomposition", min(int(self.done), int(self.total)), int(self.total))


def decompose(polytope: Polytope, x: Floats, source: Source, watch: Watch) -> Mixture | None:
    """A lottery with the expected seats x: (types,), or None when the search does not find one.

    None proves nothing; ``exact`` decides then. Cost: about T/220 small programs and 3·T repaired roundings for
    T types, so it grows in proportion to the types.
    """
    x = np.where(x > TINY, x, 0.0)
    return _decompose(polytope, x, source, _Progress(watch, float((x > 0).sum())))


def _decompose(polytope: Polytope, x: Floats, source: Source, progress: _Progress) -> Mixture | None:
    size = _free(polytope, x)
    leaf = LEAF if polytope.types.seats < DENSE else DENSE_LEAF
    if size <= leaf:
        progress.advance(size)
        return mix(polytope, x, source, progress.watch)
    first, second = halve(polytope, x, source)
    if max(_free(polytope, first), _free(polytope, second)) < size:
        halves = [_decompose(polytope, half, source, progress) for half in (first, second)]
        if halves[0] is not None and halves[1] is not None:
            return Mixture.joined([(0.5, halves[0]), (0.5, halves[1])])
    return mix(polytope, x, source, progress.watch) if size <= 4 * leaf else None


def _free(polytope: Polytope, x: Floats) -> int:
    """How many types are not always there in full: the size of the program that mixes panels into x."""
    return int(((x > 0) & (x < polytope.types.sizes - TINY)).sum())


def halve(polytope: Polytope, x: Floats, source: Source) -> tuple[Floats, Floats]:
    """Two points a, b of the relaxation with x = (a + b)/2 and about half as many types each.

    a is a vertex, in a random direction, of {a : a and 2x − a both keep all rows and bounds}: all but as many
    types as there are rows sit at a bound, which is 0 for a or for b unless the type is nearly full.
    """
    sizes = polytope.types.sizes.astype(float)
    lower, upper = polytope.row_bounds()
    here = polytope.row_values(x)
    program = polytope.program()
    program.set_column_bounds(np.maximum(0.0, 2 * x - sizes), np.minimum(2 * x, sizes))
    program.set_row_bounds(
        np.minimum(here, np.maximum(lower, 2 * here - upper)),
        np.maximum(here, np.minimum(upper, 2 * here - lower)),
    )
    program.set_costs(source.floats(len(x)) - 0.5)
    if not program.solve():
        return x, x
    first = np.clip(program.solution, 0.0, np.minimum(2 * x, sizes))
    second = 2 * x - first
    return np.where(first > TINY, first, 0.0), np.where(second > TINY, second, 0.0)


def mix(
    polytope: Polytope, x: Floats, source: Source, watch: Watch, rounds: int = 150
) -> Mixture | None:
    """Search and mix until x is reached: roundings of x first, then exchanges towards the duals' prices."""
    near = Neighbourhood.of(polytope, x * (polytope.types.seats / x.sum()))
    if (near.floor > 0).all():  # x is a panel itself: all of these types, in full
        return Mixture(seats_of(near.floor[None, :].astype(np.int16), near.active), np.ones(1))
    search = Search(near, source)
    mixer = Mixer(near.x, near.floor > 0)
    mixer.add(search.panels(2 * int((near.floor == 0).sum()) + 20))
    stalled, before, prices = 0, 0.0, None
    while mixer.panels and stalled < PATIENCE and rounds:
        watch.step("decomposition")
        reached = mixer.solve()
        if reached >= REACHED:
            is_used = mixer.weights > 1e-13
            weights = mixer.weights[is_used]
            counts = np.array(mixer.panels)[is_used]
            return Mixture(seats_of(counts, near.active), weights / weights.sum())
        stalled = stalled + 1 if reached < before + 1e-7 else 0
        before = reached
        rounds -= 1
        is_wide = (near.seats >= DENSE) != (stalled % 2 == 1)
        prices = mixer.prices if prices is None or is_wide else (prices + mixer.prices) / 2
        _improve(mixer, search, prices, is_wide)
    return None


def _improve(mixer: Mixer, search: Search, prices: Floats, is_wide: bool) -> None:
    """Add panels that the duals call cheap, searched at ``prices``. In narrow searches these are the mean of the duals
    so far, the newest weighing most: they jump less than the duals themselves, which saves rounds."""
    counts = np.array(mixer.panels)[mixer.weights > 1e-12]
    starts = np.tile(counts, (max(1, round(WALKERS / len(counts))), 1))
    found = search.better(starts, prices, is_wide=is_wide)
    mixer.add(found[found @ mixer.prices < 1 - 1e-9])
