"""How the room reaches a member: connection, data, what the phone keeps, and the delay of observers."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.audiences import MEMBERS_OF_THE_ROOM
from app.domain.errors import DomainError
from app.domain.roles import Role
from app.extensions import db
from app.forms.connections import DelayForm, SavingForm
from app.installation import current_settings, utc_now
from app.services.room import observer_delays
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.context import SAVING
from app.web.refusals import tell
from app.web.room.room_context import room_values

blueprint = Blueprint("connections", __name__, url_prefix="/juries/<slug>/connection")
YEAR = 365 * 24 * 3600


@blueprint.get("/")
@member(*MEMBERS_OF_THE_ROOM)
def show(slug: str) -> str:
    values = room_values(db.session(), "connections.show", now=utc_now())
    return render_template("connections/show.html", delays=observer_delays.CHOICES,
                           may_delay=actor().has(*observer_delays.WHO), **values)


@blueprint.post("/saving")
@member(*MEMBERS_OF_THE_ROOM)
def save_data(slug: str) -> Response:
    """Low-data mode of this device."""
    response = redirect(url_for("connections.show", slug=slug), 303)
    form = SavingForm()
    if form.validate_on_submit() and form.is_on.data == "on":
        response.set_cookie(SAVING, "on", max_age=YEAR, httponly=True, samesite="Lax",
                            secure=current_settings().is_secure)
    elif form.validate_on_submit():
        response.delete_cookie(SAVING)
    return response


@blueprint.post("/delay")
@member(Role.FACILITATOR, Role.ORGANIZER)
def set_delay(slug: str) -> Response:
    form = DelayForm()
    try:
        if not form.validate_on_submit():
            raise DomainError("command_not_understood")
        with transaction() as session:
            observer_delays.set_delay(session, jury().id, form.minutes.data, actor=actor(), now=utc_now())
        flash(gettext("The delay for observers is set."), "success")
    except DomainError as refusal:
        tell(refusal)
    return redirect(url_for("connections.show", slug=slug), 303)
