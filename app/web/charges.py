"""The charge: written by the organizer, signed by the commissioner, approved by overseers."""
from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.phases import Decision
from app.domain.roles import Role
from app.extensions import db
from app.forms.juries import ChargeForm, DecisionForm
from app.installation import utc_now
from app.services import juries
from app.services.stage_checks import CHARGE_FIELDS, latest_charge
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.limits import number_in
from app.web.refusals import attach, tell

blueprint = Blueprint("charges", __name__, url_prefix="/juries/<slug>/charge")


@blueprint.get("/")
@member()
def show(slug: str) -> str:
    """Read the charge and, for commissioner and overseers, decide on it."""
    session = db.session()
    charge = latest_charge(session, jury())
    return render_template("charges/show.html", jury=jury(), charge=charge,
                           mark=juries.charge_mark(charge) if charge else "",
                           approvals=juries.approvals_of(session, jury()), form=DecisionForm())


@blueprint.route("/edit", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def edit(slug: str) -> str | Response:
    charge = latest_charge(db.session(), jury())
    form = ChargeForm(data={name: getattr(charge, name) for name in CHARGE_FIELDS} if charge else None)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                juries.write_charge(session, jury(), form.texts(), reason=form.reason.data or None, actor=actor(),
                                    now=utc_now())
            flash(gettext("The charge is saved."), "success")
            return redirect(url_for("charges.show", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("charges/edit.html", jury=jury(), form=form)


@blueprint.post("/decide")
@member(Role.COMMISSIONER, Role.OVERSEER)
def decide(slug: str) -> Response:
    form = DecisionForm()
    version = number_in(form.version.data)
    if version is None or form.decision.data not in {item.value for item in Decision}:
        abort(400)
    try:
        with transaction() as session:
            juries.decide_on_charge(session, jury(), Decision(form.decision.data), version=version,
                                    seen=form.seen.data or None, reason=form.reason.data, actor=actor(), now=utc_now())
        flash(gettext("Your decision is recorded and public."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("charges.show", slug=slug), 303)
