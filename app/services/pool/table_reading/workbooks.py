"""XLSX workbooks: the first visible sheet."""
from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

import openpyxl

from app.domain.errors import DomainError
from app.services.pool.table_reading.tables import MAX_COLUMNS, Record, Table, build_table

_WIDTH = 4 * MAX_COLUMNS  # formatted empty cells may reach to the last column of the sheet; do not follow them
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_CORNERS = re.compile(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")


class Merged(NamedTuple):
    """A merged cell: rows from 1, columns from 0, as everywhere in this package."""

    name: str
    top: int
    left: int
    bottom: int
    right: int


def read_workbook(content: bytes) -> Table:
    """Read the first visible sheet; formulas give the value that was saved with them."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise DomainError("file_is_empty")
    merged = _merged_cells(visible[0])
    spans: dict[int, list[tuple[int, int]]] = {}
    for cell in merged:
        if cell.right > cell.left:
            spans.setdefault(cell.top, []).append((cell.left, cell.right))
    table = build_table(_continued(_records(visible[0]), merged), encoding="xlsx", spans=spans)
    if len(visible) > 1:
        table.note("other_sheets", sheet=visible[0].title, others=len(visible) - 1)
    in_table = [cell.name for cell in merged if cell.bottom >= table.header_row]
    if in_table:
        table.note("cells_are_merged", cells=", ".join(in_table[:5]), count=len(in_table))
    return table


def _records(sheet: Any) -> Iterator[Record]:
    sheet.reset_dimensions()  # what the file says about its own size may be wrong
    for number, row in enumerate(sheet.iter_rows(max_col=_WIDTH, values_only=True), start=1):
        cells = [as_text(value) for value in row]
        if any(cells[MAX_COLUMNS:]):
            raise DomainError("file_has_too_many_columns", limit=MAX_COLUMNS)
        yield number, cells[:MAX_COLUMNS]


def _merged_cells(sheet: Any) -> list[Merged]:
    with sheet._get_source() as source:  # the read-only sheet has no public name for merged cells
        found = [_CORNERS.fullmatch(cells.decode()) for cells in _MERGED.findall(source.read())]
    return [Merged(match[0], int(match[2]), _column(match[1]), int(match[4]), _column(match[3]))
            for match in found if match]


def _column(letters: str) -> int:
    """How far the column is from the first.

    >>> _column("A"), _column("AA")
    (0, 26)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _continued(records: Iterator[Record], merged: Sequence[Merged]) -> Iterator[Record]:
    """A cell merged over several rows of one column stands in each row that has something else: two at one address."""
    begins: dict[int, list[Merged]] = {}
    for cell in merged:
        if cell.left == cell.right and cell.bottom > cell.top:
            begins.setdefault(cell.top, []).append(cell)
    open_cells: dict[int, tuple[int, str]] = {}
    for number, cells in records:
        if any(cells):
            for column, (bottom, text) in open_cells.items():
                if number <= bottom and column < len(cells):
                    cells[column] = cells[column] or text
        for cell in begins.get(number, ()):
            open_cells[cell.left] = (cell.bottom, cells[cell.left] if cell.left < len(cells) else "")
        yield number, cells


def as_text(value: object) -> str:
    """What a person sees in the cell, as nearly as it can be known.

    >>> as_text(77011234567.0), as_text(datetime(1990, 5, 1)), as_text(None), as_text(0.514)
    ('77011234567', '1990-05-01', '', '0.514')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
