"""Chooses m panels of types by one of the objectives, with what the certificate says about them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from sortition.lotteries.branches import Prover
from sortition.lotteries.certificate import Certificate
from sortition.lotteries.levels import goldilocks, maximin
from sortition.lotteries.mixtures import Seats
from sortition.lotteries.nash import nash
from sortition.lotteries.optimum import Objective, Optimum, leximin, optimise
from sortition.lotteries.proofs import closed_tables, cut_tables, in_use, row_names, stage_proofs
from sortition.lotteries.rounding import round_to_panels
from sortition.lotteries.uniform import uniform
from sortition.lotteries.values import objective_value
from sortition.progress import Watch
from sortition.randomness import Source
from sortition.types import Floats, Types

OBJECTIVES = ("leximin", "maximin", "nash", "goldilocks", "uniform")
AGREES = 1e-6
"""Relative distance of value and bound up to which a lottery counts as proved optimal."""


@dataclass(frozen=True)
class Task:
    """What is to be chosen."""

    types: Types
    objective: str
    gamma: float
    panels: int
    source: Source
    watch: Watch


@dataclass(frozen=True)
class Choice:
    """rows: (m, seats) valid panels of types; ideal: (types,) the chances that they approximate."""

    rows: Seats
    ideal: Floats
    certificate: Certificate


def choose(task: Task) -> Choice:
    """m panels of types for the objective."""
    if not task.types.seats:
        rows = np.zeros((task.panels, 0), dtype=np.int32)
        return Choice(rows, np.zeros(task.types.count), Certificate(task.objective, "relaxation", True, 1.0, 1.0))
    return _uniform(task) if task.objective == "uniform" else _optimal(task)


def _optimal(task: Task) -> Choice:
    found = optimise(task.types, _objective(task), task.source, task.watch)
    task.watch.step("rounding")
    ideal = found.point.chances
    target = ideal * task.types.sizes
    rounded = round_to_panels(task.types, found.mixture, target, task.panels, task.source, watch=task.watch)
    return Choice(rounded.rows, ideal, _certificate(task, found, rounded.far))


def _objective(task: Task) -> Objective:
    known: dict[str, Objective] = {"leximin": leximin, "maximin": maximin, "nash": nash}
    if task.objective == "goldilocks":
        return partial(goldilocks, gamma=task.gamma)
    return known[task.objective]


def _certificate(task: Task, found: Optimum, far: int) -> Certificate:
    types, bound = task.types, found.point.value
    reached = found.mixture.expected(types.count) / types.sizes
    sizes = types.sizes.astype(float)
    value = objective_value(task.objective, task.gamma, reached, sizes, types.seats)
    gap = float(np.abs(reached - found.point.chances).max())
    polytope, stages = in_use(found.polytope, found.point.stages)
    prover = Prover(types, row_names(types))
    return Certificate(
        objective=task.objective,
        proof=found.proof,
        is_proved=abs(value - bound) <= AGREES * max(1.0, abs(bound)) and gap <= AGREES,
        value=value,
        bound=bound,
        gap=gap,
        opened=found.point.opened,
        stages=stage_proofs(types, polytope, stages),
        cuts=cut_tables(types, polytope, prover),
        closed=closed_tables(types, polytope, prover),
        tangents=found.point.tangents,
        notes=found.notes,
        diagnostics={"types_left_far": float(far)} if far else {},
    )


def _uniform(task: Task) -> Choice:
    found = uniform(task.types, task.panels, task.source, task.watch)
    smallest = float(found.chances.min())
    certificate = Certificate(
        objective=task.objective,
        proof=found.proof,
        is_proved=found.proof == "counting",
        value=smallest,
        bound=smallest,
        diagnostics=found.diagnostics,
    )
    return Choice(found.rows, found.chances, certificate)
