"""Who takes the seat of a person who says no: the public rule, which an observer can follow step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sortition.errors import SortitionError


@dataclass(frozen=True)
class BrokenQuota:
    """A quota that the panel misses: `count` members with this value, not `minimum` to `maximum`."""

    feature: str
    value: str
    count: int
    minimum: int
    maximum: int

    @property
    def distance(self) -> int:
        """By how many members the quota is missed."""
        return max(self.minimum - self.count, self.count - self.maximum)


@dataclass(frozen=True)
class Replacement:
    """What one refusal leads to.

    `ticket` is the person called, or None where the refusing person held no seat or nobody is left to call.
    `seated` is the panel afterwards; `broken` names the quotas it misses, `violation` is their total.
    """

    declined: str
    ticket: str | None
    violation: int
    broken: tuple[BrokenQuota, ...]
    seated: tuple[str, ...]


def replacement(
    commitment: Mapping[str, Any],
    result: Mapping[str, Any],
    features: Mapping[str, Any],
    declined: Sequence[str],
) -> Replacement:
    """Return what the last of the refusals leads to, given all the earlier ones. See `replacements`."""
    if not declined:
        raise SortitionError("nobody_declined")
    return replacements(commitment, result, features, declined)[-1]


def replacements(
    commitment: Mapping[str, Any],
    result: Mapping[str, Any],
    features: Mapping[str, Any],
    declined: Sequence[str],
) -> list[Replacement]:
    """Follow the rule through a list of refusals, oldest first; one answer for each.

    A refusal empties a seat. It goes to the first ticket in the reserve order that has not refused, is no
    housemate of a seated person and keeps every quota of the full panel; if there is none, to the first whose
    total violation (the sum over quotas of the members missing or too many) is smallest. A person who refuses
    before being called is passed over later; people whose refusal comes later still count as seated.

    Raises `SortitionError` `ticket_unknown` or `ticket_declined_twice`. Cost: refusals · reserve · quotas.
    Source: DRAW-PROTOCOL, step 5.
    """
    _check_tickets(features, declined)
    seated = list(result["panel"])
    gone: set[str] = set()
    answers = []
    for ticket in declined:
        gone.add(ticket)
        called = None
        if ticket in seated:
            seated.remove(ticket)
            free = [other for other in result["reserve_order"] if other not in gone and other not in seated]
            called = _first_best(seated, free, features, commitment["quotas"])
            seated = sorted([*seated, called]) if called else seated
        broken = broken_quotas(seated, features, commitment["quotas"])
        total = sum(quota.distance for quota in broken)
        answers.append(Replacement(ticket, called, total, broken, tuple(seated)))
    return answers


def broken_quotas(
    seated: Sequence[str], features: Mapping[str, Any], quotas: Mapping[str, Any]
) -> tuple[BrokenQuota, ...]:
    """Name every quota that these people together miss, in the order of the quotas' names."""
    found = []
    for feature in sorted(quotas):
        values = [features[ticket]["features"].get(feature) for ticket in seated]
        for value, (minimum, maximum) in sorted(quotas[feature].items()):
            quota = BrokenQuota(feature, value, values.count(value), minimum, maximum)
            if quota.distance > 0:
                found.append(quota)
    return tuple(found)


def _first_best(
    seated: Sequence[str], free: Sequence[str], features: Mapping[str, Any], quotas: Mapping[str, Any]
) -> str | None:
    homes = {features[ticket]["household"] for ticket in seated} - {None}
    admissible = [ticket for ticket in free if features[ticket]["household"] not in homes]
    if not admissible:
        return None
    short = _Shortfall(seated, features, quotas)
    return min(admissible, key=lambda ticket: short.total_with(features[ticket]["features"]))


class _Shortfall:
    """The total violation of a panel with one more person, without counting the whole panel each time."""

    def __init__(self, seated: Sequence[str], features: Mapping[str, Any], quotas: Mapping[str, Any]) -> None:
        self.distances: dict[str, dict[str, tuple[int, int]]] = {}
        self.total = 0
        for feature, limits in quotas.items():
            values = [features[ticket]["features"].get(feature) for ticket in seated]
            pairs = {}
            for value, (minimum, maximum) in limits.items():
                count = values.count(value)
                now = max(0, minimum - count, count - maximum)
                pairs[value] = (now, max(0, minimum - count - 1, count + 1 - maximum))
                self.total += now
            self.distances[feature] = pairs

    def total_with(self, person: Mapping[str, str]) -> int:
        """The total violation once this person is seated."""
        total = self.total
        for feature, pairs in self.distances.items():
            now, then = pairs.get(person.get(feature, ""), (0, 0))
            total += then - now
        return total


def _check_tickets(features: Mapping[str, Any], declined: Sequence[str]) -> None:
    for ticket in declined:
        if ticket not in features:
            raise SortitionError("ticket_unknown", ticket=ticket)
        if declined.count(ticket) > 1:
            raise SortitionError("ticket_declined_twice", ticket=ticket)
