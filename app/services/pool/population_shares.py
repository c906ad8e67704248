"""From a table of the population to the percentages of a feature: which row counts for which value of the pool."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from app.domain.crossings import crossed_value
from app.domain.errors import DomainError, refuse_if
from app.services.pool.share_pastes import Cell
from app.services.pool.targets import FeatureTarget
from app.services.pool.value_names import best_match
from sortition.spelling import fold


@dataclass(frozen=True)
class ShareRow:
    """A row of the table and the value of the pool for which it counts; blank: for none."""

    name: str
    number: Decimal
    value: str = ""


def rows_for(feature: FeatureTarget, cells: Sequence[Cell], parts: Sequence[FeatureTarget] = ()) -> list[ShareRow]:
    """The rows that speak about a feature, each with its likely value.

    Of a table that crosses two features, a plain feature takes the sums along the one whose names it knows; a crossed
    feature (`parts` are its two) takes every cell. A first column that names features is used to pick the rows.
    """
    own = [Cell(cell.row, cell.names[1:], cell.number) for cell in cells
           if len(cell.names) > 1 and fold(cell.names[0]) == fold(feature.name)]
    if own and len(own[0].names) == 1:
        cells = own
    if len(parts) == 2:
        return _crossed_rows(feature, cells, parts)
    offered = [value.name for value in feature.values]
    axis = max(range(max(len(cell.names) for cell in cells)), key=lambda place: _fit(cells, place, offered))
    sums: dict[str, Decimal] = {}
    for cell in cells:
        name = cell.names[min(axis, len(cell.names) - 1)]
        sums[name] = sums.get(name, Decimal(0)) + cell.number
    return [ShareRow(name, number, best_match(name, offered) or "") for name, number in sums.items()]


def _fit(cells: Sequence[Cell], place: int, offered: Sequence[str]) -> float:
    names = {cell.names[place] for cell in cells if len(cell.names) > place}
    return sum(best_match(name, offered) is not None for name in names) / max(1, len(names))


def _crossed_rows(feature: FeatureTarget, cells: Sequence[Cell], parts: Sequence[FeatureTarget]) -> list[ShareRow]:
    """Cells of both orders: ages down and sexes across, or the other way round."""
    known = [[value.name for value in part.values] for part in parts]
    names = [value.name for value in feature.values]
    if any(len(cell.names) != 2 for cell in cells):
        return [ShareRow(", ".join(cell.names), cell.number, best_match(", ".join(cell.names), names) or "")
                for cell in cells]
    straight = _fit(cells, 0, known[0]) + _fit(cells, 1, known[1])
    order = (0, 1) if straight >= _fit(cells, 1, known[0]) + _fit(cells, 0, known[1]) else (1, 0)
    found = []
    for cell in cells:
        met = [best_match(cell.names[place], values) for place, values in zip(order, known, strict=True)]
        value = crossed_value([part for part in met if part]) if all(met) else ""
        found.append(ShareRow(", ".join(cell.names), cell.number, value if value in names else ""))
    return found


def taken_over(feature: FeatureTarget, rows: Sequence[ShareRow], source: str) -> FeatureTarget:
    """The feature with its percentages: of those people only whose rows count for a value.

    Raises `share_is_missing` for every value of the pool without a row.
    """
    sums = {value.name: Decimal(0) for value in feature.values}
    met = {row.value for row in rows if row.value in sums}
    for row in rows:
        if row.value in sums:
            sums[row.value] += row.number
    faults = [DomainError("share_is_missing", feature=feature.name, value=value.name)
              for value in feature.values if value.name not in met]
    total = sum(sums.values(), Decimal(0))
    if not faults and not total:
        faults = [DomainError("paste_has_no_numbers")]
    refuse_if(faults)
    return replace(feature, source=source, values=tuple(
        replace(value, share=round(sums[value.name] * 100 / total, 3)) for value in feature.values))


def is_short_of_hundred(rows: Sequence[ShareRow]) -> bool:
    """Percentages that nearly add up to 100 but not quite: a row may have been forgotten."""
    total = sum((row.number for row in rows), Decimal(0))
    return all(row.number <= 100 for row in rows) and (Decimal(80) <= total < Decimal(99) or 101 < total <= 120)


def product_of(first: Mapping[str, Decimal | None], second: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
    """Shares of pairs as if the two features had nothing to do with each other; nothing while one share is unknown.

    >>> product_of({"f": Decimal(50), "m": Decimal(50)}, {"old": Decimal(40), "young": Decimal(60)})["f, old"]
    Decimal('20.000')
    """
    if None in first.values() or None in second.values():
        return {}
    return {crossed_value(pair): round((first[pair[0]] or Decimal(0)) * (second[pair[1]] or Decimal(0)) / 100, 3)
            for pair in product(first, second)}
