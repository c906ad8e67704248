"""A table as it was read: header, rows, and what was noticed; with the limits that hold for every file."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain, zip_longest
from typing import Any

from app.domain.errors import DomainError
from app.services.pool.table_reading.cells import clean, letters_of

MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_CELL = 500
MAX_TEXT = 12_000_000  # characters in all: shared strings let a small workbook unfold far beyond its size
HEADER_WITHIN = 10  # rows: a title and a few remarks may stand above the header

Record = tuple[int, list[str]]  # the row's number in the file, its cells
Span = tuple[int, int]  # first and last column, counted from 0


@dataclass
class Table:
    """`numbers[i]` is the number of `rows[i]` in the file; `notes` are codes with parameters about single places."""

    header: list[str]
    header_row: int = 1
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    encoding: str = ""
    separator: str = ""

    def note(self, code: str, **params: Any) -> None:
        self.notes.append({"code": code, **params})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def build_table(records: Iterable[Record], *, encoding: str, separator: str = "",
                spans: Mapping[int, Sequence[Span]] | None = None) -> Table:
    """Find the header, clean the cells, drop blank rows and columns.

    `spans`: row → columns over which its cells are merged; a title counts for all columns under it.

    Raises `file_is_empty`, `file_has_no_rows`, or which limit is passed.
    """
    filled = _filled(records)
    first: list[Record] = []
    for record in filled:
        first.append(record)
        if len(first) == HEADER_WITHIN:
            break
    if not first:
        raise DomainError("file_is_empty")
    at = _header_place(first)
    header, rows = _header(first[at:at + 2], (spans or {}).get(first[at][0], ()))
    table = Table(header, first[at][0], encoding=encoding, separator=separator)
    if len(table.header) > MAX_COLUMNS:
        raise DomainError("file_has_too_many_columns", limit=MAX_COLUMNS)
    if at:
        table.note("rows_above_header", row=first[at][0])
    if rows == 2:
        table.note("header_has_two_rows", first=first[at][0], row=first[at + 1][0])
    _add_rows(table, chain(first[at + rows:], filled))
    if not table.rows:
        raise DomainError("file_has_no_rows")
    _drop_blank_columns(table)
    _name_columns(table)
    return table


def _header_place(first: Sequence[Record]) -> int:
    """The first row with titles over at least half of the columns in use: a title and a date beside it are none."""
    filled = [sum(map(bool, cells)) for _, cells in first]
    return next((place for place, count in enumerate(filled) if count > 1 and 2 * count >= max(filled)), 0)


def _header(first: Sequence[Record], spans: Sequence[Span]) -> tuple[list[str], int]:
    """The titles, and over how many rows they go: “Address” over “street” and “house” gives “Address street”, …"""
    upper = list(first[0][1])
    lower = list(first[1][1]) if len(first) > 1 else []
    width = len(_trimmed([one or two for one, two in zip_longest(upper, lower, fillvalue="")]))
    upper, lower = ([*cells, *[""] * width][:width] for cells in (upper, lower))
    groups = _groups(upper)
    single = [place for place, *more in groups if not more]
    parted = [group for group in groups if len(group) > 1 and all(lower[place] for place in group)]
    if parted and single and all(lower[place] in {"", upper[place]} for place in single):
        over = {place: upper[group[0]] for group in groups for place in group}
        return [" ".join(dict.fromkeys(filter(None, (over[place], lower[place])))) for place in range(width)], 2
    for start, end in spans:
        upper[start:end + 1] = [upper[place] or upper[start] for place in range(start, min(end + 1, width))]
    return _trimmed(upper), 1


def _groups(titles: Sequence[str]) -> list[list[int]]:
    """Places of a title and of the blank ones that follow it."""
    groups: list[list[int]] = []
    for place, title in enumerate(titles):
        if title or not groups:
            groups.append([])
        groups[-1].append(place)
    return groups


def _filled(records: Iterable[Record]) -> Iterator[Record]:
    for number, cells in records:
        cleaned = [clean(cell) for cell in cells]
        if any(cleaned):
            yield number, cleaned


def _trimmed(cells: list[str]) -> list[str]:
    width = max((place + 1 for place, cell in enumerate(cells) if cell), default=0)
    return cells[:width]


def _add_rows(table: Table, records: Iterable[Record]) -> None:
    width, text = len(table.header), 0
    for number, record in records:
        if len(table.rows) == MAX_ROWS:
            raise DomainError("file_has_too_many_rows", limit=MAX_ROWS)
        cells = _trimmed(record)
        text += sum(map(len, cells))
        if text > MAX_TEXT:
            raise DomainError("file_has_too_much_text", limit=MAX_TEXT)
        if len(cells) > width:
            table.note("row_has_more_cells", row=number, value=cells[width][:MAX_CELL], cells=len(cells), columns=width)
        for place, cell in enumerate(cells[:width]):
            if len(cell) > MAX_CELL:
                table.note("cell_is_too_long", row=number, column=table.header[place] or letters_of(place),
                           length=len(cell), limit=MAX_CELL)
        table.rows.append([cell[:MAX_CELL] for cell in cells[:width]] + [""] * (width - len(cells)))
        table.numbers.append(number)


def _drop_blank_columns(table: Table) -> None:
    kept = [place for place, title in enumerate(table.header) if title or any(row[place] for row in table.rows)]
    if len(kept) < len(table.header):
        # Later notes name columns by letter: keep the letter of the file for those without a title.
        table.header = [table.header[place] or letters_of(place) for place in kept]
        table.rows = [[row[place] for place in kept] for row in table.rows]


def _name_columns(table: Table) -> None:
    """Give every column a name of its own."""
    seen: dict[str, int] = {}
    for place, title in enumerate(table.header):
        name = (title or letters_of(place))[:MAX_CELL]
        if not title:
            table.note("header_is_empty", column=name)
        count = seen[name.casefold()] = seen.get(name.casefold(), 0) + 1
        table.header[place] = f"{name} ({count})" if count > 1 else name
        if count > 1:
            table.note("header_is_twice", column=name, renamed=table.header[place])
