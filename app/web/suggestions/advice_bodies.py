"""Staff keep the list of who can help where no jury can."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.extensions import db
from app.forms.seats import OneButtonForm
from app.forms.suggestions import BodyForm
from app.installation import utc_now
from app.models import AdviceBody
from app.services.suggestions import advice_bodies
from app.services.suggestions.advice_bodies import BodyTexts
from app.transaction import transaction
from app.web.access import actor, staff
from app.web.refusals import attach, carry_out

blueprint = Blueprint("advice_bodies", __name__, url_prefix="/suggestions/desk/bodies")


@blueprint.get("/")
@staff
def index() -> str:
    return render_template("suggestions/bodies.html", bodies=advice_bodies.bodies(db.session(), with_ended=True))


@blueprint.route("/new", methods=["GET", "POST"])
@staff
def new() -> str | Response:
    return _edit(None)


@blueprint.route("/<int:body_id>", methods=["GET", "POST"])
@staff
def edit(body_id: int) -> str | Response:
    return _edit(advice_bodies.find(db.session(), body_id))


def _edit(body: AdviceBody | None) -> str | Response:
    form, body_id = BodyForm(obj=body), body.id if body else None
    if form.validate_on_submit():
        texts = BodyTexts(form.name.data, form.about.data, form.address.data, form.phone.data or "",
                          form.web.data or "")
        try:
            with transaction() as session:
                advice_bodies.save(session, body_id, texts, actor=actor(), now=utc_now())
            flash(gettext("The list is saved."), "success")
            return redirect(url_for("advice_bodies.index"), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("suggestions/body.html", form=form, is_new=body_id is None)


@blueprint.post("/<int:body_id>/<any(offer, end):step>")
@staff
def offer(body_id: int, step: str) -> Response:
    """Offer it no longer, or again."""
    carry_out(lambda session: advice_bodies.set_offered(
        session, body_id, step == "offer", actor=actor(), now=utc_now()), form=OneButtonForm(),
        done=gettext("The list is saved."))
    return redirect(url_for("advice_bodies.index"), 303)
