"""Targets: percentages or numbers, and whether a jury is possible."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.roles import Role
from app.extensions import db
from app.forms.targets import TargetFileForm, TargetsForm
from app.services.pool import feasibility, feasibility_answers, pool_files, target_files, targets
from app.web.access import jury, member
from app.web.pool.target_fields import filled, typed
from app.web.pool.target_steps import STEPS, ask, check, keep_answer, page
from app.web.refusals import attach, tell

blueprint = Blueprint("targets", __name__, url_prefix="/juries/<slug>/targets")


@blueprint.get("")
@member(Role.ORGANIZER)
def index(slug: str) -> str:
    """The saved targets with the stored answer; asking anew is the button's work."""
    present = targets.present_targets(db.session(), jury())
    is_set = any(value.minimum is not None for feature in present for value in feature.values)
    seen = feasibility_answers.seen_answer(db.session(), jury()) if is_set else None
    answer = seen.answer if seen and not seen.is_stale else ask(present, explain=False) if is_set else None
    return page(filled(present, jury().tolerance), present, answer)


@blueprint.post("")
@member(Role.ORGANIZER)
def change(slug: str) -> str | Response:
    """One form, several buttons (`target_steps`). With `X-Fragment` just the answer is sent back."""
    form = TargetsForm()
    faults: list[DomainError] = []
    is_valid = form.validate_on_submit()
    features = typed(form, faults)
    if "X-Fragment" in request.headers:
        answer = feasibility.Answer(feasibility.Outcome.INCOMPLETE, reasons=tuple(faults)) if faults else \
            ask(features, explain="step" in request.form)
        return render_template("targets/answer.html", jury=jury(), answer=answer)
    try:
        if not is_valid or faults:
            for fault in faults:
                attach(form, fault)
            return page(form, features, None)
        return STEPS.get(request.form.get("step", "check"), check)(form, features)
    except DomainError as error:
        attach(form, error)
        return page(form, features, None)


@blueprint.post("/ask")
@member(Role.ORGANIZER)
def ask_now(slug: str) -> Response:
    """Ask about the saved targets now, instead of waiting for the background task."""
    keep_answer(explain=True)
    return redirect(url_for("juries.run", slug=slug), 303)


@blueprint.post("/file")
@member(Role.ORGANIZER)
def read_file(slug: str) -> str | Response:
    """Fill the form from a file; nothing is saved yet."""
    form = TargetFileForm()
    try:
        if not form.validate_on_submit():
            raise DomainError("file_is_missing")
        read = target_files.read_targets(pool_files.read_table(form.file.data.read()))
        features = targets.aligned(read, targets.present_targets(db.session(), jury()))
    except DomainError as error:
        tell(error)
        return redirect(url_for("targets.index", slug=slug), 303)
    flash(gettext("The file is read. Check the numbers, then save them."))
    has_numbers = all(value.minimum is not None for feature in features if feature.is_used for value in feature.values)
    return page(filled(features, jury().tolerance), features, ask(features, explain=False) if has_numbers else None)
