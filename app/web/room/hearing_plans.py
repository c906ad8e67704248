"""The hearing planner: witnesses, minutes, order, materials, and equal time for the sides."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain import languages
from app.domain.errors import DomainError
from app.domain.phases import ItemState
from app.domain.roles import Role
from app.extensions import db
from app.forms.hearings import ExceptionForm, HearingForm, ShareForm
from app.i18n import current_language
from app.installation import utc_now
from app.models import Jury
from app.services.accounts import memberships
from app.services.room import agenda, agenda_changes, documents, hearings
from app.services.room.hearings import HearingFrame
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.refusals import attach, tell

blueprint = Blueprint("hearing_plans", __name__, url_prefix="/juries/<slug>/hearings/plan")
PLANNERS = (Role.ORGANIZER, Role.FACILITATOR)


@blueprint.get("/")
@member(*PLANNERS)
def show(slug: str) -> str:
    session, now = db.session(), utc_now()
    found = hearings.hearings_of(session, jury())
    minutes: dict[int, int] = {}
    for hearing in found:
        if hearing.witness:
            minutes[hearing.witness.id] = minutes.get(hearing.witness.id, 0) + hearing.item.minutes
    return render_template(
        "hearings/plan.html", jury=jury(), slug=slug, hearings=found, minutes=minutes,
        is_under_way=_is_under_way(),
        equality=hearings.equality_of(session, jury(), now=now),
        experts=memberships.members_of(session, jury().id, Role.EXPERT), actor=actor(), roles=Role,
        sessions=agenda.sessions_of(session, jury().id))


@blueprint.route("/new", methods=["GET", "POST"])
@member(*PLANNERS)
def add(slug: str) -> str | Response:
    form = HearingForm(**_choices())
    if form.validate_on_submit():
        try:
            with transaction() as session:
                hearings.plan_hearing(session, session.get_one(Jury, jury().id), _frame(form), actor=actor(),
                                      now=utc_now(), reason=_reason(form))
            return _back(slug)
        except DomainError as error:
            attach(form, error)
    return render_template("hearings/edit.html", jury=jury(), slug=slug, form=form, is_known=False)


@blueprint.route("/<int:item_id>", methods=["GET", "POST"])
@member(*PLANNERS)
def edit(slug: str, item_id: int) -> str | Response:
    item = hearings.find_hearing(db.session(), jury(), item_id)
    laid = next(one for one in hearings.hearings_of(db.session(), jury()) if one.item.id == item_id).materials
    form = HearingForm(**_choices(), witness=item.witness_id, session=item.session_id, minutes=item.minutes,
                       materials=[document.id for document in laid])
    has_begun = item.state is not ItemState.PLANNED
    if form.validate_on_submit():
        try:
            with transaction() as session:
                hearings.change_hearing(session, session.get_one(Jury, jury().id), item_id, _frame(form), actor=actor(),
                                        now=utc_now(), reason=_reason(form))
            return _back(slug)
        except DomainError as error:
            attach(form, error)
    return render_template("hearings/edit.html", jury=jury(), slug=slug, form=form, is_known=True, has_begun=has_begun)


@blueprint.post("/<int:item_id>/<any(up, down, remove):step>")
@member(*PLANNERS)
def step(slug: str, item_id: int, step: str) -> Response:
    try:
        with transaction() as session:
            fresh = session.get_one(Jury, jury().id)
            signature: dict[str, Any] = {"reason": None, "actor": actor(), "now": utc_now()}
            hearings.find_hearing(session, fresh, item_id)
            if step == "remove":
                agenda_changes.remove_item(session, fresh, item_id, **signature)
            else:
                agenda_changes.move_item(session, fresh, item_id, step == "up", **signature)
    except DomainError as error:
        tell(error)
    return _back(slug)


@blueprint.post("/share")
@member(*PLANNERS)
def share(slug: str) -> Response:
    form = ShareForm()
    try:
        if not form.validate_on_submit():
            raise DomainError("minutes_out_of_range", most=hearings.MOST_MINUTES_A_SIDE)
        with transaction() as session:
            hearings.share_equally(session, session.get_one(Jury, jury().id), form.minutes.data or 0, actor=actor(),
                                   now=utc_now(), reason=_reason(form))
        flash(gettext("Every side has the same minutes now."), "success")
    except DomainError as error:
        tell(error)
    return _back(slug)


@blueprint.post("/exception")
@member(Role.FACILITATOR)
def agree(slug: str) -> Response:
    form = ExceptionForm()
    try:
        if not form.validate_on_submit():
            raise DomainError("reason_is_missing")
        with transaction() as session:
            hearings.agree_exception(session, session.get_one(Jury, jury().id), form.reason.data or "",
                                     page_language=current_language(), actor=actor(), now=utc_now())
    except DomainError as error:
        tell(error)
    return _back(slug)


def _back(slug: str) -> Response:
    return redirect(url_for("hearing_plans.show", slug=slug), 303)


def _is_under_way() -> bool:
    return agenda_changes.is_under_way(db.session(), jury())


def _reason(form: HearingForm | ShareForm) -> str | None:
    return form["reason"].data if "reason" in form else None


def _choices() -> dict[str, Any]:
    """Who may be heard, in which session, with which documents."""
    session, language = db.session(), current_language()
    experts = memberships.members_of(session, jury().id, Role.EXPERT)
    return {
        "is_under_way": _is_under_way(), "witnesses": [(expert.id, expert.alias) for expert in experts],
        "sessions": [(part.id, languages.show(part.title, language).text)
                     for part in agenda.sessions_of(session, jury().id)],
        "library": [(document.id, languages.show(document.title, language).text)
                    for document in documents.documents_of(session, jury().id)]}


def _frame(form: HearingForm) -> HearingFrame:
    materials = form["materials"].data if "materials" in form else []
    return HearingFrame(session_id=form.session.data, witness_id=form.witness.data, minutes=form.minutes.data or 0,
                        material_ids=frozenset(materials or []))
