"""Private hints: the facilitator writes one, its juror reads it and puts it away; nobody else has a page."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.roles import Role
from app.domain.room_desk import NudgeKind
from app.extensions import db
from app.forms.nudges import NudgeForm
from app.forms.rooms import CommandForm
from app.installation import utc_now
from app.services.room import nudges, rooms
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import attach, tell
from app.web.room.room_context import room_values

blueprint = Blueprint("nudges", __name__, url_prefix="/juries/<slug>/hints")


@blueprint.route("/to/<int:juror_id>", methods=["GET", "POST"])
@member(Role.FACILITATOR)
def send(slug: str, juror_id: int) -> str | Response:
    """A hint to one juror."""
    form = NudgeForm()
    juror = nudges.juror_of(db.session(), rooms.room_of(db.session(), jury().id), juror_id)
    if form.validate_on_submit():
        try:
            _send(juror_id, form)
            flash(gettext("The hint was sent. Only this juror sees it."), "success")
            return redirect(url_for("desk.show", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("nudges/send.html", jury=jury(), slug=slug, form=form, juror=juror)


def _send(juror_id: int, form: NudgeForm) -> None:
    with transaction() as session:
        nudges.send_nudge(session, rooms.room_of(session, jury().id), juror_id, NudgeKind(form.kind.data),
                          form.words.data or "", actor=actor(), now=utc_now())


@blueprint.get("/")
@member(Role.JUROR)
def mine(slug: str) -> str:
    """One's own unread hints."""
    values = room_values(db.session(), "nudges.mine", now=utc_now())
    hints = nudges.unread_of(db.session(), values["live"].id, actor().memberships[Role.JUROR])
    return render_template("nudges/mine.html", hints=hints, **values)


@blueprint.post("/<int:nudge_id>/seen")
@member(Role.JUROR)
def put_away(slug: str, nudge_id: int) -> Response:
    try:
        if CommandForm().validate_on_submit():
            with transaction() as session:
                nudges.put_away(session, rooms.room_of(session, jury().id), nudge_id, actor=actor(), now=utc_now())
    except DomainError as error:
        tell(error)
    return redirect(url_for("rooms.show", slug=slug), 303)
