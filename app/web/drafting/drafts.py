"""The shared text of a draft: changes where sockets are blocked, its history, steps back, versions and scribes."""
from __future__ import annotations

import time
from collections.abc import Callable

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.drafting import CLAUSES, ClausePart, clause_name
from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.roles import Role
from app.domain.word_merges import differences
from app.extensions import db
from app.forms import drafting as forms
from app.i18n import current_language
from app.i18n.messages import sentences
from app.installation import utc_now
from app.models import Proposal
from app.services.accounts import memberships
from app.services.drafting import drafts, exchanges, histories, scribes
from app.services.verdict import proposals
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.deliberation import close_to_witnesses
from app.web.limits import number_in
from app.web.refusals import tell
from app.web.room.room_commands import buckets
from app.web.sections import DELIBERATION_ROLES

blueprint = Blueprint("drafts", __name__, url_prefix="/juries/<slug>/proposals/<int:proposal_id>")
close_to_witnesses(blueprint)
_STATUS: dict[type[DomainError], int] = {Forbidden: 403, NotFound: 404, Conflict: 409}


@blueprint.post("/changes")
@member(*drafts.WRITERS)
def exchange(slug: str, proposal_id: int) -> tuple[Response, int]:
    """What the script of the page sends where sockets are blocked: a change, or only a question for news."""
    try:
        if not buckets.take(actor().person_id, time.monotonic()):
            return jsonify(ok=False, retry=True), 200
        sent = exchanges.read(request.form.to_dict())
        if sent.content:
            with transaction() as session:
                drafts.change(session, proposals.find_proposal(session, jury(), proposal_id), sent.content,
                              actor=actor(), now=utc_now(), command_id=sent.command_id)
        return jsonify(exchanges.answer(db.session(), _found(proposal_id), sent, actor=actor())), 200
    except DomainError as refusal:
        status = next((status for kind, status in _STATUS.items() if isinstance(refusal, kind)), 400)
        return jsonify(ok=False, code=refusal.code, message=" ".join(sentences(refusal))), status


@blueprint.get("/history")
@member(*DELIBERATION_ROLES)
def history(slug: str, proposal_id: int) -> str:
    """Who changed what in one clause; with two numbers, the difference between them."""
    clause, session = _clause(), db.session()
    proposal = _found(proposal_id)
    steps = histories.steps_of(session, proposal, clause)
    older, newer = number_in(request.args.get("from")), number_in(request.args.get("to"))
    compared = None
    if older is not None and newer is not None:
        texts = {step.seq: step.after for step in steps}
        compared = differences(texts.get(min(older, newer), ""), texts.get(max(older, newer), ""))
    return render_template(
        "drafts/history.html", jury=jury(), proposal=proposal, clause=clause, clauses=CLAUSES, steps=steps,
        older=older, newer=newer, compared=compared, may_write=_may_change(session, proposal),
        words=drafts.draft_of(session, proposal).words)


@blueprint.post("/undo")
@member(*drafts.WRITERS)
def undo(slug: str, proposal_id: int) -> Response:
    return _step_back(proposal_id, histories.undo, gettext("This change is taken back. What came later stays."))


@blueprint.post("/restore")
@member(*drafts.WRITERS)
def restore(slug: str, proposal_id: int) -> Response:
    return _step_back(proposal_id, histories.restore, gettext("The clause reads as it did then."))


@blueprint.post("/version")
@member(*drafts.WRITERS)
def save_version(slug: str, proposal_id: int) -> Response:
    """Keep the words as they stand."""
    try:
        with transaction() as session:
            number = proposals.save_version(session, jury(), proposal_id, actor=actor(), now=utc_now()).version
        flash(gettext("The words are saved as version %(version)s.", version=number), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("proposals.show", slug=slug, proposal_id=proposal_id), 303)


@blueprint.route("/scribes", methods=["GET", "POST"])
@member(Role.FACILITATOR)
def choose_scribes(slug: str, proposal_id: int) -> str | Response:
    """Leave the pen to a few, or give it back to all jurors."""
    session, proposal = db.session(), _found(proposal_id)
    form = forms.ScribesForm(scribes=[row.id for row in scribes.scribes_of(session, proposal)])
    form.scribes.choices = [(row.id, row.alias) for row in memberships.members_of(session, jury().id, Role.JUROR)]
    if form.validate_on_submit():
        try:
            with transaction() as store:
                scribes.choose(store, proposals.find_proposal(store, jury(), proposal_id), form.scribes.data or [],
                               actor=actor(), now=utc_now())
            return redirect(url_for("proposals.show", slug=slug, proposal_id=proposal_id), 303)
        except DomainError as error:
            tell(error)
    return render_template("drafts/scribes.html", jury=jury(), proposal=_found(proposal_id), form=form)


def _found(proposal_id: int) -> Proposal:
    return proposals.find_proposal(db.session(), jury(), proposal_id)


def _clause() -> str:
    """The clause in the address; without one, the body in the language of the page."""
    name = request.args.get("clause") or clause_name(ClausePart.BODY, current_language())
    return name if forms.is_clause(name) else abort(404)


def _may_change(session: Session, proposal: Proposal) -> bool:
    return drafts.is_open(session, proposal) and drafts.may_write(session, proposal, actor())


def _step_back(proposal_id: int, service: Callable[..., None], words: str) -> Response:
    form, slug = forms.StepForm(), jury().slug
    seq, clause = number_in(form.seq.data), form.clause.data
    if not form.validate_on_submit() or seq is None or not forms.is_clause(clause):
        abort(400)
    try:
        with transaction() as session:
            service(session, proposals.find_proposal(session, jury(), proposal_id), clause, seq, actor=actor(),
                    now=utc_now())
        flash(words, "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("drafts.history", slug=slug, proposal_id=proposal_id, clause=clause), 303)
