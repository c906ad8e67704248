"""The uniform lottery: every valid panel equally likely, counted where possible, else sampled by a walk."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sortition.errors import Impossible
from sortition.lotteries.counting import count_panels, even_panels
from sortition.lotteries.leximin import relaxed_leximin
from sortition.lotteries.mixtures import Seats, seats_of
from sortition.lotteries.polytope import Polytope
from sortition.lotteries.search import Neighbourhood, Search
from sortition.lotteries.walk import walk
from sortition.programs import panel_program
from sortition.progress import Watch
from sortition.randomness import Source
from sortition.types import Floats, Types


@dataclass(frozen=True)
class Uniform:
    """rows: (m, seats) panels of types; chances: (types,) exact where counted, else estimated."""

    rows: Seats
    chances: Floats
    proof: str
    diagnostics: dict[str, float] = field(default_factory=dict)


def uniform(types: Types, panels: int, source: Source, watch: Watch) -> Uniform:
    """``panels`` valid panels. Source of the objective: de Azevedo, Gölz 2026.

    Where dynamic programming counts all valid panels (few features, or few people), the result is exact: proof
    ``counting``. Otherwise random walks sample them, proof ``sampling``, which proves nothing: see ``walk``.
    """
    watch.step("counting")
    counted = count_panels(types)
    if counted is not None:
        rows = even_panels(counted, panels, source)
        return Uniform(rows, counted.chances(), "counting", {"valid_panels": float(counted.total)})
    walked = walk(types, _starts(types, panels, source), source, watch)
    return Uniform(walked.kinds, walked.chances, "sampling", walked.diagnostics)


def _starts(types: Types, panels: int, source: Source) -> Seats:
    """(m, seats) valid panels to walk from: repaired roundings, or one panel of an integer program."""
    polytope = Polytope.of(types)
    near = Neighbourhood.of(polytope, relaxed_leximin(polytope).chances * types.sizes)
    found = seats_of(Search(near, source).panels(min(panels, 256)), near.active)
    if not len(found):
        program = panel_program(types)
        if not program.solve():
            raise Impossible("no_valid_panel", seats=types.seats)
        counts = np.rint(program.solution).astype(np.int16)[None, :]
        found = seats_of(counts, np.arange(types.count))
    return found[np.arange(panels) % len(found)]
