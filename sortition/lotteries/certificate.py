"""What proves a lottery, in numbers that another program can check."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import Any

from sortition.panels import Panels


@dataclass(frozen=True)
class StageProof:
    """One level of leximin: whoever weighs in ``weights`` (sum 1) cannot all be above ``level``.

    The multipliers y of the rows (``proofs.row_names``) and of x ≤ m (``all_of/person``) prove, by weak duality over
    all panels, that Σ_i weight_i · chance_i ≤ bound, where people of earlier levels may carry weight as well; so if
    those keep their chance, the smallest chance of the others is at most ``level``. ``held``: the people fixed at this
    level, whose weight is positive. Maximin has one such level and holds nobody. For nash and goldilocks ``level`` is
    the bound of the objective itself, and the multipliers are the prices of its dual (``certification.objectives``).
    """

    level: float
    multipliers: dict[str, float]
    held: tuple[str, ...]


@dataclass(frozen=True)
class Certificate:
    """How near the lottery is to the optimum, and why.

    proof: ``relaxation`` (the lottery reaches an upper bound of all lotteries), ``cuts`` (the same, the bound
    tightened by integer programs), ``columns`` (column generation, priced to optimality), ``counting`` (uniform,
    exact) or ``sampling`` (uniform: nothing is proved beyond what ``diagnostics`` says).
    value: the objective of the lottery before rounding; bound: what no lottery can pass; ideal: the optimal
    chance of each person; gap: the largest distance of the lottery before rounding from the ideal; opened: how
    far rows had to be opened against rounding errors of the programs; max_error, mean_error: distance of the
    m panels' chances from the ideal in units of 1/m. cuts: ``Σ weight(member) ≤ bound`` for every valid panel; closed:
    people in no valid panel; both with a tree of cases that proves them (``branches.Tree``; None where it grew too
    large). tangents: goldilocks only, the places z₀ and weights of the tangents of 1/z.
    """

    objective: str
    proof: str
    is_proved: bool
    value: float
    bound: float
    gap: float = 0.0
    opened: float = 0.0
    panels: int = 0
    max_error: float = 0.0
    mean_error: float = 0.0
    ideal: dict[str, float] = field(default_factory=dict)
    stages: tuple[StageProof, ...] = ()
    cuts: tuple[dict[str, Any], ...] = ()
    closed: tuple[dict[str, Any], ...] = ()
    tangents: tuple[tuple[float, float], ...] = ()
    notes: tuple[str, ...] = ()
    diagnostics: dict[str, float] = field(default_factory=dict)


def with_people(certificate: Certificate, ideal: dict[str, float], listed: Panels) -> Certificate:
    """The certificate with each person's ideal chance and the errors of the finished list of panels."""
    counts, total = listed.counts(), listed.total
    errors = [abs(counts[name] - chance * total) for name, chance in ideal.items()]
    return replace(
        certificate,
        panels=total,
        max_error=max(errors, default=0.0),
        mean_error=fmean(errors) if errors else 0.0,
        ideal=dict(sorted(ideal.items())),
    )
