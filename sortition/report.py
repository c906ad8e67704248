"""What a draw was like: quotas, chances, the pool beside the population; codes and numbers for others to word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from sortition.errors import InputError

Shares = Mapping[str, Mapping[str, Fraction]]
"""feature → value → share of the population; the shares of a feature need not sum to 1."""
SMALL_CELL = 5
UNEVEN = Fraction(4, 5)
"""A group is short in the pool below this fraction of its share of the population, plentiful above the inverse."""


class Registrant(Protocol):
    """A person of the pool: an id and features."""

    @property
    def id(self) -> str: ...
    @property
    def features(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Row:
    """One value of one feature: asked, expected and seated members; its share of pool and population.

    `expected` is the sum of the chances of the people who have it; `seated` is None before the draw;
    `population` is None where no share was given.
    """

    feature: str
    value: str
    minimum: int
    maximum: int
    expected: float
    seated: int | None
    registered: int
    pool: float
    population: float | None


@dataclass(frozen=True)
class Bin:
    """People whose chance is above `above` and at most `most` (the first bin also holds chance 0)."""

    above: float
    most: float
    people: int


@dataclass(frozen=True)
class Chances:
    """The chances of all registrants together."""

    minimum: float
    median: float
    maximum: float
    histogram: tuple[Bin, ...]


@dataclass(frozen=True)
class Finding:
    """One remark: a code and its numbers."""

    code: str
    params: Mapping[str, str | int | float]


@dataclass(frozen=True)
class Report:
    """The whole report; `asdict` turns it into JSON."""

    seats: int
    people: int
    rows: tuple[Row, ...]
    chances: Chances
    findings: tuple[Finding, ...]


def draw_report(
    people: Sequence[Registrant],
    chances: Mapping[str, Fraction],
    quotas: Mapping[str, Mapping[str, tuple[int, int]]],
    *,
    seats: int,
    panel: Sequence[str] | None = None,
    population: Shares | None = None,
    bins: int = 10,
) -> Report:
    """Describe a lottery, or with `panel` (the ids seated) a draw.

    Findings: `quotas_kept` or `quota_missed` for each; `people_never` and `people_certain` (to be said before the
    draw); `chances_spread`; `group_short` and `group_plentiful` in the pool against the population;
    `panel_above` and `panel_below` where the panel is more than one seat from the population's share; `cells_small`
    (people who share all quota features with fewer than 4 others: features must then stay unpublished).

    `chances`: id → chance, all people. Raises `InputError` `pool_empty` or `id_unknown`.
    """
    known = {person.id: person for person in people}
    if not known:
        raise InputError("pool_empty")
    for id_ in panel or ():
        if id_ not in known:
            raise InputError("id_unknown", value=id_)
    shares = _as_parts_of_one(population or {})
    seated = None if panel is None else [known[id_] for id_ in panel]
    rows = tuple(
        _row(feature, value, limits, people, chances, seated, shares)
        for feature, values in quotas.items()
        for value, limits in values.items()
    )
    ordered = sorted(chances[person.id] for person in people)
    findings = (
        *_quota_findings(rows),
        *_chance_findings(ordered),
        *(finding for row in rows for finding in _share_findings(row, seats)),
        *_cell_findings(people, list(quotas)),
    )
    return Report(seats, len(people), rows, _chances(ordered, bins), findings)


def small_cells(people: Sequence[Registrant], features: Sequence[str]) -> int:
    """How many people share all these features with fewer than four others; 0 allows the open mode."""
    cells = Counter(tuple(person.features.get(name) for name in features) for person in people)
    return sum(count for count in cells.values() if count < SMALL_CELL)


def _as_parts_of_one(population: Shares) -> Shares:
    totals = {feature: sum(row.values()) for feature, row in population.items()}
    return {f: {value: share / totals[f] for value, share in row.items()} for f, row in population.items() if totals[f]}


def _row(
    feature: str,
    value: str,
    limits: tuple[int, int],
    people: Sequence[Registrant],
    chances: Mapping[str, Fraction],
    seated: Sequence[Registrant] | None,
    shares: Shares,
) -> Row:
    own = [person for person in people if person.features.get(feature) == value]
    share = shares.get(feature, {}).get(value)
    return Row(
        feature=feature,
        value=value,
        minimum=limits[0],
        maximum=limits[1],
        expected=float(sum(chances[person.id] for person in own)),
        seated=None if seated is None else sum(person.features.get(feature) == value for person in seated),
        registered=len(own),
        pool=len(own) / len(people),
        population=None if share is None else float(share),
    )


def _chances(ordered: Sequence[Fraction], bins: int) -> Chances:
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    top = ordered[-1]
    edges = [top * step / bins for step in range(bins + 1)]
    counts = Counter(min(bins - 1, max(0, -(-chance * bins // top) - 1)) if top else 0 for chance in ordered)
    histogram = tuple(Bin(float(edges[i]), float(edges[i + 1]), counts[i]) for i in range(bins))
    return Chances(float(ordered[0]), float(median), float(top), histogram)


def _quota_findings(rows: Sequence[Row]) -> list[Finding]:
    if any(row.seated is None for row in rows):
        return []
    missed = [row for row in rows if row.seated is not None and not row.minimum <= row.seated <= row.maximum]
    if not missed:
        return [Finding("quotas_kept", {"count": len(rows)})]
    return [
        Finding("quota_missed", {"feature": row.feature, "value": row.value, "count": row.seated or 0,
                                 "minimum": row.minimum, "maximum": row.maximum})
        for row in missed
    ]  # fmt: skip


def _chance_findings(ordered: Sequence[Fraction]) -> list[Finding]:
    found = []
    never, certain = ordered.count(Fraction(0)), ordered.count(Fraction(1))
    if never:
        found.append(Finding("people_never", {"count": never, "people": len(ordered)}))
    if certain:
        found.append(Finding("people_certain", {"count": certain, "people": len(ordered)}))
    positive = [chance for chance in ordered if chance > 0]
    if positive and positive[0] < positive[-1]:
        ends = {"lowest": float(positive[0]), "highest": float(positive[-1])}
        found.append(Finding("chances_spread", {**ends, "times": float(positive[-1] / positive[0])}))
    return found


def _share_findings(row: Row, seats: int) -> list[Finding]:
    if row.population is None:
        return []
    found = []
    shown: dict[str, str | float] = {
        "feature": row.feature,
        "value": row.value,
        "pool": row.pool,
        "population": row.population,
    }
    if row.pool < row.population * UNEVEN:
        found.append(Finding("group_short", shown))
    if row.pool * UNEVEN > row.population:
        found.append(Finding("group_plentiful", shown))
    if row.seated is not None and abs(row.seated - seats * row.population) > 1:
        code = "panel_above" if row.seated > seats * row.population else "panel_below"
        fair = {"count": row.seated, "fair": seats * row.population}
        found.append(Finding(code, {"feature": row.feature, "value": row.value, **fair}))
    return found


def _cell_findings(people: Sequence[Registrant], features: Sequence[str]) -> list[Finding]:
    count = small_cells(people, features)
    return [Finding("cells_small", {"count": count, "people": len(people), "limit": SMALL_CELL})] if count else []
