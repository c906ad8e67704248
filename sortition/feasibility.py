"""Whether a valid panel exists, and if not, why; who can be in none; what the chances will look like."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from sortition.conflicts import Conflict, irreducible_conflict
from sortition.errors import SortitionError
from sortition.households import Lookalikes, lookalike_addresses
from sortition.lotteries.leximin import relaxed_leximin
from sortition.lotteries.polytope import Polytope
from sortition.lotteries.reach import unreachable
from sortition.pool import Pool
from sortition.programs import panel_program
from sortition.progress import Cancel, Progress, Watch
from sortition.quotas import Quota, Quotas
from sortition.randomness import Source
from sortition.recruitment import Recruitment, fewest_recruits
from sortition.repairs import Relaxation, cheapest_relaxation
from sortition.types import Excluded, Types


@dataclass(frozen=True)
class Shortage:
    """A value of which the pool holds fewer people than the quota's minimum."""

    feature: str
    value: str
    min: int
    available: int


@dataclass(frozen=True)
class Feasibility:
    """The answer of ``check``.

    faults: features whose minima or maxima do not fit the seats; shortages: values with too few people;
    conflict, relaxation, recruitment: only where no panel exists (None where there is nothing to say).
    unreachable: people in no valid panel, with the reason; certain: people whose best chance is 1;
    smallest, largest: the chances of leximin's bound, which the lottery nearly always reaches;
    lookalikes: addresses that may be the same household, for review.
    """

    feasible: bool
    people: int
    seats: int
    faults: tuple[SortitionError, ...]
    shortages: tuple[Shortage, ...]
    conflict: Conflict | None
    relaxation: Relaxation | None
    recruitment: Recruitment | None
    unreachable: tuple[Excluded, ...]
    certain: tuple[str, ...]
    smallest: float
    largest: float
    lookalikes: tuple[Lookalikes, ...]


def has_panel(types: Types) -> bool:
    """Whether some panel keeps all quotas and households (one integer program)."""
    if types.count == 0 or (types.lower > types.upper).any():
        return types.seats == 0 and not (types.lower > 0).any()
    return panel_program(types).solve()


def check(
    pool: Pool,
    quotas: Quotas,
    seats: int,
    *,
    include: Collection[str] = (),
    exclude: Collection[str] = (),
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Feasibility:
    """Everything to be said before a draw. Raises ``InputError`` for bad input, ``Cancelled``."""
    watch = Watch(progress, cancel)
    watch.step("types")
    types, excluded = Types.of(pool, quotas, seats, include=include, exclude=exclude)
    watch.step("feasibility")
    shared = {
        "people": len(pool.ids),
        "seats": seats,
        "shortages": _shortages(pool, quotas),
        "lookalikes": lookalike_addresses(pool),
    }
    if quotas.faults_for(seats) or not has_panel(types):
        return _impossible(pool, quotas, seats, include, exclude, watch, shared)
    return _possible(types, excluded, watch, shared)


def cheapest_change(
    pool: Pool, quotas: Quotas, seats: int, *, include: Collection[str] = (), exclude: Collection[str] = ()
) -> Relaxation | None:
    """The cheapest change of the quotas alone, without the rest of ``check``; for quotas that no panel keeps.

    It mends sums that do not fit the seats as well; where nobody has registered yet, ``fitting_sums`` does.
    """
    return cheapest_relaxation(_types_of_everybody(pool, quotas, seats, include, exclude))


def _possible(
    types: Types, excluded: tuple[Excluded, ...], watch: Watch, shared: dict[str, object]
) -> Feasibility:
    closed = unreachable(types, Source(b"reach"), watch) if types.count else np.zeros(0, dtype=bool)
    never = [Excluded(name, "in_no_valid_panel", {}) for t in np.flatnonzero(closed) for name in types.members[t]]
    chances = relaxed_leximin(Polytope.of(types).with_closed(closed)).chances
    sure = [name for t in np.flatnonzero(chances >= 1 - 1e-9) for name in types.members[t]]
    open_chances = chances[~closed] if (~closed).any() else np.ones(1)
    return Feasibility(
        feasible=True,
        faults=(),
        conflict=None,
        relaxation=None,
        recruitment=None,
        unreachable=tuple(sorted((*excluded, *never), key=lambda person: person.id)),
        certain=tuple(sorted((*sure, *types.included))),
        smallest=float(open_chances.min()),
        largest=float(open_chances.max()),
        **shared,  # type: ignore[arg-type]  # the fields common to both answers
    )


def _impossible(
    pool: Pool,
    quotas: Quotas,
    seats: int,
    include: Collection[str],
    exclude: Collection[str],
    watch: Watch,
    shared: dict[str, object],
) -> Feasibility:
    types = _types_of_everybody(pool, quotas, seats, include, exclude)
    watch.step("conflict")
    conflict = irreducible_conflict(types)
    watch.step("cheapest_relaxation")
    relaxation = cheapest_relaxation(types)
    watch.step("fewest_recruits")
    recruitment = fewest_recruits(types)
    return Feasibility(
        feasible=False,
        faults=quotas.faults_for(seats),
        conflict=conflict,
        relaxation=relaxation,
        recruitment=recruitment,
        unreachable=(),
        certain=(),
        smallest=0.0,
        largest=0.0,
        **shared,  # type: ignore[arg-type]  # the fields common to both answers
    )


def _types_of_everybody(
    pool: Pool, quotas: Quotas, seats: int, include: Collection[str], exclude: Collection[str]
) -> Types:
    """The types without leaving out people whose value has no seats: a relaxation may give it some."""
    wide = Quotas(tuple(Quota(q.feature, q.value, 0, max(seats, len(include) + 1)) for q in quotas.quotas))
    types, _ = Types.of(pool, wide, seats, include=include, exclude=exclude)
    asked = {(q.feature, q.value): q for q in quotas.quotas}
    ordered = tuple(asked[q.feature, q.value] for q in types.quotas)
    taken = np.array([wide.quotas[0].max - upper for upper in types.upper])
    lower = np.maximum(0, np.array([q.min for q in ordered]) - taken)
    return replace(types, quotas=ordered, lower=lower, upper=np.array([q.max for q in ordered]) - taken)


def _shortages(pool: Pool, quotas: Quotas) -> tuple[Shortage, ...]:
    places = np.array(pool.codes(quotas)).ravel()
    available = np.bincount(places, minlength=len(quotas.quotas))
    return tuple(
        Shortage(q.feature, q.value, q.min, int(count))
        for q, count in zip(quotas.quotas, available, strict=True)
        if count < q.min
    )
