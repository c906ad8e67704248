"""States of a promise that follows a reply, and the dates at which progress is usually reported."""
from __future__ import annotations

from calendar import monthrange
from datetime import date
from enum import Enum

USUAL_MONTHS = (3, 6, 12)


class MilestoneState(Enum):
    PLANNED = "planned"
    DONE = "done"
    DROPPED = "dropped"  # given up, with a public reason
    UNREPORTED = "unreported"  # the organizers ended the waiting: no report ever came


class MilestoneStanding(Enum):
    """How a milestone stands today; computed from its dates."""

    AHEAD = "ahead"
    SOON = "soon"  # due within two weeks
    OVERDUE = "overdue"
    DONE = "done"
    DONE_LATE = "done_late"
    DROPPED = "dropped"
    UNREPORTED = "unreported"


class ReportKind(Enum):
    PROGRESS = "progress"
    MOVED = "moved"
    DONE = "done"
    DROPPED = "dropped"
    UNREPORTED = "unreported"
    REMINDED = "reminded"


class Answer(Enum):
    """What a juror says: does this reply answer us?"""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month.

    >>> months_after(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
