"""People who may be one and homes that may be one household, side by side, with a decision."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.pool_desk import CaseDecision
from app.domain.roles import Role
from app.extensions import db
from app.forms.pools import DropForm
from app.installation import current_vault, utc_now
from app.services.pool import pool_cases, pools
from app.services.pool.pool_cases import CasePage, OpenCases
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.aside import aside
from app.web.limits import number_in
from app.web.refusals import tell

blueprint = Blueprint("pool_cases", __name__, url_prefix="/juries/<slug>/pool/cases")


@blueprint.get("/<any(doubles, homes):kind>")
@member(Role.ORGANIZER)
def index(slug: str, kind: str) -> str:
    """One page of open cases, and what was decided last."""
    session = db.session()
    found: OpenCases = aside(OpenCases(session, jury(), are_homes=kind == "homes", vault=current_vault()).run)
    page: CasePage = found.page(number_in(request.args.get("page")) or 1)
    return render_template("pools/cases.html", jury=jury(), kind=kind, page=page, form=DropForm(),
                           decided=pool_cases.latest_decisions(session, jury()),
                           is_open=jury().stage in pools.OPEN_STAGES)


@blueprint.post("/<any(doubles, homes):kind>")
@member(Role.ORGANIZER)
def decide(slug: str, kind: str) -> Response:
    """Keep the decision on one case; the draw respects it."""
    DropForm()
    try:
        with transaction() as session:
            (_decide_home if kind == "homes" else _decide_double)(session)
        flash(gettext("The decision is kept; the draw respects it."), "success")
    except DomainError as error:
        tell(error)
    page = number_in(request.form.get("page")) or 1
    return redirect(url_for("pool_cases.index", slug=slug, kind=kind, page=page), 303)


def _numbers(name: str) -> list[int]:
    return [number for raw in request.form.getlist(name) if (number := number_in(raw)) is not None]


def _decide_double(session: Session) -> None:
    people, keep = _numbers("person"), number_in(request.form.get("keep"))
    is_same = request.form.get("decision") == "same"
    pool_cases.decide(
        session, jury(), people, CaseDecision.SAME_PERSON if is_same else CaseDecision.DIFFERENT_PEOPLE, keep=keep,
        reason=gettext("Registered twice"), vault=current_vault(), actor=actor(), now=utc_now())


def _decide_home(session: Session) -> None:
    together = _numbers("together") if request.form.get("decision") == "same" else []
    pool_cases.decide_household(session, jury(), _numbers("person"), together, vault=current_vault(), actor=actor(),
                                now=utc_now())
