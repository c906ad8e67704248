"""Targets: how many seats each value of each feature must and may have."""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.crossings import Crossings
from app.domain.errors import Conflict, DomainError, refuse_if
from app.domain.roles import Actor, Role
from app.models import Feature, FeatureValue, Jury
from app.services import records
from app.services.pool.pool_readings import read_pool
from app.services.pool.pools import OPEN_STAGES, lock_open
from sortition.quotas import Quota, Quotas
from sortition.spelling import fold
from sortition.targets import apportion

MOST_FEATURES, MOST_VALUES = 20, 100
PRODUCT = "product"
SHARES_OFF_BY = Decimal(1)  # percent that rounding in a statistical table may leave open


@dataclass(frozen=True)
class ValueTarget:
    """One value: `people` of the pool have it; `share` is the percentage in the population, if known."""

    name: str
    minimum: int | None = None
    maximum: int | None = None
    share: Decimal | None = None
    people: int = 0


@dataclass(frozen=True)
class FeatureTarget:
    """One feature; unused ones are in the pool but say nothing about the seats.

    `crosses` names the two features of a crossed one; `tolerance` is its own, `source` says where the percentages
    come from (`PRODUCT`: reckoned from those of the two features).
    """

    name: str
    values: tuple[ValueTarget, ...]
    is_used: bool = True
    label: dict[str, str] = field(default_factory=dict)
    crosses: tuple[str, ...] = ()
    tolerance: int | None = None
    source: str = ""


def features_of(session: Session, jury: Jury) -> list[Feature]:
    """The features with targets, in their order."""
    return list(session.scalars(select(Feature).where(Feature.jury_id == jury.id).order_by(Feature.position)))


def sortition_quotas(session: Session, jury: Jury) -> Quotas:
    """The saved targets as the lottery takes them. Raises `targets_are_missing`."""
    features = features_of(session, jury)
    if not features:
        raise DomainError("targets_are_missing")
    return Quotas(tuple(Quota(feature.name, value.name, value.minimum, value.maximum)
                        for feature in features for value in feature.values))


def present_targets(session: Session, jury: Jury) -> list[FeatureTarget]:
    """What is saved, completed by what the pool has: the values of a feature in the order of their names."""
    saved = features_of(session, jury)
    counts = read_pool(session, jury).counts(crossings_of(saved))
    found = []
    for feature in saved:
        people = counts.pop(feature.name, Counter())
        values = [ValueTarget(value.name, value.minimum, value.maximum, value.share_percent, people.get(value.name, 0))
                  for value in feature.values]
        known = {value.name for value in values}
        values += [ValueTarget(name, people=people[name]) for name in sorted(people) if name not in known]
        found.append(FeatureTarget(
            feature.name, tuple(values), label=feature.label, crosses=tuple(feature.crosses or ()),
            tolerance=feature.tolerance, source=feature.source or ""))
    for name, people in counts.items():
        values = [ValueTarget(value, people=people[value]) for value in sorted(people)]
        found.append(FeatureTarget(name, tuple(values), is_used=not saved))
    return found


def crossings_of(features: Sequence[Feature] | Sequence[FeatureTarget]) -> Crossings:
    """Which features are crossed, and from what."""
    return {feature.name: list(feature.crosses) for feature in features if feature.crosses}


def aligned(read: Sequence[FeatureTarget], present: Sequence[FeatureTarget]) -> list[FeatureTarget]:
    """Targets from a file in the spelling of the pool, with its numbers of people; what the file lacks comes after."""
    pool = {fold(feature.name): feature for feature in present}
    found = [_aligned(feature, pool.pop(fold(feature.name), None)) for feature in read]
    return found + [replace(feature, is_used=False) for feature in pool.values()]


def _aligned(read: FeatureTarget, present: FeatureTarget | None) -> FeatureTarget:
    if present is None:
        return read
    pool = {fold(value.name): value for value in present.values}
    values = []
    for value in read.values:
        known = pool.pop(fold(value.name), None)
        values.append(replace(value, name=known.name, people=known.people) if known else value)
    values += [ValueTarget(value.name, people=value.people) for value in pool.values() if value.people]
    return replace(present, values=tuple(values), is_used=True)


def with_value(features: Sequence[FeatureTarget], feature: str, value: str) -> list[FeatureTarget]:
    """One more value of a feature, or a new feature with its first value. Raises `value_name_is_missing`."""
    if not feature or not value:
        raise DomainError("value_name_is_missing")
    if feature not in [known.name for known in features]:
        return [*features, FeatureTarget(feature, (ValueTarget(value),))]
    return [replace(known, values=(*known.values, ValueTarget(value))) if known.name == feature else known
            for known in features]


def from_shares(features: Sequence[FeatureTarget], seats: int, tolerance: int) -> list[FeatureTarget]:
    """Minima and maxima from the percentages by largest remainder; features without any percentage stay as they are.

    `tolerance` holds for features without one of their own.

    Raises `share_is_missing` and `shares_do_not_add_up`, for all features at once.
    """
    used = [feature for feature in features if feature.is_used and any(v.share is not None for v in feature.values)]
    refuse_if([reason for feature in used for reason in _share_faults(feature)])
    return [_apportioned(feature, seats, tolerance) if feature in used else feature for feature in features]


def _share_faults(feature: FeatureTarget) -> list[DomainError]:
    blank = [value.name for value in feature.values if value.share is None]
    if blank:
        return [DomainError("share_is_missing", feature=feature.name, value=name) for name in blank]
    total = sum((value.share or Decimal(0) for value in feature.values), Decimal(0))
    if abs(total - 100) > SHARES_OFF_BY:
        return [DomainError("shares_do_not_add_up", feature=feature.name, total=total.normalize())]
    return []


def _apportioned(feature: FeatureTarget, seats: int, tolerance: int) -> FeatureTarget:
    if feature.tolerance is not None:
        tolerance = feature.tolerance
    seats_of = apportion({value.name: str(value.share) for value in feature.values}, seats)
    return replace(feature, values=tuple(
        replace(value, minimum=max(0, seats_of[value.name] - tolerance),
                maximum=min(seats, seats_of[value.name] + tolerance)) for value in feature.values))


def check_targets(features: Sequence[FeatureTarget], seats: int) -> list[DomainError]:
    """Every reason why these targets cannot be saved; whether a jury is possible is another question."""
    used = [feature for feature in features if feature.is_used]
    if not used:
        return [DomainError("targets_are_missing")]
    reasons: list[DomainError] = []
    if len(used) > MOST_FEATURES or any(len(feature.values) > MOST_VALUES for feature in used):
        reasons.append(DomainError("targets_are_too_many", features=MOST_FEATURES, values=MOST_VALUES))
    for feature in used:
        names = [fold(value.name) for value in feature.values]
        reasons += [DomainError("value_is_twice", feature=feature.name, value=value.name)
                    for place, value in enumerate(feature.values) if fold(value.name) in names[:place]]
        reasons += [reason for value in feature.values for reason in _value_faults(feature.name, value, seats)]
    return reasons


def _value_faults(feature: str, value: ValueTarget, seats: int) -> list[DomainError]:
    if value.minimum is None or value.maximum is None:
        return [DomainError("target_is_blank", feature=feature, value=value.name)]
    if value.maximum > seats:
        return [DomainError("target_exceeds_seats", feature=feature, value=value.name, maximum=value.maximum,
                            seats=seats)]
    if not 0 <= value.minimum <= value.maximum:
        return [DomainError("target_is_reversed", feature=feature, value=value.name, minimum=value.minimum,
                            maximum=value.maximum)]
    return []


def as_quotas(features: Sequence[FeatureTarget]) -> Quotas:
    """For the check before saving; call `check_targets` first."""
    return Quotas(tuple(Quota(feature.name, value.name, value.minimum or 0, value.maximum or 0)
                        for feature in features if feature.is_used for value in feature.values))


def save_targets(session: Session, jury: Jury, features: Sequence[FeatureTarget], *, actor: Actor,
                 now: datetime, tolerance: int | None = None) -> None:
    """Replace the targets; words for readers are kept for names that stay. `tolerance`: kept for the next time.

    Raises what `check_targets` finds, all at once, and `targets_are_frozen`. Impossible targets can be saved, for the
    pool may still grow; the draw does not begin with them.
    """
    actor.require(Role.ORGANIZER)
    refuse_if(check_targets(features, jury.seats))
    _lock(session, jury, now)
    if tolerance is not None:
        jury.tolerance = tolerance
    words = words_of(session, jury)
    for old in features_of(session, jury):
        session.delete(old)
    session.flush()
    used = [feature for feature in features if feature.is_used]
    for position, feature in enumerate(used):
        row = Feature(jury_id=jury.id, name=feature.name, position=position, label=words.get((feature.name, ""), {}),
                      crosses=list(feature.crosses) or None, tolerance=feature.tolerance, source=feature.source or None)
        row.values = [FeatureValue(name=value.name, position=place, label=words.get((feature.name, value.name), {}),
                                   share_percent=value.share, minimum=value.minimum or 0, maximum=value.maximum or 0)
                      for place, value in enumerate(feature.values)]
        session.add(row)
    session.flush()
    records.add_entry(session, jury.id, "targets_set", {
        "seats": jury.seats, "quotas": as_quotas(used).to_dict()}, now=now)


def _lock(session: Session, jury: Jury, now: datetime) -> None:
    if jury.stage not in OPEN_STAGES:
        raise Conflict("targets_are_frozen")
    lock_open(session, jury, now=now)


def words_of(session: Session, jury: Jury) -> dict[tuple[str, str], dict[str, str]]:
    """(feature, value) → language → words for readers; a blank value stands for the feature itself."""
    return {(feature.name, name): label for feature in features_of(session, jury)
            for name, label in (("", feature.label), *((value.name, value.label) for value in feature.values))}


def write_words(session: Session, jury: Jury, words: dict[tuple[str, str], dict[str, str]], *, actor: Actor) -> None:
    """How public pages call features and values in each language; possible at every stage."""
    actor.require(Role.ORGANIZER)
    for feature in features_of(session, jury):
        feature.label = words.get((feature.name, ""), feature.label)
        for value in feature.values:
            value.label = words.get((feature.name, value.name), value.label)
    session.flush()
