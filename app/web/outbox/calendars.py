"""The sessions for calendars: members get all of them, everybody the public ones."""
from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from app.domain.errors import DomainError
from app.domain.roles import Role
from app.domain.stages import Stage
from app.extensions import db
from app.i18n.calendar_files import calendar_file
from app.installation import current_settings, current_vault, utc_now
from app.models import CalendarEvent
from app.services import calendars
from app.transaction import transaction
from app.web.access import actor, jury, member, public
from app.web.refusals import tell

blueprint = Blueprint("calendars", __name__, url_prefix="/juries/<slug>/calendar")


@blueprint.get("/")
@public
def show(slug: str) -> str:
    events = _events()
    untold = calendars.untold(events) if actor().has(Role.ORGANIZER, Role.FACILITATOR) else []
    return render_template("calendars/show.html", jury=jury(), events=events, untold=untold)


@blueprint.get("/sessions.ics")
@public
def download(slug: str) -> Response:
    response = Response(_file(_events(), g.language, False), mimetype=calendars.MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}.ics"'
    return response


@blueprint.post("/send")
@member(Role.ORGANIZER, Role.FACILITATOR)
def send(slug: str) -> AnyResponse:
    """Send the sessions to everybody who sits in them."""
    try:
        with transaction() as session:
            count = calendars.send_calendar(session, jury(), _file, vault=current_vault(), actor=actor(),
                                            now=utc_now())
        flash(ngettext("The calendar goes to %(num)s person.", "The calendar goes to %(num)s people.", count),
              "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("calendars.show", slug=slug), 303)


def _events() -> list[CalendarEvent]:
    """What this reader may know of; a draft belongs to its members."""
    if jury().stage is Stage.DRAFT and not actor().roles:
        abort(404)
    events = calendars.events_of(db.session(), jury(), now=utc_now())
    return events if actor().roles else [event for event in events if event.is_public]


def _file(events: Sequence[CalendarEvent], language: str, is_cancel: bool) -> bytes:
    base_url = current_settings().base_url
    address = base_url + url_for("calendars.show", slug=jury().slug, language=language)
    return calendar_file(jury(), events, language, base_url=base_url, address=address, is_cancel=is_cancel)
