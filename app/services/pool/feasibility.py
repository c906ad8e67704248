"""Whether the pool can fill the targets, and if not: why, and the cheapest repair."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from app.domain.errors import DomainError
from app.services.pool.targets import FeatureTarget, as_quotas, check_targets
from sortition.errors import InputError, NumericalTrouble
from sortition.feasibility import Feasibility, cheapest_change, check, has_panel
from sortition.pool import Pool
from sortition.quotas import Quotas
from sortition.recruitment import Recruit
from sortition.repairs import Change, Relaxation, fitting_sums
from sortition.types import Types

# A jury drawn from a part of the pool is one of the pool: a “yes” for a small part is exact and quick.
PARTS = (600, 2_000)
EXPLAINED_AT_ONCE = 600  # people; above that the reason takes seconds and is told when asked for


class Outcome(Enum):
    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    INCOMPLETE = "incomplete"  # blanks or reversed numbers: nothing to compute yet
    NO_POOL = "no_pool"  # the sums fit; nobody to ask further
    UNKNOWN = "unknown"  # the computation was stopped


@dataclass(frozen=True)
class Answer:
    """`reasons` cannot be kept together; `changes` or `recruits` would make a jury possible."""

    outcome: Outcome
    people: int = 0
    reasons: tuple[DomainError, ...] = ()
    changes: tuple[Change, ...] = ()
    recruits: tuple[Recruit, ...] = ()
    is_explained: bool = True


def answer(pool: Pool | None, features: Sequence[FeatureTarget], seats: int, *, explain: bool = True) -> Answer:
    """Ask whether a jury is possible. Only computes: the pool was read before, so this may run in a thread."""
    faults = check_targets(features, seats)
    if faults:
        return Answer(Outcome.INCOMPLETE, reasons=tuple(faults))
    quotas = as_quotas(features)
    sums = sum_faults(quotas, seats)
    if sums:
        changes = _changes(_mended_sums(pool, quotas, seats, explain))
        return Answer(Outcome.IMPOSSIBLE, len(pool.ids) if pool else 0, tuple(sums), changes)
    return _ask(pool, quotas, seats, explain) if pool else Answer(Outcome.NO_POOL)


def _mended_sums(pool: Pool | None, quotas: Quotas, seats: int, explain: bool) -> Relaxation | None:
    """A change after which the sums fit; one that the pool can fill too, where that is found in a moment."""
    if pool is None or (not explain and len(pool.ids) > EXPLAINED_AT_ONCE):
        return fitting_sums(quotas, seats)
    try:
        return cheapest_change(pool, quotas, seats)
    except (InputError, NumericalTrouble):  # a value without target: told as soon as the sums fit
        return fitting_sums(quotas, seats)


def _changes(found: Relaxation | None) -> tuple[Change, ...]:
    return found.changes if found else ()


def _ask(pool: Pool, quotas: Quotas, seats: int, explain: bool) -> Answer:
    people = len(pool.ids)
    try:
        if is_possible(pool, quotas, seats):
            return Answer(Outcome.POSSIBLE, people)
        if not explain and people > EXPLAINED_AT_ONCE:
            return Answer(Outcome.IMPOSSIBLE, people, is_explained=False)
        return _explained(check(pool, quotas, seats))
    except InputError as error:
        return Answer(Outcome.INCOMPLETE, people, tuple(_unknown_values(error)))
    except NumericalTrouble:
        return Answer(Outcome.UNKNOWN, people)


def is_possible(pool: Pool, quotas: Quotas, seats: int) -> bool:
    """Whether the pool holds a jury. Raises `sortition.InputError` for a value without target."""
    for size in PARTS:
        if len(pool.ids) > 2 * size and has_panel(Types.of(part_of(pool, size), quotas, seats)[0]):
            return True
    return has_panel(Types.of(pool, quotas, seats)[0])


def reasons_against(pool: Pool, quotas: Quotas, seats: int) -> list[DomainError]:
    """Why the draw cannot begin, in short; the page of the targets tells more."""
    try:
        return [] if is_possible(pool, quotas, seats) else [DomainError("targets_are_impossible")]
    except InputError as error:
        return _unknown_values(error)
    except NumericalTrouble:
        return []  # the draw itself goes a slower way and is exact


def part_of(pool: Pool, size: int) -> Pool:
    """About `size` people: every n-th, and of each value the first thirty, so that rare values are there."""
    step = max(1, len(pool.ids) // size)
    met: defaultdict[tuple[int, str], int] = defaultdict(int)
    kept = []
    for place, values in enumerate(pool.values):
        keys = list(enumerate(values))
        if place % step == 0 or any(met[key] < 30 for key in keys):
            kept.append(place)
        for key in keys:
            met[key] += 1
    return replace(pool, ids=tuple(pool.ids[i] for i in kept), values=tuple(pool.values[i] for i in kept),
                   households=tuple(pool.households[i] for i in kept), rows=tuple(pool.rows[i] for i in kept))


def sum_faults(quotas: Quotas, seats: int) -> list[DomainError]:
    """Features whose minima or maxima do not fit the seats, with the sums."""
    codes = {"minimums_exceed_seats": "minima_exceed_seats", "maximums_below_seats": "maxima_below_seats"}
    return [DomainError(codes[fault.code], **fault.params) for fault in quotas.faults_for(seats)]


def _explained(found: Feasibility) -> Answer:
    conflict = found.conflict
    reasons = [DomainError(f"bound_{bound.side}", feature=bound.feature, value=bound.value, number=bound.number,
                           available=bound.available) for bound in (conflict.bounds if conflict else ())]
    if conflict and conflict.with_households:
        reasons.append(DomainError("bound_households"))
    return Answer(Outcome.IMPOSSIBLE, found.people, tuple(reasons),
                  _changes(found.relaxation),
                  found.recruitment.recruits if found.recruitment else ())


def repaired(features: Sequence[FeatureTarget], changes: Sequence[Change]) -> list[FeatureTarget]:
    """The targets with the cheapest repair taken over."""
    new = {(change.feature, change.value): (change.new_min, change.new_max) for change in changes}
    return [replace(feature, values=tuple(
        replace(value, minimum=new[feature.name, value.name][0], maximum=new[feature.name, value.name][1])
        if (feature.name, value.name) in new else value for value in feature.values)) for feature in features]


def _unknown_values(error: InputError) -> list[DomainError]:
    met = {(str(fault.params.get("column", "")), str(fault.params.get("value", ""))) for fault in error.faults}
    return [DomainError("value_has_no_target", feature=feature, value=value) if value
            else DomainError("feature_is_not_in_pool", feature=feature) for feature, value in sorted(met)]
