"""The optimal lottery over panels of types for one objective, with the reason why it is optimal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sortition.errors import NumericalTrouble
from sortition.lotteries.decomposition import decompose
from sortition.lotteries.exact import meet
from sortition.lotteries.leximin import Stage, relaxed_leximin
from sortition.lotteries.mixtures import Mixture
from sortition.lotteries.polytope import Polytope
from sortition.lotteries.reach import relaxation_closed, unreachable
from sortition.progress import Watch
from sortition.randomness import Source
from sortition.types import Floats, Types


@dataclass(frozen=True)
class Point:
    """An optimal point of a relaxation. chances: (types,); value: the objective there, a bound for all lotteries.

    stages: the multipliers that prove it; tangents: (z₀, weight) of goldilocks' tangents of 1/z.
    """

    chances: Floats
    value: float
    stages: tuple[Stage, ...] = ()
    opened: float = 0.0
    tangents: tuple[tuple[float, float], ...] = ()


Objective = Callable[[Polytope], Point]


@dataclass(frozen=True)
class Optimum:
    """An optimal lottery. proof: see ``Certificate``; ``point`` is the bound that ``mixture`` reaches."""

    polytope: Polytope
    point: Point
    mixture: Mixture
    proof: str
    notes: tuple[str, ...] = ()


def leximin(polytope: Polytope) -> Point:
    """The leximin point; its value is the smallest chance of types that are not closed by the bound."""
    relaxed = relaxed_leximin(polytope)
    positive = relaxed.chances[relaxed.chances > 1e-9]
    smallest = float(positive.min()) if len(positive) else 0.0
    return Point(relaxed.chances, smallest, relaxed.stages, relaxed.opened)


def optimise(types: Types, objective: Objective, source: Source, watch: Watch) -> Optimum:
    """The fast path, and the exact path where the fast one finds no lottery for its point."""
    notes: tuple[str, ...] = ()
    try:
        return _fast(types, objective, source, watch)
    except NumericalTrouble as trouble:
        notes = (f"fast_path:{trouble.code}",)
    closed = unreachable(types, source, watch)
    points: dict[bytes, Point] = {}

    def expected_seats(polytope: Polytope) -> Floats:
        point = objective(polytope)
        seats: Floats = point.chances * types.sizes
        points[seats.tobytes()] = point
        return seats

    met = meet(Polytope.of(types).with_closed(closed), expected_seats, source, watch)
    return Optimum(met.polytope, points[met.x.tobytes()], met.mixture, "cuts", notes)


def _fast(types: Types, objective: Objective, source: Source, watch: Watch) -> Optimum:
    watch.step("relaxation")
    polytope = Polytope.of(types)
    if objective is not leximin:  # leximin fixes such people at level 0 itself, with a proof for the certificate
        polytope = polytope.with_closed(relaxation_closed(types))
    point = objective(polytope)
    mixture = decompose(polytope, point.chances * types.sizes, source, watch)
    if mixture is None:
        raise NumericalTrouble("no_decomposition_found")
    chances = mixture.expected(types.count) / types.sizes
    gap = float(np.abs(chances - point.chances).max())
    if gap > 1e-7:
        raise NumericalTrouble("decomposition_inexact", gap=gap)
    return Optimum(polytope, point, mixture, "relaxation")
