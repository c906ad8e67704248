"""Amendments to a draft: proposed by jurors, supported, taken over or declined by those who hold the pen."""
from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.drafting import CLAUSES
from app.domain.errors import DomainError
from app.domain.roles import Role
from app.domain.word_merges import differences
from app.extensions import db
from app.forms import drafting as forms
from app.installation import utc_now
from app.models import Amendment
from app.services.drafting import amendments, drafts
from app.services.verdict import proposals
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.deliberation import close_to_witnesses
from app.web.refusals import attach, tell
from app.web.sections import DELIBERATION_ROLES

blueprint = Blueprint("amendments", __name__, url_prefix="/juries/<slug>")
close_to_witnesses(blueprint)


@blueprint.get("/proposals/<int:proposal_id>/amendments")
@member(*DELIBERATION_ROLES)
def index(slug: str, proposal_id: int) -> str:
    """All amendments with the difference that they make."""
    session = db.session()
    proposal = proposals.find_proposal(session, jury(), proposal_id)
    rows, words = amendments.amendments_of(session, proposal), drafts.draft_of(session, proposal).words
    is_open = drafts.is_open(session, proposal)
    return render_template(
        "amendments/index.html", jury=jury(), proposal=proposal, amendments=rows, clauses=CLAUSES, words=words,
        names=amendments.authors_of(session, rows), differences=differences, is_open=is_open,
        may_write=is_open and drafts.may_write(session, proposal, actor()), me=actor().memberships.get(Role.JUROR))


@blueprint.route("/proposals/<int:proposal_id>/amendments/<any(" + ", ".join(
    f'"{name}"' for name in CLAUSES) + "):clause>", methods=["GET", "POST"])
@member(Role.JUROR)
def new(slug: str, proposal_id: int, clause: str) -> str | Response:
    """Write other words for one clause, beginning with the present ones."""
    session = db.session()
    proposal = proposals.find_proposal(session, jury(), proposal_id)
    form = forms.AmendmentForm(text=drafts.draft_of(session, proposal).words[clause])
    if form.validate_on_submit():
        try:
            with transaction() as store:
                amendments.propose(store, proposals.find_proposal(store, jury(), proposal_id), clause,
                                   form.text.data or "", form.reason.data or "", actor=actor(), now=utc_now())
            flash(gettext("Your amendment is there for everybody to read and support."), "success")
            return redirect(url_for("amendments.index", slug=slug, proposal_id=proposal_id), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("amendments/new.html", jury=jury(), form=form, clause=CLAUSES[clause],
                           proposal=proposals.find_proposal(db.session(), jury(), proposal_id))


@blueprint.post("/amendments/<int:amendment_id>/support")
@member(Role.JUROR)
def support(slug: str, amendment_id: int) -> Response:
    return _do(amendment_id, lambda session: amendments.support(session, jury(), amendment_id, actor=actor()))


@blueprint.post("/amendments/<int:amendment_id>/take-over")
@member(*drafts.WRITERS)
def take_over(slug: str, amendment_id: int) -> Response:
    return _do(amendment_id, lambda session: amendments.take_over(session, jury(), amendment_id, actor=actor(),
                                                                  now=utc_now()))


@blueprint.post("/amendments/<int:amendment_id>/decline")
@member(*drafts.WRITERS)
def decline(slug: str, amendment_id: int) -> Response:
    reason = request.form.get("reason", "")
    return _do(amendment_id, lambda session: amendments.decline(session, jury(), amendment_id, reason,
                                                                actor=actor(), now=utc_now()))


@blueprint.post("/amendments/<int:amendment_id>/withdraw")
@member(Role.JUROR)
def withdraw(slug: str, amendment_id: int) -> Response:
    return _do(amendment_id, lambda session: amendments.withdraw(session, jury(), amendment_id, actor=actor()))


def _do(amendment_id: int, action: Callable[[Session], Amendment | bool]) -> Response:
    """One service in one transaction, then back to the list."""
    try:
        proposal, _amendment = amendments.find_amendment(db.session(), jury(), amendment_id)
        number = proposal.id
        with transaction() as session:
            action(session)
    except DomainError as error:
        if error.code == "amendment_is_unknown":
            abort(404)
        tell(error)
    return redirect(url_for("amendments.index", slug=jury().slug, proposal_id=number, _anchor=f"a{amendment_id}"), 303)
