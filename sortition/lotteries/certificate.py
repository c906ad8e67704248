"""What proves a lottery, in numbers that another program can check."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class StageProof:
    """One level of leximin: whoever weighs in ``weights`` (sum 1) cannot all be above ``level``.

    The multipliers y of the rows and of x ≤ m prove, by weak duality over all panels, that
    Σ_i weight_i · chance_i ≤ bound, where people of earlier levels may carry weight as well; so if those keep their
    chance, the smallest chance of the others is at most ``level``. ``held``: the people fixed at this level.
    """

    level: float
    multipliers: dict[str, float]
    held: tuple[str, ...]


@dataclass(frozen=True)
class Certificate:
    """How near the lottery is to the optimum, and why.

    proof: ``relaxation`` (the lottery reaches an upper bound of all lotteries), ``cuts`` (the same, the bound
    tightened by integer programs), ``columns`` (classical column generation, priced to optimality), ``sampling``
    (uniform: nothing is proved beyond what ``diagnostics`` says) or ``counting`` (uniform: exact).
    ideal: the optimal chance of each person before rounding to m panels; bound: the objective's proved bound;
    gap: the largest distance of the lottery before rounding from the ideal; opened: how far rows had to be
    opened against rounding errors of the programs; max_error, mean_error: distance of the m panels' chances
    from the ideal in units of 1/m.
    """

    objective: str
    proof: str
    is_proved: bool
    value: float
    bound: float
    gap: float
    opened: float
    panels: int
    max_error: float
    mean_error: float
    ideal: dict[str, float]
    stages: tuple[StageProof, ...] = ()
    cuts: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    diagnostics: dict[str, float] = field(default_factory=dict)
