"""The data dictionary: what every file and column means, made from the declaration that also makes the files."""
from __future__ import annotations

from dataclasses import dataclass

from app.domain.languages import LANGUAGES
from app.i18n.open_data import declared, in_every_language
from app.services.open_data.columns import Column, Table
from app.services.open_data.tables import TABLES
from app.web.open_data.answers import LICENCE


def as_data() -> dict[str, object]:
    """The whole dictionary for machines, with every text in every language."""
    return {"licence": LICENCE, "languages": list(LANGUAGES), "tables": [_table(table) for table in TABLES]}


def _table(table: Table) -> dict[str, object]:
    return {"name": table.name, "title": in_every_language(table.title),
            "description": in_every_language(table.description), "key": list(table.key),
            "public_since": table.since.value if table.since else None,
            "columns": [_column(column) for column in table.columns]}


def _column(column: Column) -> dict[str, object]:
    return {"name": column.name, "type": column.kind.value, "is_required": column.is_required,
            "description": in_every_language(column.description),
            "unit": in_every_language(column.unit.value) if column.unit else None,
            "language": column.language or None, "values": list(column.values) or None}


@dataclass(frozen=True)
class Line:
    """One line of the page: a column, or the columns of one text in every language."""

    name: str
    kind: str
    description: str
    unit: str
    values: tuple[str, ...]


def dictionary_lines(table: Table) -> list[Line]:
    """What the page shows of a table; three languages of a text are one line."""
    shown = [column for column in table.columns if column.language in {"", LANGUAGES[0]}]
    return [_line(column) for column in shown]


def _line(column: Column) -> Line:
    stem = column.name.removesuffix(f"_{column.language}")
    name = " ".join(f"{stem}_{language}" for language in LANGUAGES) if column.language else column.name
    return Line(name, column.kind.value, declared(column.description),
                declared(column.unit.value) if column.unit else "", column.values)
