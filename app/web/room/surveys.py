"""Surveys before and after the deliberation: a sheet for each juror, sums for everybody who deliberates."""
from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.roles import Role
from app.domain.surveys import USUAL_ITEMS, SurveyKind
from app.extensions import db
from app.forms.opinions import ItemsForm, SurveyKindForm, sheet_form
from app.installation import current_vault, utc_now
from app.services.opinions import surveys
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.deliberation import close_to_witnesses
from app.web.refusals import tell
from app.web.sections import DELIBERATION_ROLES

blueprint = Blueprint("surveys", __name__, url_prefix="/juries/<slug>/surveys")
close_to_witnesses(blueprint)


@blueprint.get("/")
@member(*DELIBERATION_ROLES)
def index(slug: str) -> str:
    session = db.session()
    known = {kind: surveys.find_survey(session, jury(), kind) for kind in SurveyKind}
    usual = "\n".join(" | ".join(item[language] for language in ("kk", "ru", "en")) for item in USUAL_ITEMS)
    return render_template(
        "surveys/index.html", jury=jury(), kinds=list(SurveyKind), known=known,
        counts={kind: surveys.answered_count(session, row) for kind, row in known.items() if row},
        answered={kind for kind, row in known.items() if row and surveys.has_answered(session, row, actor())},
        results=surveys.results(session, jury()), form=ItemsForm(items=usual))


@blueprint.post("/open")
@member(Role.ORGANIZER, Role.FACILITATOR)
def begin(slug: str) -> Response:
    form = ItemsForm()
    try:
        with transaction() as session:
            surveys.open_survey(session, jury(), _kind(form), form.texts() or None, actor=actor(),
                                vault=current_vault(), now=utc_now())
    except DomainError as error:
        tell(error)
    return redirect(url_for("surveys.index", slug=slug), 303)


@blueprint.post("/close")
@member(Role.ORGANIZER, Role.FACILITATOR)
def close(slug: str) -> Response:
    try:
        with transaction() as session:
            surveys.close_survey(session, jury(), _kind(SurveyKindForm()), actor=actor(), vault=current_vault(),
                                 now=utc_now())
    except DomainError as error:
        tell(error)
    return redirect(url_for("surveys.index", slug=slug), 303)


@blueprint.route("/<kind>", methods=["GET", "POST"])
@member(Role.JUROR)
def answer(slug: str, kind: str) -> str | Response:
    """The sheet of a juror: all items on one page, sent once."""
    chosen = next((one for one in SurveyKind if one.value == kind), None) or abort(404)
    survey = surveys.find_survey(db.session(), jury(), chosen) or abort(404)
    form = sheet_form(len(survey.items))
    if form.validate_on_submit():
        given = [int(form[f"item{place}"].data or 0) or None for place in range(len(survey.items))]
        try:
            with transaction() as session:
                surveys.answer_survey(session, jury(), chosen, given, actor=actor(), vault=current_vault())
            flash(gettext("Thank you. Your answers are in the sums; nobody can tell them apart."), "success")
        except DomainError as error:
            tell(error)
        return redirect(url_for("surveys.index", slug=slug), 303)
    return render_template("surveys/answer.html", jury=jury(), survey=survey, form=form, kind=chosen)


def _kind(form: SurveyKindForm) -> SurveyKind:
    return next((one for one in SurveyKind if one.value == form.kind.data), None) or abort(400)
