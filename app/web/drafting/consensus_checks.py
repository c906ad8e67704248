"""The scale of consensus: each juror's answer per clause, and the sums."""
from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.drafting import FEWEST_ANSWERS, ClausePart, Consensus
from app.domain.errors import DomainError
from app.domain.roles import Role
from app.extensions import db
from app.forms.drafting import ConsensusForm
from app.services.drafting import consensus_checks, drafts, versions
from app.services.drafting.consensus_checks import ClauseCheck
from app.services.verdict import proposals
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.deliberation import close_to_witnesses
from app.web.limits import number_in
from app.web.refusals import attach
from app.web.sections import DELIBERATION_ROLES

blueprint = Blueprint("consensus_checks", __name__, url_prefix="/juries/<slug>/proposals/<int:proposal_id>/consensus")
close_to_witnesses(blueprint)


@blueprint.get("/")
@member(*DELIBERATION_ROLES)
def show(slug: str, proposal_id: int) -> str:
    return _page(proposal_id, None)


@blueprint.post("/")
@member(Role.JUROR)
def answer(slug: str, proposal_id: int) -> str | Response:
    """One's own answer; it may be changed as long as the draft is open."""
    form = ConsensusForm()
    part = next((part for part in ClausePart if part.value == form.part.data), None)
    if part is not None and form.validate_on_submit():
        try:
            with transaction() as session:
                consensus_checks.answer(
                    session, proposals.find_proposal(session, jury(), proposal_id), part, Consensus(form.step.data),
                    form.wish.data or "", version=number_in(form.version.data) or 0, actor=actor())
            flash(gettext("Your answer is kept. You can change it until the draft goes to the vote."), "success")
            return redirect(url_for("consensus_checks.show", slug=slug, proposal_id=proposal_id,
                                    _anchor=part.value), 303)
        except DomainError as error:
            attach(form, error)
    return _page(proposal_id, form)


def _page(proposal_id: int, sent: ConsensusForm | None) -> str:
    session = db.session()
    proposal = proposals.find_proposal(session, jury(), proposal_id)
    checks = consensus_checks.checks_of(session, proposal, actor())
    is_open = drafts.is_open(session, proposal)
    return render_template(
        "consensus/show.html", jury=jury(), proposal=proposal, checks=checks, is_open=is_open, sent=sent,
        forms_of={check.part: _form(check, sent) for check in checks}, steps=list(Consensus),
        fewest=FEWEST_ANSWERS, is_saved=versions.is_saved(proposal, drafts.draft_of(session, proposal).words))


def _form(check: ClauseCheck, sent: ConsensusForm | None) -> ConsensusForm:
    """The form of one clause; ids carry its name, because the page has several. What was refused stays typed."""
    if sent is not None and request.form.get("part") == check.part.value:
        form = sent
        form.version.data = str(check.version)
    else:
        own = check.own
        form = ConsensusForm(formdata=None, part=check.part.value, version=str(check.version),
                             step=own.step.value if own else None, wish=own.wish if own else "")
    for field in form:
        field.id = f"{check.part.value}-{field.name}"
    return form
