"""The days off of a country: a file of data, read and checked once when the service starts."""
from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).with_name("holidays") / "kz.json"


class CalendarIsWrong(ValueError):
    """The file is not a calendar; the text says where."""


@dataclass(frozen=True)
class Holiday:
    """`is_carried_over`: whether the next working day is off when it falls on a weekend."""

    name: dict[str, str]
    is_carried_over: bool
    month_and_day: tuple[int, int] | None = None  # of a fixed one
    days: tuple[date, ...] = ()  # of one that moves: one for each year that is known

    def in_year(self, year: int) -> list[date]:
        if self.month_and_day is not None:
            return [date(year, *self.month_and_day)]
        return [day for day in self.days if day.year == year]


@dataclass(frozen=True)
class HolidayCalendar:
    """`moved`: (day off, day worked instead), as a government decides for each year."""

    country: str
    name: dict[str, str]
    source: str
    holidays: tuple[Holiday, ...]
    moved: tuple[tuple[date, date], ...]
    decided_years: frozenset[int]  # for which it is known whether days were moved

    @cached_property
    def _off(self) -> dict[int, frozenset[date]]:
        return {}

    def days_off(self, year: int) -> frozenset[date]:
        """Holidays, the days that make up for them, and days off by decision; ordinary weekends are not meant."""
        if year not in self._off:
            off = {day for holiday in self.holidays for day in holiday.in_year(year)}
            carried = sorted(day for holiday in self.holidays if holiday.is_carried_over
                             for day in holiday.in_year(year) if day.weekday() >= 5)
            for day in carried:
                off.add(_next_free(day, off))
            self._off[year] = frozenset(off | {day for day, _ in self.moved if day.year == year})
        return self._off[year]

    def is_working_day(self, day: date) -> bool:
        if any(day == worked for _, worked in self.moved):
            return True
        return day.weekday() < 5 and day not in self.days_off(day.year)

    def lacks(self, year: int) -> list[Holiday]:
        """Holidays whose date in this year nobody has entered."""
        return [holiday for holiday in self.holidays if not holiday.in_year(year)]

    def is_certain(self, year: int) -> bool:
        """Whether nothing about this year is still open."""
        return year in self.decided_years and not self.lacks(year)


def _next_free(day: date, off: set[date]) -> date:
    while day.weekday() >= 5 or day in off:
        day += timedelta(days=1)
    return day


def read_calendar(path: Path = SHIPPED) -> HolidayCalendar:
    """Read a calendar. Raises CalendarIsWrong with the place of the first fault."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return HolidayCalendar(
            country=_text(raw, "country"), name=dict(raw["name"]), source=_text(raw, "source"),
            holidays=tuple([_fixed(row) for row in raw["fixed"]] + [_moving(row) for row in raw.get("moving", [])]),
            moved=tuple(_moved(row) for row in raw.get("moved", [])),
            decided_years=frozenset(int(year) for year in raw.get("decided_years", [])))
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise CalendarIsWrong(f"{path}: {type(error).__name__}: {error}") from error


def _text(raw: dict[str, Any], name: str) -> str:
    if not isinstance(raw[name], str) or not raw[name].strip():
        raise ValueError(f"“{name}” must be a text")
    return str(raw[name])


def _fixed(row: dict[str, Any]) -> Holiday:
    day = date.fromisoformat(f"2028-{row['day']}")  # a leap year
    if (day.month, day.day) == (2, 29):
        raise ValueError("29 February is no fixed holiday: list its years under “moving”")
    return Holiday(dict(row["name"]), bool(row.get("is_carried_over", True)), month_and_day=(day.month, day.day))


def _moving(row: dict[str, Any]) -> Holiday:
    return Holiday(dict(row["name"]), bool(row.get("is_carried_over", True)),
                   days=tuple(sorted(date.fromisoformat(day) for day in row["days"])))


def _moved(row: dict[str, Any]) -> tuple[date, date]:
    off, worked = date.fromisoformat(row["off"]), date.fromisoformat(row["work"])
    if off.weekday() >= 5 or worked.weekday() < 5:
        raise ValueError(f"{off} must be a weekday and {worked} a Saturday or Sunday")
    return off, worked
