"""An irreducible set of quotas that cannot be kept together: drop any one of them and a panel exists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from sortition.errors import NumericalTrouble
from sortition.programs import INFINITY, Program, panel_program
from sortition.types import Floats, Types

PATIENCE = 10.0
"""Seconds for one integer program; a bound that could not be decided in that time stays in the set."""


@dataclass(frozen=True)
class Bound:
    """One side of one quota: ``side`` is "min" or "max", ``number`` the quota's figure, ``available`` the people
    of the pool who have the value."""

    feature: str
    value: str
    side: str
    number: int
    available: int


@dataclass(frozen=True)
class Conflict:
    """Bounds (and perhaps the rule of one member a household) that no panel keeps together with the seats.

    is_irreducible: False only if an integer program took too long to decide on some member of the set.
    """

    bounds: tuple[Bound, ...]
    with_households: bool
    is_irreducible: bool


Element = tuple[str, int]


def irreducible_conflict(types: Types) -> Conflict:
    """The conflict in an infeasible pool, by deletion filtering (Chinneck, Dravnieks 1991).

    Elements are dropped one after the other; what can be dropped while no panel exists stays dropped. The
    linear relaxation, if it is infeasible itself, drops most of them quickly; integer programs decide the rest.
    Cost: at most two small integer programs for each quota.
    """
    elements: list[Element] = [("homes", 0)] if len(types.caps) else []
    elements += [("max", place) for place in range(len(types.quotas))]
    elements += [("min", place) for place in range(len(types.quotas))]
    linear = _Tester(types, panel_program(types, is_integer=False))
    if linear.is_infeasible(elements):
        elements = _filtered(elements, linear.is_infeasible)
    integer = _Tester(types, panel_program(types))
    elements = _filtered(elements, integer.is_infeasible)
    available = types.incidence @ types.sizes
    bounds = tuple(
        Bound(q.feature, q.value, side, getattr(q, side), int(available[place]))
        for side, place in sorted(elements, key=lambda e: e[1])
        if side != "homes"
        for q in [types.quotas[place]]
    )
    return Conflict(bounds, ("homes", 0) in elements, not integer.has_given_up)


def _filtered(elements: list[Element], is_infeasible: Callable[[Iterable[Element]], bool]) -> list[Element]:
    kept = list(elements)
    for element in elements:
        without = [e for e in kept if e != element]
        if is_infeasible(without):
            kept = without
    return kept


class _Tester:
    def __init__(self, types: Types, program: Program) -> None:
        self.types, self.program = types, program
        self.has_given_up = False
        program.highs.setOptionValue("time_limit", PATIENCE)

    def is_infeasible(self, elements: Iterable[Element]) -> bool:
        """Whether no panel keeps these elements and the seats; False where that could not be decided."""
        self.program.set_row_bounds(*self._bounds(set(elements)))
        try:
            return not self.program.solve()
        except NumericalTrouble:
            self.has_given_up = True
            return False

    def _bounds(self, active: set[Element]) -> tuple[Floats, Floats]:
        types, quotas = self.types, len(self.types.quotas)
        lower = np.full(1 + quotas + len(types.caps), -INFINITY)
        upper = np.full(len(lower), INFINITY)
        lower[0] = upper[0] = types.seats
        for side, place in active:
            if side == "min":
                lower[1 + place] = types.lower[place]
            elif side == "max":
                upper[1 + place] = types.upper[place]
            else:
                upper[1 + quotas :] = types.caps
        return lower, upper
