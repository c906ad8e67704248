"""Finds the types that are in no valid panel: by sampling, by the bound of the relaxation, by integer programs."""

from __future__ import annotations

import numpy as np

from sortition.lotteries.leximin import relaxed_leximin
from sortition.lotteries.polytope import Polytope
from sortition.lotteries.search import Neighbourhood, Search
from sortition.programs import Program, panel_program
from sortition.progress import Watch
from sortition.randomness import Source
from sortition.types import Mask, Types

SAMPLES = 4
BATCH = 128


def relaxation_closed(types: Types) -> Mask:
    """(types,) True where even the relaxation has x_t = 0: the bound proves that no panel holds the type."""
    return relaxed_leximin(Polytope.of(types)).chances <= 1e-9


def unreachable(types: Types, source: Source, watch: Watch) -> Mask:
    """(types,) True for types in no valid panel, proved for each; the pool must have a valid panel.

    Cost: a few hundred roundings show most types, then one linear and perhaps one integer program for each
    type that was not seen yet.
    """
    seen = _sampled(types, source)
    closed = np.zeros(types.count, dtype=bool)
    integer = panel_program(types)
    for place in np.flatnonzero(~seen):
        if seen[place]:
            continue
        watch.step("reach", int((seen | closed).sum()), types.count)
        panel = _panel_with(integer, types.count, int(place))
        if panel is None:
            closed[place] = True
        else:
            seen |= panel
    return closed


def _sampled(types: Types, source: Source) -> Mask:
    polytope = Polytope.of(types)
    near = Neighbourhood.of(polytope, relaxed_leximin(polytope).chances * types.sizes)
    search = Search(near, source)
    seen = np.zeros(types.count, dtype=bool)
    for _ in range(SAMPLES):
        seen[near.active[search.panels(BATCH).any(axis=0)]] = True
    return seen


def _panel_with(integer: Program, count: int, place: int) -> Mask | None:
    """The types of a panel that holds this type, or None: max x_t over all valid panels."""
    cost = np.zeros(count)
    cost[place] = 1.0
    integer.set_costs(cost)
    if not integer.solve() or integer.objective < 0.5:
        return None
    return np.asarray(integer.solution > 0.5)
