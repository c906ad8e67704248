"""Panels of people with whole-number weights, and the check that each of them keeps every rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sortition.errors import SortitionError
from sortition.pool import Pool
from sortition.quotas import Quotas


@dataclass(frozen=True)
class Panels:
    """A uniform lottery over ``total`` panels, equal ones listed once.

    rows: the distinct panels, ids sorted in each, panels sorted; weights: how often each stands in the list.
    """

    rows: tuple[tuple[str, ...], ...]
    weights: tuple[int, ...]

    @property
    def total(self) -> int:
        """The number m of panels in the lottery, repeats counted."""
        return sum(self.weights)

    @classmethod
    def of(cls, panels: Iterable[Iterable[str]]) -> Panels:
        """From a list of panels.

        >>> Panels.of([["b", "a"], ["a", "c"], ["a", "b"]])
        Panels(rows=(('a', 'b'), ('a', 'c')), weights=(2, 1))
        """
        counted = Counter(tuple(sorted(panel)) for panel in panels)
        rows = tuple(sorted(counted))
        return cls(rows, tuple(counted[row] for row in rows))

    def expanded(self) -> list[tuple[str, ...]]:
        """All m panels, equal ones repeated."""
        return [
            row for row, weight in zip(self.rows, self.weights, strict=True) for _ in range(weight)
        ]

    def counts(self) -> Counter[str]:
        """In how many of the m panels each person stands."""
        found: Counter[str] = Counter()
        for row, weight in zip(self.rows, self.weights, strict=True):
            for name in row:
                found[name] += weight
        return found

    def chances(self, people: Iterable[str]) -> dict[str, Fraction]:
        """The exact chance of each of these people."""
        counts, total = self.counts(), self.total
        return {name: Fraction(counts[name], total) for name in people}

    def check(
        self, pool: Pool, quotas: Quotas, seats: int, *, include: Collection[str] = ()
    ) -> None:
        """Check every panel from the pool itself, in whole numbers. Raises ``SortitionError`` on the first fault.

        Codes: ``panel_size_wrong``, ``panel_person_unknown``, ``panel_person_twice``, ``panel_quota_broken``,
        ``panel_household_twice``, ``panel_lacks_included``.
        """
        codes = dict(zip(pool.ids, pool.codes(quotas), strict=True))
        homes = dict(zip(pool.ids, pool.households, strict=True))
        for number, row in enumerate(self.rows):
            fault = _fault(row, codes, homes, quotas, seats, include)
            if fault:
                raise SortitionError(fault, panel=number)


def _fault(
    row: Sequence[str],
    codes: dict[str, tuple[int, ...]],
    homes: dict[str, str | None],
    quotas: Quotas,
    seats: int,
    include: Collection[str],
) -> str | None:
    if len(row) != seats:
        return "panel_size_wrong"
    if len(set(row)) != seats:
        return "panel_person_twice"
    if not set(row) <= set(codes):
        return "panel_person_unknown"
    if not set(include) <= set(row):
        return "panel_lacks_included"
    taken = [0] * len(quotas.quotas)
    for name in row:
        for place in codes[name]:
            taken[place] += 1
    if any(not q.min <= n <= q.max for q, n in zip(quotas.quotas, taken, strict=True)):
        return "panel_quota_broken"
    shared = [homes[name] for name in row if homes[name] is not None]
    return "panel_household_twice" if len(set(shared)) != len(shared) else None
