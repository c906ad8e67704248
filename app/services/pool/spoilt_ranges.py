"""Age groups that a spreadsheet took for dates: “10-14” typed into Excel is October 2014, “18-30” half past six."""
from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_RANGE = re.compile(r"(\d{1,3})\s*[-–—]\s*(\d{1,3})(?:\s.*)?")
_AGE = re.compile(r"(?<!\w)(age|ages|возраст\w*|жас|жасы|жас\w* тобы)(?!\w)", re.I)
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{1,2})(?::00)?")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: 00:00)?")
_DOTTED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4}|\d\d)")
_DAY_MONTH = re.compile(r"(\d{1,2})[-. ]\s*([^\W\d_]+)\.?")
_MONTH_YEAR = re.compile(r"([^\W\d_]+)\.?[-. ]\s*(\d\d)")
_MONTHS = (
    ("jan", "янв", "қаң"), ("feb", "фев", "ақп"), ("mar", "мар", "нау"), ("apr", "апр", "сәу"),
    ("may", "май", "мая", "мам"), ("jun", "июн", "мау"), ("jul", "июл", "шіл"), ("aug", "авг", "там"),
    ("sep", "сен", "қыр"), ("oct", "окт", "қаз"), ("nov", "ноя", "қар"), ("dec", "дек", "жел"),
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}

Span = tuple[int, int]


@dataclass(frozen=True)
class Spoilt:
    """What a cell probably was; certain when the column or the targets have that very group."""

    meant: str
    is_certain: bool


def spoilt_values(title: str, cells: Iterable[str], known: Iterable[str] = ()) -> dict[str, Spoilt]:
    """Cells of a column of ranges that look like dates or hours, with what they probably were.

    >>> spoilt_values("Возраст", ["2014-10-01", "15-17", "18:30:00"], ["18-30"])["18:30:00"]
    Spoilt(meant='18-30', is_certain=True)
    >>> spoilt_values("Возраст", ["окт.14", "15-17"]), spoilt_values("Приём", ["18:30", "19:00"])
    ({'окт.14': Spoilt(meant='10-14', is_certain=False)}, {})
    """
    values = set(cells)
    groups = {span: text for text in (*values, *known) if (span := _span(text))}
    if not groups and not _AGE.search(title):
        return {}
    found = {}
    for value in values:
        spans = _behind(value)
        if spans:
            certain = next((span for span in spans if span in groups), None)
            meant = groups[certain] if certain else "{}-{}".format(*spans[0])
            found[value] = Spoilt(meant, certain is not None)
    return found


def _span(text: str) -> Span | None:
    match = _RANGE.fullmatch(text)
    return (int(match[1]), int(match[2])) if match else None


def _behind(text: str) -> list[Span]:
    """The ranges that a spreadsheet could have shown like this, the likeliest first; rising ones only."""
    return [(low, high) for low, high in _readings(text.strip().casefold()) if low < high]


def _readings(text: str) -> list[Span]:
    if match := _CLOCK.fullmatch(text):
        # 18.30 stored as a number loses its zero.
        return [(int(match[1]), int(match[2]) * (10 if "." in text and len(match[2]) == 1 else 1))]
    if match := _ISO.fullmatch(text):
        return _of_date(int(match[3]), int(match[2]), int(match[1]))
    if match := _DOTTED.fullmatch(text):
        return _of_date(int(match[1]), int(match[2]), int(match[3]))
    if (match := _DAY_MONTH.fullmatch(text)) and match[2][:3] in _MONTH_OF:
        return [(int(match[1]), _MONTH_OF[match[2][:3]]), (_MONTH_OF[match[2][:3]], int(match[1]))]
    if (match := _MONTH_YEAR.fullmatch(text)) and match[1][:3] in _MONTH_OF:
        return [(_MONTH_OF[match[1][:3]], int(match[2]))]
    return []


def _of_date(day: int, month: int, year: int) -> list[Span]:
    """A first of a month comes from month and year, any other day from day and month in either order."""
    by_day = [(day, month), (month, day)]
    return [(month, year % 100), *by_day] if day == 1 else by_day
