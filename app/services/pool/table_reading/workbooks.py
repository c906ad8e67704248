"""XLSX workbooks: the first visible sheet."""
from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl

from app.domain.errors import DomainError
from app.services.pool.table_reading.tables import MAX_COLUMNS, Record, Table, build_table

_WIDTH = 4 * MAX_COLUMNS  # formatted empty cells may reach to the last column of the sheet; do not follow them
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')


def read_workbook(content: bytes) -> Table:
    """Read the first visible sheet; formulas give the value that was saved with them."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise DomainError("file_is_empty")
    table = build_table(_records(visible[0]), encoding="xlsx")
    if len(visible) > 1:
        table.note("other_sheets", sheet=visible[0].title, others=len(visible) - 1)
    merged = [cells for cells in _merged_cells(visible[0]) if _last_row(cells) >= table.header_row]
    if merged:
        table.note("cells_are_merged", cells=", ".join(merged[:5]), count=len(merged))
    return table


def _records(sheet: Any) -> Iterator[Record]:
    sheet.reset_dimensions()  # what the file says about its own size may be wrong
    for number, row in enumerate(sheet.iter_rows(max_col=_WIDTH, values_only=True), start=1):
        cells = [as_text(value) for value in row]
        if any(cells[MAX_COLUMNS:]):
            raise DomainError("file_has_too_many_columns", limit=MAX_COLUMNS)
        yield number, cells[:MAX_COLUMNS]


def _merged_cells(sheet: Any) -> list[str]:
    with sheet._get_source() as source:  # the read-only sheet has no public name for merged cells
        return [cells.decode() for cells in _MERGED.findall(source.read())]


def _last_row(cells: str) -> int:
    return int(re.sub("[A-Z]", "", cells.partition(":")[2]))


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
