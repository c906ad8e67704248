"""Working days of a country: deadlines by which the authority must answer."""
from __future__ import annotations

from datetime import date, timedelta

# Public holidays of Kazakhstan with a fixed date (Law on holidays, No. 267-II, as amended): month, day.
_FIXED = {(1, 1), (1, 2), (1, 7), (3, 8), (3, 21), (3, 22), (3, 23), (5, 1), (5, 7), (5, 9),
          (7, 6), (8, 30), (10, 25), (12, 16)}
# The first day of Qurban Ait moves with the lunar calendar.
_QURBAN_AIT = {2025: (6, 6), 2026: (5, 27), 2027: (5, 16), 2028: (5, 5), 2029: (4, 24), 2030: (4, 13)}


def is_holiday(day: date) -> bool:
    """Whether `day` is a public holiday of Kazakhstan (without the Government's yearly shifts of days off)."""
    return (day.month, day.day) in _FIXED or _QURBAN_AIT.get(day.year) == (day.month, day.day)


def holidays_off(year: int) -> set[date]:
    """Days off because of holidays: the holiday itself and, when it falls on a weekend, the next working day.

    The two religious days (7 January, Qurban Ait) are not carried over (Labour Code, article 85).
    """
    religious = {(1, 7), _QURBAN_AIT.get(year)}
    days = {date(year, month, day) for month, day in _FIXED}
    if year in _QURBAN_AIT:
        days.add(date(year, *_QURBAN_AIT[year]))
    off = set(days)
    for day in sorted(days):
        if day.weekday() >= 5 and (day.month, day.day) not in religious:
            moved = day
            while moved.weekday() >= 5 or moved in off:
                moved += timedelta(days=1)
            off.add(moved)
    return off


def is_day_off(day: date) -> bool:
    """A public holiday, or the day off that makes up for one; an ordinary weekend is not meant."""
    return day in holidays_off(day.year)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in holidays_off(day.year)


def add_working_days(start: date, count: int) -> date:
    """The `count`-th working day after `start` (`start` itself does not count)."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_day_before(end: date, count: int) -> date:
    """The `count`-th working day before `end` (`end` itself does not count).

    >>> working_day_before(date(2027, 3, 24), 1)
    datetime.date(2027, 3, 19)
    """
    day = end
    while count > 0:
        day -= timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
    if end < start:
        return -working_days_between(end, start)
    days = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
    return sum(is_working_day(day) for day in days)
