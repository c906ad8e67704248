"""Finds the types that are in no valid panel: by sampling, by the bound of the relaxation, by integer programs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sortition.lotteries.leximin import relaxed_leximin
from sortition.lotteries.polytope import Polytope
from sortition.lotteries.search import Neighbourhood, Search
from sortition.programs import Program, panel_program
from sortition.progress import Watch
from sortition.randomness import Source
from sortition.types import Mask, Types

SAMPLES = 4
TRIES = 6
BATCH = 128


def relaxation_closed(types: Types) -> Mask:
    """(types,) True where even the relaxation has x_t = 0: the bound proves that no panel holds the type."""
    return relaxed_leximin(Polytope.of(types)).chances <= 1e-9


def unreachable(types: Types, source: Source, watch: Watch) -> Mask:
    """(types,) True for types in no valid panel, proved for each; the pool must have a valid panel.

    Cost: a few hundred roundings show most types, roundings that hold one of the others show nearly all of these;
    then one linear and perhaps one integer program for each type that is still missing.
    """
    seen = _sampled(types, source, watch)
    closed = np.zeros(types.count, dtype=bool)
    linear, integer = (panel_program(types, is_integer=kind) for kind in (False, True))
    for place in np.flatnonzero(~seen):
        if seen[place]:
            continue
        watch.step("reach", int((seen | closed).sum()), types.count)
        panel = _panel_with(linear, types, int(place)) and _panel_with(integer, types, int(place))
        if panel is None:
            closed[place] = True
        else:
            seen |= panel.mask
    return closed


def _sampled(types: Types, source: Source, watch: Watch) -> Mask:
    polytope = Polytope.of(types)
    near = Neighbourhood.of(polytope, relaxed_leximin(polytope).chances * types.sizes)
    search = Search(near, source)
    seen = np.zeros(types.count, dtype=bool)
    for _ in range(SAMPLES):
        seen[near.active[search.panels(BATCH).any(axis=0)]] = True
    for _ in range(TRIES):
        missing = np.flatnonzero(~seen[near.active])
        for start in range(0, len(missing), BATCH):
            watch.step("reach", int(seen.sum()), types.count)
            seen[near.active[search.holding(missing[start : start + BATCH]).any(axis=0)]] = True
    return seen


@dataclass(frozen=True)
class _Found:
    """The types that a solution holds."""

    mask: Mask


def _panel_with(program: Program, types: Types, place: int) -> _Found | None:
    """A point of the program that holds one of this type at least, or None: what is asked is only whether it exists."""
    lower = np.zeros(types.count)
    lower[place] = 1.0
    program.set_column_bounds(lower, types.sizes.astype(float))
    return _Found(program.solution > 0.5) if program.solve() else None
