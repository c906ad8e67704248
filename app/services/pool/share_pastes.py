"""Numbers of the population as they come out of a spreadsheet or off a page: cells, totals, percentages or counts."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.errors import DomainError, refuse_if
from sortition.spelling import fold

MOST_LINES, MOST_COLUMNS = 400, 120
_TOTALS = ("total", "all", "sum", "altogether", "in all", "итого", "всего", "сумма", "все население", "всё население",
           "барлығы", "жиыны", "жалпы", "барлық халық", "оба пола", "both sexes")
_PERCENTAGES = ("%", "percent", "per cent", "share", "процент", "доля", "удельный вес", "пайыз", "үлес")
_DASHES = {"-", "–", "—", "−"}  # statistical offices write them for “none”
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?|\d{1,3}(?:[ ,.'’]\d{3})+(?:[.,]\d+)?")
_LAST_NUMBER = re.compile(r"^(?P<name>.*?\S)(?:\s*[,:=]\s*|\s+)(?P<number>\d+(?:[.,]\d+)?\s*%?)$")
_SIGNS = re.compile(r"[ ,.'’]")
_SURELY_DECIMAL = re.compile(r"\d+[.,](?:\d{1,2}|\d{4,})")
_SPACES = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "\N{THIN SPACE}": " "})


@dataclass(frozen=True)
class Cell:
    """One number with the values that it counts: one, or two where features are crossed."""

    row: int
    names: tuple[str, ...]
    number: Decimal


@dataclass(frozen=True)
class Paste:
    """What was understood. `totals`: how many rows and columns were left out as totals of the others."""

    cells: tuple[Cell, ...]
    totals: int = 0
    is_sum_wrong: bool = False  # a total in the table is not the sum of its parts


def read_paste(text: str) -> Paste:
    """Understand pasted text.

    Raises `paste_is_empty`, `paste_is_too_long`, `paste_has_no_numbers`, `paste_needs_header`, `paste_value_is_twice`,
    or every faulty cell with its row and column.
    """
    lines = [(number, line) for number, line in enumerate(text.translate(_SPACES).splitlines(), start=1)
             if line.strip(" ;,\t")]
    if not lines:
        raise DomainError("paste_is_empty")
    rows = _rows(lines)
    if len(rows) > MOST_LINES or max(len(cells) for _, cells in rows) > MOST_COLUMNS:
        raise DomainError("paste_is_too_long", lines=MOST_LINES)
    start = _first_number(rows)
    has_header = not any(_is_numeric(cell) for cell in rows[0][1][start:]) and len(rows) > 1
    header = rows[0][1] if has_header else []
    body = rows[1:] if has_header else rows
    if has_header:
        header, body = _without_percentages(header, body, start)
    is_grouped = not _is_decimal(body, start)
    return _without_totals(_cells(header, body, start, is_grouped))


def _rows(lines: Sequence[tuple[int, str]]) -> list[tuple[int, list[str]]]:
    separator = next((sign for sign in ("\t", ";", "|") if any(sign in line for _, line in lines)), None)
    if separator:
        return [(number, _trimmed(line.split(separator))) for number, line in lines]
    # Commas stand between cells and in numbers; a name with one number behind it is the plain case.
    pairs = [_LAST_NUMBER.match(line.strip()) for _, line in lines]
    if sum(pair is not None for pair in pairs) >= len(lines) - 1 and not _has_columns(lines):
        return [(number, [pair["name"].strip(" ,"), pair["number"]] if pair else _trimmed(line.split(",")))
                for (number, line), pair in zip(lines, pairs, strict=True)]
    return [(number, _trimmed(line.split(","))) for number, line in lines]


def _has_columns(lines: Sequence[tuple[int, str]]) -> bool:
    """Whether commas cut every line into the same three or more cells."""
    counts = {line.count(",") for _, line in lines}
    return len(counts) == 1 and counts.pop() > 1 and len(lines) > 1 and not any(
        _number(cell) is not None for cell in lines[0][1].split(","))


def _trimmed(cells: list[str]) -> list[str]:
    found = [" ".join(cell.strip().strip('"').split()) for cell in cells]
    while found and not found[-1]:
        found.pop()
    return found


def _number(text: str, *, is_grouped: bool = True) -> Decimal | None:
    """
    >>> [str(_number(text)) for text in ("51,4 %", "1 234 567", "1,234,567", "1.234,5", "–", "x", "12,345")]
    ['51.4', '1234567', '1234567', '1234.5', '0', 'None', '12345']
    >>> _number("12,345", is_grouped=False)
    Decimal('12.345')
    """
    bare = text.strip().rstrip("%").strip()
    if bare in _DASHES:
        return Decimal(0)
    if not _NUMBER.fullmatch(bare):
        return None
    *front, last = _SIGNS.split(bare)
    signs = _SIGNS.findall(bare)
    if not front:
        return Decimal(last)
    is_decimal = signs[-1] in ",." and (
        len(last) != 3 or len(set(signs)) > 1 or (len(signs) == 1 and not is_grouped))
    return Decimal("".join(front) + ("." if is_decimal else "") + last)


def _is_numeric(text: str) -> bool:
    """Whether a cell is meant as a number, be it a wrong one like −5."""
    return _number(text) is not None or text[:1] in _DASHES


def _is_decimal(rows: Sequence[tuple[int, list[str]]], start: int) -> bool:
    """Whether a sign before three digits begins the fraction: other cells show it, or the sum of a hundred does."""
    texts = [cell.rstrip("% ") for _, cells in rows for cell in cells[start:]]
    if any(_SURELY_DECIMAL.fullmatch(text) for text in texts):
        return True
    read = [_number(text, is_grouped=False) or Decimal(0) for text in texts]
    return 99 <= sum(read) <= 101 or 198 <= sum(read) <= 202  # the second with a total of 100


def _first_number(rows: Sequence[tuple[int, list[str]]]) -> int:
    """The first column that holds numbers in most rows; what stands before it are names."""
    width = max(len(cells) for _, cells in rows)
    for place in range(1, min(width, 3)):
        column = [cells[place] for _, cells in rows if len(cells) > place]
        if 2 * sum(_number(cell) is not None for cell in column) >= len(column):
            return place
    raise DomainError("paste_has_no_numbers")


def _cells(header: Sequence[str], body: Sequence[tuple[int, list[str]]], start: int,
           is_grouped: bool) -> list[Cell]:
    faults: list[DomainError] = []
    found: list[Cell] = []
    is_crossed = _is_crossed(header, body, start)
    above = [""] * start
    for number, cells in body:
        # A merged cell stands only in its first row.
        above = [cell or above[place] for place, cell in enumerate(_padded(cells, start))]
        for place, text in enumerate(cells[start:], start=start):
            value = _number(text, is_grouped=is_grouped)
            if value is None:
                faults.append(DomainError("paste_is_no_number", row=number, column=place + 1, text=text[:60]))
            else:
                column = header[place] if place < len(header) else ""
                found.append(Cell(number, (*above, *([column] if is_crossed else [])), value))
        if not any(above):
            faults.append(DomainError("paste_name_is_blank", row=number, column=1))
    refuse_if(faults[:20])
    return found


def _without_percentages(header: list[str], body: list[tuple[int, list[str]]],
                         start: int) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Beside numbers of people the percentages say nothing new."""
    kept = [place for place, title in enumerate(header) if place < start or not any(
        word in fold(title) for word in _PERCENTAGES)]
    if len(kept) <= start or len(kept) == len(header):
        return header, body
    return ([header[place] for place in kept],
            [(number, [cells[place] for place in kept if place < len(cells)]) for number, cells in body])


def _padded(cells: list[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]


def _is_crossed(header: Sequence[str], body: Sequence[tuple[int, list[str]]], start: int) -> bool:
    widest = max(len(cells) for _, cells in body)
    if widest - start < 2:
        return False
    if not header:
        raise DomainError("paste_needs_header", columns=widest - start)
    return True


def _without_totals(cells: Sequence[Cell]) -> Paste:
    kept = [cell for cell in cells if not any(_is_total(name) for name in cell.names)]
    if not kept or not sum(cell.number for cell in kept):
        raise DomainError("paste_has_no_numbers")
    names = [cell.names for cell in kept]
    twice = next((cell for place, cell in enumerate(kept) if cell.names in names[:place]), None)
    if twice is not None:
        raise DomainError("paste_value_is_twice", row=twice.row, value=", ".join(twice.names))
    totals = {(place, fold(name)) for cell in cells for place, name in enumerate(cell.names) if _is_total(name)}
    whole = [cell.number for cell in cells if all(_is_total(name) for name in cell.names[-1:] + cell.names[:1])]
    parts = sum((cell.number for cell in kept), Decimal(0))
    return Paste(tuple(kept), len(totals), bool(whole) and abs(whole[0] - parts) > whole[0] / 100)


def _is_total(name: str) -> bool:
    return fold(name).strip(" .:*") in _TOTALS
