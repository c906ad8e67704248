"""The optimiser's duals in the words of the certificate: names of quotas and people instead of row numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sortition.lotteries.branches import Prover
from sortition.lotteries.certificate import StageProof
from sortition.lotteries.leximin import Stage
from sortition.lotteries.polytope import Polytope
from sortition.types import Types

ALMOST_ONE = 0.999
"""Seats are whole: whoever has at most so many has none."""


def row_names(types: Types) -> list[str]:
    """(rows,) the name of each row: seats, quota/feature/value, household/person – the households like this person's,
    each of which may have one member."""
    first = {int(group): types.members[place][0] for place, group in reversed(list(enumerate(types.group)))}
    quotas = [f"quota/{q.feature}/{q.value}" for q in types.quotas]
    return ["seats", *quotas, *(f"household/{first[number]}" for number in range(len(types.caps)))]


def stage_proofs(types: Types, polytope: Polytope, stages: tuple[Stage, ...]) -> tuple[StageProof, ...]:
    """The levels with their multipliers; zeros are left out."""
    names = [*row_names(types), *(f"cut/{number}" for number in range(len(polytope.cuts)))]
    return tuple(_proof(types, names, stage) for stage in stages)


def in_use(polytope: Polytope, stages: tuple[Stage, ...]) -> tuple[Polytope, tuple[Stage, ...]]:
    """Without the cuts that no stage has a multiplier for: they need no proof."""
    first = len(polytope.row_bounds()[0]) - len(polytope.cuts)
    used = [n for n in range(len(polytope.cuts)) if any(abs(stage.duals[first + n]) > 1e-15 for stage in stages)]
    rows = np.array([*range(first), *(first + n for n in used)], dtype=np.int64)
    cuts = tuple(polytope.cuts[n] for n in used)
    return replace(polytope, cuts=cuts), tuple(replace(stage, duals=stage.duals[rows]) for stage in stages)


def _proof(types: Types, names: list[str], stage: Stage) -> StageProof:
    multipliers = {
        name: float(dual) for name, dual in zip(names, stage.duals, strict=True) if abs(dual) > 1e-15
    }
    for place in np.flatnonzero(np.abs(stage.cap_duals) > 1e-15):
        multipliers[f"all_of/{types.members[place][0]}"] = float(stage.cap_duals[place])
    held = [name for place in np.flatnonzero(stage.fixed) for name in types.members[place]]
    return StageProof(stage.level, multipliers, tuple(sorted(held)))


def cut_tables(types: Types, polytope: Polytope, prover: Prover) -> tuple[dict[str, Any], ...]:
    """Each cut as ``Σ weight(person) ≤ bound`` over the people of any valid panel, with its proof."""
    return tuple(
        {
            "bound": cut.bound,
            "weights": {
                name: float(cut.weights[place])
                for place in np.flatnonzero(np.abs(cut.weights) > 1e-15)
                for name in types.members[place]
            },
            "proof": prover.prove(cut.weights, cut.bound),
        }
        for cut in polytope.cuts
    )


def closed_tables(types: Types, polytope: Polytope, prover: Prover) -> tuple[dict[str, Any], ...]:
    """The people of each closed type, with the proof that fewer than one of them is on any panel."""
    found = []
    for place in np.flatnonzero(polytope.closed):
        one = (np.arange(types.count) == place).astype(float)
        found.append({"people": list(types.members[place]), "proof": prover.prove(one, ALMOST_ONE)})
    return tuple(found)
