"""Days off as data: what is certain of 2026 and 2027, moved days, other countries, and files that are wrong."""
from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings, UnsafeSettings
from app.domain import working_days
from app.domain.holiday_calendars import CalendarIsWrong, read_calendar
from app.installation import install

KAZAKHSTAN = read_calendar()
ELSEWHERE = {
    "country": "XX", "name": {"en": "Elsewhere"}, "source": "A law",
    "fixed": [{"day": "03-08", "name": {"en": "Spring"}}],
    "moving": [{"name": {"en": "Moon"}, "days": ["2027-04-01"]}],
    "moved": [{"off": "2027-03-05", "work": "2027-03-13"}], "decided_years": [2027]}


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "days.json"
    path.write_text(json.dumps(ELSEWHERE), encoding="utf-8")
    yield path
    working_days.use_calendar(KAZAKHSTAN)


@pytest.mark.parametrize(("year", "days"), [
    (2026, ["01-01", "01-02", "01-07", "03-08", "03-09", "03-21", "03-22", "03-23", "03-24", "03-25", "05-01", "05-07",
            "05-09", "05-11", "05-27", "07-06", "08-30", "08-31", "10-25", "10-26", "12-16"]),
    (2027, ["01-01", "01-02", "01-04", "01-07", "03-08", "03-21", "03-22", "03-23", "03-24", "05-01", "05-03", "05-07",
            "05-09", "05-10", "05-16", "07-06", "08-30", "10-25", "12-16"])])
def test_the_days_off_of_kazakhstan(year: int, days: list[str]) -> None:
    """Article 5 of the law on holidays, and article 85 of the Labour Code: a holiday on a weekend moves to the next
    working day, the two religious days do not. Days that the Government moves are not in this list."""
    assert sorted(KAZAKHSTAN.days_off(year)) == [date.fromisoformat(f"{year}-{day}") for day in days]


def test_what_is_not_known_is_said() -> None:
    assert not KAZAKHSTAN.lacks(2027)
    assert [holiday.name["en"] for holiday in KAZAKHSTAN.lacks(2040)] == ["First day of Qurban Ait"]
    assert not KAZAKHSTAN.is_certain(2027), "no decision on moved days is entered"


def test_days_are_moved_by_decision_and_any_country_can_be_added(elsewhere: Path) -> None:
    calendar = read_calendar(elsewhere)
    assert calendar.is_certain(2027)
    assert [calendar.is_working_day(date(2027, 3, day)) for day in (4, 5, 6, 8, 13, 14)] == [
        True, False, False, False, True, False]
    install(Flask("elsewhere"), Settings(secret_key="x" * 40, holidays=str(elsewhere)))
    assert working_days.add_working_days(date(2027, 3, 4), 5) == date(2027, 3, 13)
    assert working_days.working_days_between(date(2027, 3, 4), date(2027, 3, 13)) == 5


def test_every_year_has_the_working_days_that_its_weeks_and_holidays_leave() -> None:
    for year in range(2024, 2031):
        days = [date(year, 1, 1) + timedelta(days=step) for step in range(365)]
        off_in_the_week = sum(day.weekday() < 5 for day in KAZAKHSTAN.days_off(year))
        assert sum(map(KAZAKHSTAN.is_working_day, days)) == sum(day.weekday() < 5 for day in days) - off_in_the_week


@pytest.mark.parametrize("change", [
    {"fixed": [{"day": "13-01", "name": {}}]}, {"fixed": [{"day": "02-29", "name": {}}]}, {"fixed": [{"name": {}}]},
    {"fixed": 7}, {"moved": [{"off": "2027-03-06", "work": "2027-03-13"}]}, {"moved": [{"off": "2027-03-05"}]},
    {"moving": [{"name": {"en": "M"}, "days": ["soon"]}]}, {"country": ""}, {"name": 5}, {"decided_years": ["x"]}])
def test_a_file_that_is_no_calendar_stops_the_start(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "days.json"
    path.write_text(json.dumps(ELSEWHERE | change), encoding="utf-8")
    with pytest.raises(CalendarIsWrong, match=r"days\.json"):
        read_calendar(path)
    with pytest.raises(UnsafeSettings, match="ALQA_HOLIDAYS"):
        install(Flask("elsewhere"), Settings(secret_key="x" * 40, holidays=str(path)))
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(CalendarIsWrong):
        read_calendar(path)
    with pytest.raises(CalendarIsWrong):
        read_calendar(tmp_path / "nowhere.json")
