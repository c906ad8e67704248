"""Which day it is at a place: the dates of a jury go by its own clock, wherever the server and the reader are."""
from __future__ import annotations

from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Place(Protocol):
    """What has a clock: a jury, or a row with its time zone."""

    @property
    def time_zone(self) -> str: ...


def local_day(place: Place, moment: datetime) -> date:
    """The day at the place.

    >>> from datetime import UTC
    >>> from types import SimpleNamespace
    >>> local_day(SimpleNamespace(time_zone="Asia/Almaty"), datetime(2026, 11, 22, 20, 0, tzinfo=UTC))
    datetime.date(2026, 11, 23)
    """
    return moment.astimezone(ZoneInfo(place.time_zone)).date()
