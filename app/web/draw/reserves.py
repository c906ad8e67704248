"""The reserves: the public order, who is likely to be called, and who was told so."""
from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, NotFound
from app.domain.local_days import local_day
from app.domain.roles import Role
from app.extensions import db
from app.forms.seats import ReservesForm
from app.installation import current_vault, utc_now
from app.models import Draw
from app.services.draw import draws, reserves, seat_cutoffs
from app.services.draw.reserves import Outlook
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import tell

blueprint = Blueprint("reserves", __name__, url_prefix="/juries/<slug>/reserves")


@blueprint.get("/")
@member(Role.ORGANIZER, Role.OVERSEER)
def index(slug: str) -> str:
    outlook = _outlook()
    form = _form(outlook, ReservesForm(formdata=None))
    form.until.data = _last_day()
    form.tickets.data = [row.ticket for row in outlook.likely if row.told is None][:round(2 * outlook.expected)]
    return _page(outlook, form)


def _page(outlook: Outlook, form: ReservesForm) -> str:
    return render_template("reserves/index.html", jury=jury(), outlook=outlook, form=form, draw=_draw())


def _draw() -> Draw:
    draw = draws.latest_draw(db.session(), jury())
    if draw is None or draw.result is None:
        raise NotFound("panel_is_not_drawn")
    return draw


def _outlook() -> Outlook:
    return reserves.outlook(db.session(), jury(), _draw(), vault=current_vault(), actor=actor())


def _form(outlook: Outlook, form: ReservesForm) -> ReservesForm:
    form.tickets.choices = [(row.ticket, row.ticket) for row in outlook.likely if row.told is None]
    return form


def _last_day() -> date:
    """The day of the cut-off where the agenda has one, else the first day of the sittings, else in a month."""
    item = seat_cutoffs.cutoff_of(db.session(), jury())
    if item is not None:
        return local_day(jury(), item.session.starts_at)
    return jury().starts_on or (utc_now() + timedelta(days=30)).date()


@blueprint.post("/tell")
@member(Role.ORGANIZER, fresh=True)
def tell_them(slug: str) -> str | Response:
    """Write to the chosen reserves."""
    outlook = _outlook()
    form = _form(outlook, ReservesForm())
    if not form.validate():
        return _page(outlook, form)
    end = datetime.combine(form.until.data, time(23, 59), ZoneInfo(jury().time_zone)).astimezone(UTC)
    try:
        with transaction() as session:
            told = reserves.tell_reserves(session, jury(), _draw(), form.tickets.data or [], end,
                                          vault=current_vault(), actor=actor(), now=utc_now())
            count = len(told)
        flash(ngettext("One reserve is told.", "%(num)s reserves are told.", count) if count
              else gettext("Everybody chosen had been told before."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("reserves.index", slug=slug), 303)
