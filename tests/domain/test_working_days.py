"""Deadlines in working days of Kazakhstan."""
from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.working_days import add_working_days, is_working_day, working_days_between

DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(("day", "works"), [
    (date(2026, 11, 20), True), (date(2026, 11, 21), False), (date(2026, 12, 16), False), (date(2026, 3, 9), False),
    (date(2026, 5, 27), False), (date(2026, 1, 2), False),
    (date(2026, 3, 25), False), (date(2026, 3, 26), True), (date(2028, 1, 3), False)])
def test_known_days(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_ten_working_days_over_independence_day() -> None:
    assert add_working_days(date(2026, 12, 7), 10) == date(2026, 12, 22)


@given(DAYS, st.integers(1, 60))
def test_counting_back_gives_the_same_number(start: date, count: int) -> None:
    end = add_working_days(start, count)
    assert is_working_day(end)
    assert working_days_between(start, end) == count
    assert working_days_between(end, start) == -working_days_between(start, end)
