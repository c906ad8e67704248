"""Who cannot be drawn, and why: people with the same features together, each group with its reason."""
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sortition import Lottery, Pool, Quotas
from sortition.errors import SortitionError
from sortition.feasibility import check
from sortition.types import Excluded

EXPLAINED = 4  # groups: explaining one takes a handful of integer programs
SMALL_POOL = 3_000
LISTED = 30  # numbers of people


@dataclass(frozen=True)
class Group:
    """`rows` are numbers in the pool, the first `LISTED`; `bounds` cannot be kept once one of them is on the jury."""

    reason: str
    people: int
    rows: list[int]
    features: dict[str, str]
    params: dict[str, Any]
    bounds: list[dict[str, Any]]
    with_households: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"reason": self.reason, "people": self.people, "rows": self.rows, "features": self.features,
                "params": self.params, "bounds": self.bounds, "with_households": self.with_households}


def groups_of(pool: Pool, quotas: Quotas, seats: int, found: Lottery) -> list[Group]:
    """The people whom a lottery leaves out for good, the largest group first."""
    grouped: dict[tuple[Any, ...], list[Excluded]] = defaultdict(list)
    for person in found.excluded:
        grouped[_key(person, found)].append(person)
    row_of = dict(zip(pool.ids, pool.rows, strict=True))
    groups: list[Group] = []
    for people in sorted(grouped.values(), key=lambda people: (-len(people), people[0].id)):
        first = people[0]
        explains = first.reason == "in_no_valid_panel" and len(pool.ids) <= SMALL_POOL and len(groups) < EXPLAINED
        bounds, with_households = _conflict(pool, quotas, seats, first.id) if explains else ([], False)
        groups.append(Group(first.reason, len(people), sorted(row_of[person.id] for person in people)[:LISTED],
                            found.features[first.id], dict(first.params), bounds, with_households))
    return groups


def _key(person: Excluded, found: Lottery) -> tuple[Any, ...]:
    if person.reason == "in_no_valid_panel":
        return (person.reason, *sorted(found.features[person.id].items()))
    return (person.reason, *sorted((name, str(value)) for name, value in person.params.items()))


def _conflict(pool: Pool, quotas: Quotas, seats: int, person: str) -> tuple[list[dict[str, Any]], bool]:
    """What stands against a jury with this person."""
    try:
        conflict = check(pool, quotas, seats, include=(person,)).conflict
    except SortitionError:
        return [], False
    if conflict is None:
        return [], False
    return [{"side": bound.side, "feature": bound.feature, "value": bound.value, "number": bound.number,
             "available": bound.available} for bound in conflict.bounds], conflict.with_households
