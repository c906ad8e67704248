"""Dates and owners of the steps of a jury, one by one or from a template."""
from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.agenda_templates import AgendaTemplate
from app.domain.errors import DomainError
from app.domain.roles import Role
from app.domain.timelines import STEPS, Step
from app.extensions import db
from app.forms.timelines import PlanForm, StepForm
from app.installation import utc_now
from app.services import timelines
from app.services.accounts import memberships
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import attach, tell

blueprint = Blueprint("timelines", __name__, url_prefix="/juries/<slug>/steps")


@blueprint.get("/plan")
@member(Role.ORGANIZER)
def plan(slug: str) -> str:
    """Choose a template and a start, and look at what it would fill in."""
    asked = "template" in request.args
    form = PlanForm(request.args if asked else None, meta={"csrf": False})
    preview = None
    if asked and form.validate():
        preview = timelines.preview_template(db.session(), jury(), AgendaTemplate(form.template.data),
                                             form.starts_at.data, now=utc_now())
    return render_template("timelines/plan.html", jury=jury(), form=form, preview=preview, steps=STEPS)


@blueprint.post("/plan")
@member(Role.ORGANIZER)
def use_plan(slug: str) -> Response:
    """Fill in what was looked at."""
    form = PlanForm()
    if not form.validate_on_submit():
        return redirect(url_for("timelines.plan", slug=slug), 303)
    try:
        with transaction() as session:
            timelines.use_template(session, jury(), AgendaTemplate(form.template.data), form.starts_at.data,
                                   actor=actor(), now=utc_now())
        flash(gettext("The dates are set. You can change each of them."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("juries.run", slug=slug), 303)


@blueprint.route("/<step>", methods=["GET", "POST"])
@member(Role.ORGANIZER)
def edit(slug: str, step: str) -> str | Response:
    """By when a step is due, and who sees to it."""
    if step not in {each.value for each in Step}:
        abort(404)
    session, chosen = db.session(), Step(step)
    view = next((each for each in timelines.timeline_of(session, jury(), now=utc_now()) if each.step is chosen), None)
    form = StepForm(due_on=view.due_on if view else None, owner=str(view.owner.id) if view and view.owner else "")
    form.offer(memberships.members_of(session, jury().id, Role.ORGANIZER, Role.FACILITATOR, STEPS[chosen].owner),
               STEPS[chosen].owner)
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                timelines.change_plan(writing, jury(), chosen, form.due_on.data,
                                      int(form.owner.data) if form.owner.data else None, actor=actor(), now=utc_now())
            return redirect(url_for("juries.run", slug=slug, _anchor=f"step-{step}"), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("timelines/edit.html", jury=jury(), form=form, step=chosen)
