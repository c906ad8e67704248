"""How an answer stands against its deadline, in working days."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from app.domain.working_days import working_days_between


class Standing(Enum):
    DUE = "due"  # not answered, time left
    OVERDUE = "overdue"  # not answered, the day has passed
    EARLY = "early"  # answered before the day
    ON_TIME = "on_time"  # answered on the day
    LATE = "late"  # answered after the day


@dataclass(frozen=True)
class Deadline:
    """`days`: working days between the deadline and the answer, or today when there is none; never negative."""

    standing: Standing
    days: int
    due_on: date


def deadline(due_on: date, answered_on: date | None, today: date) -> Deadline:
    """Compare an answer, or its absence, with the day by which it was promised.

    >>> deadline(date(2026, 12, 7), date(2026, 12, 2), date(2026, 12, 30))
    Deadline(standing=<Standing.EARLY: 'early'>, days=3, due_on=datetime.date(2026, 12, 7))
    """
    day = answered_on or today
    if day <= due_on:
        days = working_days_between(day, due_on)
        early = Standing.EARLY if days else Standing.ON_TIME
        return Deadline(early if answered_on else Standing.DUE, days, due_on)
    return Deadline(Standing.LATE if answered_on else Standing.OVERDUE, working_days_between(due_on, day), due_on)
