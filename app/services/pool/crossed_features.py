"""Two features of the pool as one feature with quotas of its own, for instance sex × age."""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

from app.domain.crossings import crossed_name, crossed_value
from app.domain.errors import DomainError
from app.services.pool.pool_readings import PoolReading
from app.services.pool.population_shares import product_of
from app.services.pool.targets import MOST_VALUES, PRODUCT, FeatureTarget, ValueTarget


def with_crossing(features: Sequence[FeatureTarget], first: str, second: str, reading: PoolReading
                  ) -> list[FeatureTarget]:
    """The features with one more that crosses two of them; until others come, its percentages are their product.

    Raises `crossing_needs_two`, `crossing_exists`, `targets_are_too_many`.
    """
    plain = {feature.name: feature for feature in features if not feature.crosses}
    if first == second or first not in plain or second not in plain:
        raise DomainError("crossing_needs_two")
    if any(set(feature.crosses) == {first, second} for feature in features):
        raise DomainError("crossing_exists", first=first, second=second)
    pairs = [(a.name, b.name) for a, b in product(plain[first].values, plain[second].values)]
    if len(pairs) > MOST_VALUES:
        raise DomainError("targets_are_too_many", features=20, values=MOST_VALUES)
    name = crossed_name(first, second)
    people = reading.counts({name: [first, second]}).get(name, Counter())
    values = tuple(ValueTarget(crossed_value(pair), people=people[crossed_value(pair)]) for pair in pairs)
    new = FeatureTarget(name, values, crosses=(first, second))
    return [*features, as_product(new, features)]


def as_product(feature: FeatureTarget, features: Sequence[FeatureTarget]) -> FeatureTarget:
    """The percentages of the pairs reckoned from those of the two features, where those are complete."""
    parts = parts_of(feature, features)
    shares = product_of(*({value.name: value.share for value in part.values} for part in parts)) if len(parts) == 2 \
        else {}
    if not shares:
        return feature
    return replace(feature, source=PRODUCT, values=tuple(
        replace(value, share=shares.get(value.name, Decimal(0))) for value in feature.values))


def refreshed(features: Sequence[FeatureTarget]) -> list[FeatureTarget]:
    """Products reckoned anew, because the percentages of their two features may have changed."""
    return [as_product(feature, features) if feature.crosses and feature.source in {PRODUCT, ""} and
            (feature.source or all(value.share is None for value in feature.values)) else feature
            for feature in features]


def parts_of(feature: FeatureTarget, features: Sequence[FeatureTarget]) -> list[FeatureTarget]:
    """The two features that a crossed one crosses, in their order."""
    known = {other.name: other for other in features}
    return [known[name] for name in feature.crosses if name in known]
