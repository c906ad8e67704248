"""When personal data goes: the dates in words, and the promise."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.roles import Role
from app.extensions import db
from app.forms.pools import RetentionForm
from app.installation import utc_now
from app.services.pool import retention
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import attach

blueprint = Blueprint("retention", __name__, url_prefix="/juries/<slug>/pool/retention")


@blueprint.route("", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def show(slug: str) -> str | Response:
    """What is erased on which day, of how many people; a shorter time can be promised."""
    clocks = retention.clocks_of(db.session(), jury(), now=utc_now())
    form = RetentionForm(data={"pool_days": clocks.pool.days, "contacts_days": clocks.contacts.days})
    if form.validate_on_submit():
        try:
            with transaction() as session:
                retention.keep_for(session, jury(), form.pool_days.data, form.contacts_days.data, actor=actor(),
                                   now=utc_now())
            flash(gettext("Saved."), "success")
            return redirect(url_for("retention.show", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("pools/retention.html", jury=jury(), form=form, clocks=clocks)
