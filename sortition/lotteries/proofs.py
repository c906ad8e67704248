"""The optimiser's duals in the words of the certificate: names of quotas and people instead of row numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from sortition.lotteries.certificate import StageProof
from sortition.lotteries.leximin import Stage
from sortition.lotteries.polytope import Polytope
from sortition.types import Types


def row_names(types: Types, polytope: Polytope) -> list[str]:
    """(rows,) the name of each row: seats, quota/feature/value, household/number, cut/number."""
    quotas = [f"quota/{q.feature}/{q.value}" for q in types.quotas]
    homes = [f"household/{number}" for number in range(len(types.caps))]
    return ["seats", *quotas, *homes, *(f"cut/{number}" for number in range(len(polytope.cuts)))]


def stage_proofs(types: Types, polytope: Polytope, stages: tuple[Stage, ...]) -> tuple[StageProof, ...]:
    """The levels of leximin with their multipliers; zeros are left out."""
    names = row_names(types, polytope)
    return tuple(_proof(types, names, stage) for stage in stages)


def _proof(types: Types, names: list[str], stage: Stage) -> StageProof:
    multipliers = {
        name: float(dual) for name, dual in zip(names, stage.duals, strict=True) if abs(dual) > 1e-15
    }
    for place in np.flatnonzero(np.abs(stage.cap_duals) > 1e-15):
        multipliers[f"all_of/{types.members[place][0]}"] = float(stage.cap_duals[place])
    held = [name for place in np.flatnonzero(stage.fixed) for name in types.members[place]]
    return StageProof(stage.level, multipliers, tuple(sorted(held)))


def cut_tables(types: Types, polytope: Polytope) -> tuple[dict[str, Any], ...]:
    """Each cut as ``Σ weight(person) ≤ bound`` over the people of any valid panel."""
    return tuple(
        {
            "bound": cut.bound,
            "weights": {
                name: float(cut.weights[place])
                for place in np.flatnonzero(np.abs(cut.weights) > 1e-15)
                for name in types.members[place]
            },
        }
        for cut in polytope.cuts
    )
