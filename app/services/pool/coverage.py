"""How the pool stands against the targets while people still register, and whom to recruit before it is too late."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from app.domain.errors import DomainError
from app.services.pool.feasibility import PARTS, part_of, sum_faults
from app.services.pool.targets import FeatureTarget, ValueTarget, as_quotas, check_targets
from sortition.errors import InputError, NumericalTrouble
from sortition.feasibility import has_panel
from sortition.pool import Pool
from sortition.quotas import Quotas
from sortition.recruitment import Recruit, fewest_recruits
from sortition.types import Types

# Of those drawn a third to a half say no. A pool that fills the jury three times over replaces all of them.
WANTED_TIMES = 3
RECRUITS_ASKED_FROM = 4_000  # people: of a larger pool every n-th is asked whom it lacks


class Standing(Enum):
    """How a value, or the whole pool, stands against what the jury needs of it."""

    SHORT = "short"  # fewer people than the minimum: no jury is possible
    THIN = "thin"  # enough for one jury, not for the refusals
    ENOUGH = "enough"


@dataclass(frozen=True)
class ValueCount:
    """One value: people in the pool, their share, and the share in the population where it is known (percent)."""

    target: ValueTarget
    share: Decimal
    standing: Standing
    lacking: int  # people to recruit until the minimum is there three times over


@dataclass(frozen=True)
class FeatureCount:
    feature: FeatureTarget
    values: tuple[ValueCount, ...]

    def bars(self, named: Callable[[str, str], str]) -> list[tuple[str, int, int | None, str]]:
        """Rows of a chart: the people of each value, `named` by feature and value, and the mark to reach."""
        return [(named(self.feature.name, one.target.name), one.target.people,
                 None if one.target.minimum is None else WANTED_TIMES * one.target.minimum, str(one.target.people))
                for one in self.values]


@dataclass(frozen=True)
class Coverage:
    """`times`: how many separate juries the pool could fill at once, up to three; None when that cannot be asked yet.

    `recruits` are the fewest people with whom it could fill one more jury than it can now, or `aim` juries.
    """

    times: int | None
    aim: int = WANTED_TIMES
    recruits: tuple[Recruit, ...] = ()

    @property
    def standing(self) -> Standing:
        return Standing.SHORT if self.times == 0 else Standing.THIN if (self.times or 0) < self.aim else Standing.ENOUGH


def count_features(features: Sequence[FeatureTarget]) -> list[FeatureCount]:
    """Each value of each used feature against its target."""
    return [FeatureCount(feature, tuple(_count(value, feature) for value in feature.values))
            for feature in features if feature.is_used]


def _count(value: ValueTarget, feature: FeatureTarget) -> ValueCount:
    everybody = sum(one.people for one in feature.values)
    share = (Decimal(100 * value.people) / everybody if everybody else Decimal(0)).quantize(Decimal("0.1"))
    minimum = value.minimum or 0
    lacking = max(0, WANTED_TIMES * minimum - value.people)
    standing = Standing.SHORT if value.people < minimum else Standing.THIN if lacking else Standing.ENOUGH
    return ValueCount(value, share, standing, lacking)


def cover(pool: Pool | None, features: Sequence[FeatureTarget], seats: int) -> Coverage:
    """Ask how often the pool could fill the jury. Only computes, so this may run in a thread.

    All targets are multiplied by n: if a panel of n times the seats exists, n separate juries can be drawn from the
    pool as far as numbers go. It is an upper bound (the n juries might divide unevenly), good enough for a warning.
    """
    if check_targets(features, seats):
        return Coverage(None)
    quotas = as_quotas(features)
    if sum_faults(quotas, seats):
        return Coverage(None)
    try:
        return _cover(pool, quotas, seats) if pool else Coverage(0)
    except (InputError, NumericalTrouble, DomainError):
        return Coverage(None)


def _cover(pool: Pool, quotas: Quotas, seats: int) -> Coverage:
    times = next((n for n in range(WANTED_TIMES, 0, -1) if _holds(pool, quotas, seats, n)), 0)
    if times == WANTED_TIMES:
        return Coverage(times)
    small = part_of(pool, RECRUITS_ASKED_FROM // 2) if len(pool.ids) > RECRUITS_ASKED_FROM else pool
    aim = times + 1
    found = fewest_recruits(Types.of(small, _times(quotas, aim), seats * aim)[0])
    return Coverage(times, aim, found.recruits if found else ())


def _holds(pool: Pool, quotas: Quotas, seats: int, times: int) -> bool:
    wanted, size = _times(quotas, times), seats * times
    if len(pool.ids) < size:
        return False
    for part in PARTS:
        if len(pool.ids) > 2 * part and has_panel(Types.of(part_of(pool, part), wanted, size)[0]):
            return True
    return has_panel(Types.of(pool, wanted, size)[0])


def _times(quotas: Quotas, times: int) -> Quotas:
    return Quotas(tuple(replace(quota, min=quota.min * times, max=quota.max * times) for quota in quotas.quotas))
