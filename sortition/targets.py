"""Quotas from population shares: largest remainder, so that the targets always sum to the seats."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from sortition.errors import InputError
from sortition.quotas import Quota, Quotas

Share = int | float | str | Fraction


def apportion(shares: Mapping[str, Share], seats: int) -> dict[str, int]:
    """Whole seats in proportion to the shares, which need not sum to 1 or 100 (method of Hamilton, 1792).

    Equal remainders go to the larger share, then to the earlier value.

    >>> apportion({"urban": 61.2, "rural": 38.8}, 20)
    {'urban': 12, 'rural': 8}
    """
    exact = {value: Fraction(str(share)) for value, share in shares.items()}
    total = sum(exact.values())
    if total <= 0 or min(exact.values()) < 0:
        raise InputError("shares_not_positive", total=str(total))
    ideal = {value: share * seats / total for value, share in exact.items()}
    result = {value: int(quota) for value, quota in ideal.items()}
    order = sorted(exact, key=lambda value: (result[value] - ideal[value], -exact[value]))
    for value in order[: seats - sum(result.values())]:
        result[value] += 1
    return result


def targets(shares: Mapping[str, Mapping[str, Share]], seats: int, tolerance: int = 0) -> Quotas:
    """Quotas ``{feature: {value: share}}`` → target − tolerance … target + tolerance, within 0 … seats.

    Crossed features are features like others: name one ``"sex × age"`` and its values ``"female, 18-29"``; a pool with
    the columns sex and age is read that way.

    >>> targets({"area": {"urban": "61.2", "rural": "38.8"}}, 20, tolerance=1).to_dict()
    {'area': {'urban': [11, 13], 'rural': [7, 9]}}
    """
    if seats < 1 or tolerance < 0:
        raise InputError("seats_not_positive", seats=seats, tolerance=tolerance)
    return Quotas(tuple(
        Quota(feature, value, max(0, seat - tolerance), min(seats, seat + tolerance))
        for feature, row in shares.items()
        for value, seat in apportion(row, seats).items()
    ))  # fmt: skip
