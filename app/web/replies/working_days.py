"""The days off by which every deadline is counted, in public."""
from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.working_days import calendar_in_use
from app.installation import utc_now
from app.web.access import public

blueprint = Blueprint("working_days", __name__, url_prefix="/working-days")
YEARS = range(2020, 2100)


@blueprint.get("/")
@public
def index() -> Response:
    return redirect(url_for("working_days.year", year=utc_now().year))


@blueprint.get("/<int:year>")
@public
def year(year: int) -> str:
    """Holidays of a year, days off that make up for them, moved days, and what is not known yet."""
    if year not in YEARS:
        abort(404)
    calendar = calendar_in_use()
    named = [(day, holiday.name) for holiday in calendar.holidays for day in holiday.in_year(year)]
    moved = [row for row in calendar.moved if year in (row[0].year, row[1].year)]
    instead = sorted(calendar.days_off(year) - {day for day, _ in named} - {off for off, _ in moved})
    return render_template("working_days/year.html", calendar=calendar, year=year, named=sorted(named, key=_day),
                           instead=instead, moved=moved, lacking=calendar.lacks(year))


def _day(row: tuple[date, dict[str, str]]) -> date:
    return row[0]
