"""What the lottery aims at: the organizer's choice."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.roles import Role
from app.forms.target_previews import ObjectiveForm
from app.installation import utc_now
from app.services.pool import objectives
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.pool.target_previews import page
from app.web.refusals import attach

blueprint = Blueprint("objectives", __name__, url_prefix="/juries/<slug>/targets/objective")


@blueprint.post("")
@member(Role.ORGANIZER)
def choose(slug: str) -> str | Response:
    form = ObjectiveForm()
    if not form.validate_on_submit():
        return page(form)
    try:
        with transaction() as session:
            objectives.choose_objective(session, jury(), form.objective.data, form.reason.data or "", actor=actor(),
                                        now=utc_now())
    except DomainError as error:
        attach(form, error)
        return page(form)
    flash(gettext("The choice is kept, and stands in the public record."), "success")
    return redirect(url_for("target_previews.index", slug=slug), 303)
