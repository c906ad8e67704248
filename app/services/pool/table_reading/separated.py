"""Comma-, semicolon- and tab-separated text."""
from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from app.domain.errors import DomainError
from app.services.pool.table_reading.encodings import decode
from app.services.pool.table_reading.tables import Record, Table, build_table

SEPARATORS = (",", ";", "\t", "|")
_LOOK_AT = 60  # lines
_LONGEST_CELL = 131_072  # the reader's own limit; a forgotten quotation mark ends there and not at the end of memory


def read_separated(content: bytes, encoding: str = "") -> Table:
    """Read a CSV file. Raises `csv_is_broken` with the row, and what `decode` and `build_table` raise."""
    text, name = decode(content, encoding)
    text, separator = _said_separator(text)
    if not text.strip():
        raise DomainError("file_is_empty")
    separator = separator or _likely_separator(text)
    return build_table(_records(text, separator), encoding=name, separator=separator)


def _said_separator(text: str) -> tuple[str, str]:
    """Excel writes `sep=;` into a first line of its own."""
    first, _, rest = text.partition("\n")
    said = first.strip().lower().removeprefix("sep=")
    return (rest, said) if first.lower().startswith("sep=") and said in SEPARATORS else (text, "")


def _likely_separator(text: str) -> str:
    """The one that cuts the most rows into as many cells as the header has."""
    sample = "\n".join(text[:200_000].splitlines()[:_LOOK_AT])
    return max(SEPARATORS, key=lambda separator: _fit(sample, separator))


def _fit(sample: str, separator: str) -> tuple[float, int]:
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if row]
    except csv.Error:
        return (0.0, 0)
    usual = max(widths, key=widths.count, default=1)
    if usual < 2:
        return (0.0, max(widths, default=0))
    return (widths.count(usual) / len(widths), usual)


def _records(text: str, separator: str) -> Iterator[Record]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, cells
    except csv.Error as error:
        raise DomainError("csv_is_broken", row=number + 1) from error
