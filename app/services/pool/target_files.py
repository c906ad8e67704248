"""Targets from a file `feature,value,min,max` or with the percentages of the population."""
from __future__ import annotations

from decimal import Decimal, InvalidOperation

from app.domain.errors import DomainError, refuse_if
from app.services.pool.table_reading.tables import Table
from app.services.pool.targets import FeatureTarget, ValueTarget
from sortition.spelling import fold

_TITLES = {
    "feature": ("feature", "category", "признак", "категория", "белгі", "санат"),
    "value": ("value", "name", "значение", "мән", "мәні"),
    "minimum": ("min", "minimum", "минимум", "мин", "ең азы"),
    "maximum": ("max", "maximum", "максимум", "макс", "ең көбі"),
    "share": ("share", "share_percent", "percent", "%", "доля", "процент", "үлесі", "пайыз"),
}


def read_targets(table: Table) -> list[FeatureTarget]:
    """Features in the order of the file. Raises `column_is_missing`, or every faulty cell with its row at once."""
    places = {name: _place(table, titles) for name, titles in _TITLES.items()}
    absent = [name for name in ("feature", "value") if places[name] is None]
    if places["share"] is None:
        absent += [name for name in ("minimum", "maximum") if places[name] is None]
    refuse_if([DomainError("column_is_missing", column=_TITLES[name][0]) for name in absent])
    faults: list[DomainError] = []
    found: dict[str, list[ValueTarget]] = {}
    for number, row in zip(table.numbers, table.rows, strict=True):
        cells = {name: "" if place is None else row[place] for name, place in places.items()}
        faults += [DomainError("cell_is_blank", row=number, column=_TITLES[name][0])
                   for name in ("feature", "value") if not cells[name]]
        found.setdefault(cells["feature"], []).append(ValueTarget(
            cells["value"], _whole(cells["minimum"], number, faults), _whole(cells["maximum"], number, faults),
            _share(cells["share"], number, faults)))
    refuse_if(faults)
    return [FeatureTarget(name, tuple(values)) for name, values in found.items()]


def _place(table: Table, titles: tuple[str, ...]) -> int | None:
    return next((place for place, title in enumerate(table.header) if fold(title) in titles), None)


def _whole(text: str, row: int, faults: list[DomainError]) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or len(text) > 4:
        faults.append(DomainError("cell_is_no_number", row=row, value=text))
        return None
    return int(text)


def _share(text: str, row: int, faults: list[DomainError]) -> Decimal | None:
    if not text:
        return None
    try:
        share = Decimal(text.rstrip("% ").replace(",", "."))
    except InvalidOperation:
        share = Decimal(-1)
    if not share.is_finite() or not 0 <= share <= 100:
        faults.append(DomainError("cell_is_no_number", row=row, value=text))
        return None
    return round(share, 3)
