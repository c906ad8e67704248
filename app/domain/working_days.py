"""Working days of a country: deadlines by which the authority must answer."""
from __future__ import annotations

from datetime import date, timedelta

from app.domain.holiday_calendars import HolidayCalendar, read_calendar

_in_use: list[HolidayCalendar] = [read_calendar()]


def use_calendar(calendar: HolidayCalendar) -> None:
    """Count by this calendar from now on; called once, when the service starts."""
    _in_use[0] = calendar


def calendar_in_use() -> HolidayCalendar:
    return _in_use[0]


def is_day_off(day: date) -> bool:
    """A public holiday, the day off that makes up for one, or a day off by decision; a weekend is not meant.

    >>> is_day_off(date(2026, 3, 25)), is_day_off(date(2026, 3, 28))
    (True, False)
    """
    return day in _in_use[0].days_off(day.year)


def is_working_day(day: date) -> bool:
    return _in_use[0].is_working_day(day)


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
