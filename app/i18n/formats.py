"""Dates, numbers and durations, formatted on the server: browsers do not know Kazakh."""
from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from babel import numbers
from flask_babel import format_date as babel_date
from flask_babel import format_time as babel_time
from flask_babel import get_locale, gettext

FILTERS = ("date", "datetime", "time", "number", "percent", "duration", "size", "clock")


def format_date(value: date | datetime | None) -> str:
    return babel_date(value, "long") if value else ""


def format_datetime(value: datetime | None) -> str:
    if not value:
        return ""
    return f"{babel_date(value, 'long')}, {babel_time(value, 'short')}"


def format_time(value: datetime | None) -> str:
    return babel_time(value, "short") if value else ""


def format_number(value: int | float | Decimal) -> str:
    return numbers.format_decimal(value, locale=get_locale())


def format_percent(value: float | Decimal, digits: int = 1) -> str:
    """A share between 0 and 1 in words of the language, for instance 4,8 %."""
    pattern = "#,##0." + "0" * digits + " %" if digits else "#,##0 %"
    return numbers.format_percent(value, format=pattern.replace(" ", "\N{NO-BREAK SPACE}"), locale=get_locale())


def format_duration(value: timedelta | int) -> str:
    """Whole minutes in words."""
    minutes = round((value.total_seconds() if isinstance(value, timedelta) else value) / 60)
    return gettext("%(minutes)s min", minutes=format_number(minutes))


def format_clock(seconds: int) -> str:
    """mm:ss, alike in every language."""
    return f"{max(0, seconds) // 60}:{max(0, seconds) % 60:02d}"


def format_size(size: int) -> str:
    """Bytes as a reader reads them."""
    if size < 1024 * 1024:
        return gettext("%(size)s KB", size=format_number(max(1, round(size / 1024))))
    return gettext("%(size)s MB", size=format_number(round(size / 1024 / 1024, 1)))

