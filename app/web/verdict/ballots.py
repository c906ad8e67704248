"""Ballots: opened and closed by the chair, cast by jurors in two steps; POST only, nothing kept in between."""
from __future__ import annotations

import logging
from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.phases import BallotMethod, BallotState, ProposalState
from app.domain.roles import Role
from app.extensions import db
from app.forms.ballots import (
    AnnulForm,
    CountForm,
    OpenBallotForm,
    ReceiptForm,
    ReopenForm,
    VoteForm,
    approval_form,
    vote_form,
)
from app.installation import current_vault, utc_now
from app.models import Ballot, Proposal
from app.services.accounts import memberships
from app.services.verdict import ballot_box, ballot_items, ballot_rolls, ballots, dissents, practice_ballots, proposals
from app.services.verdict.ballot_box import BoxIsDamaged
from app.transaction import transaction
from app.web.access import actor, jury, member, public
from app.web.context import in_language
from app.web.deliberation import close_to_witnesses
from app.web.refusals import attach, tell
from app.web.sections import DELIBERATION_ROLES

blueprint = Blueprint("ballots", __name__, url_prefix="/juries/<slug>/ballots")
close_to_witnesses(blueprint)
CHAIRS = (Role.FACILITATOR, Role.ORGANIZER)
# Whoever picks up a telephone that a juror left in the room shall not vote with it.
CONFIRMED = timedelta(minutes=30)
log = logging.getLogger(__name__)


@blueprint.get("/")
@member(*DELIBERATION_ROLES)
def index(slug: str) -> str:
    store = db.session()
    found = ballots.ballots_of(store, jury())
    return render_template("ballots/index.html", jury=jury(), ballots=found, words_of=proposals.words_of,
                           practice=practice_ballots.present_practice(store, jury()),
                           own={ballot.id: ballot_rolls.own_row(store, ballot, actor()) for ballot in found})


@blueprint.route("/open", methods=["GET", "POST"])
@member(*CHAIRS)
def open_ballot(slug: str) -> str | Response:
    form = OpenBallotForm()
    open_to_vote = (ProposalState.DRAFT, *ballot_items.VOTED)
    drafts = [row for row in proposals.proposals_of(db.session(), jury()) if row.state in open_to_vote]
    form.items.choices = [(row.id, _title(row)) for row in sorted(drafts, key=_was_voted)]
    jurors = len(memberships.members_of(db.session(), jury().id, Role.JUROR))
    if form.validate_on_submit():
        try:
            with transaction() as store:
                ballot = ballots.open_ballot(store, jury(), form.items.data, vault=current_vault(), actor=actor(),
                                             now=utc_now(), method=BallotMethod(form.method.data),
                                             again_reason=form.again_reason.data)
                number = ballot.number
            return redirect(url_for("ballots.show", slug=slug, number=number), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("ballots/open.html", jury=jury(), form=form, jurors=jurors, needed=ballots.needed,
                           is_small=jurors < ballots.SMALL_COUNT)


@blueprint.get("/<int:number>")
@member(*DELIBERATION_ROLES)
def show(slug: str, number: int) -> str:
    """The state of a ballot. How many have voted is a number, for the chair and overseers, and only a number."""
    store, ballot = db.session(), _ballot(number)
    watches = actor().has(*CHAIRS, Role.OVERSEER) and ballot.state is BallotState.OPEN
    return render_template("ballots/show.html", jury=jury(), ballot=ballot, words_of=proposals.words_of,
                           own=ballot_rolls.own_row(store, ballot, actor()),
                           dissents=dissents.dissents_of(store, jury()),
                           sealed=ballot_rolls.sealed_count(store, ballot) if watches else None,
                           is_small=ballot.voters < ballots.SMALL_COUNT, count_form=CountForm(prefix="count"),
                           annul_form=AnnulForm(prefix="annul"))


@blueprint.route("/<int:number>/vote", methods=["GET", "POST"])
@member(Role.JUROR, fresh_for=CONFIRMED)
def vote(slug: str, number: int) -> str | Response:
    """One item a page, then all of them to check. The answers travel in the form; nothing is stored."""
    ballot = _ballot(number)
    row = ballot_rolls.own_row(db.session(), ballot, actor())
    if ballot.state is not BallotState.OPEN or row is None or row.has_voted:
        return redirect(url_for("ballots.show", slug=slug, number=number), 303)
    form = _form_of(ballot)
    if request.method == "POST":
        form.follow(request.form.get("place", 0, type=int), request.form.get("go", "next"))
    step = "vote" if ballot.method is BallotMethod.YES_NO else "approve"
    is_last = form.place == len(form.names())
    return render_template(f"ballots/{'check' if is_last else step}.html", jury=jury(), ballot=ballot,
                           form=form, words_of=proposals.words_of, receipt=ballot_box.new_receipt(),
                           is_small=ballot.voters < ballots.SMALL_COUNT)


@blueprint.post("/<int:number>/cast")
@member(Role.JUROR, fresh_for=CONFIRMED)
def seal(slug: str, number: int) -> Response:
    """Seal the vote. A second press finds it in the box and shows the same receipt again."""
    form, code = _form_of(_ballot(number)), request.form.get("receipt", "")
    try:
        with transaction() as store:
            ballots.cast_ballot(store, jury(), number, form.choices(), receipt=code, vault=current_vault(),
                                actor=actor())
    except DomainError as error:
        if not _is_second_press(error, number, code):
            return redirect(url_for("ballots.show", slug=slug, number=number), 303)
    session["receipt"] = [slug, number, code]
    return redirect(url_for("ballots.receipt", slug=slug, number=number), 303)


def _is_second_press(error: DomainError, number: int, code: str) -> bool:
    """Whether the refused post is one that got through before; any other refusal is told."""
    if error.code == "ballot_is_cast" and _is_in_box(number, code):
        return True
    if isinstance(error, BoxIsDamaged):
        log.error("ballot_box_is_damaged", extra={"jury_id": jury().id, "ballot_id": _ballot(number).id})
    tell(error)
    return False


@blueprint.get("/<int:number>/receipt")
@member(Role.JUROR)
def receipt(slug: str, number: int) -> str | Response:
    """The receipt, once: only the juror's own browser brings it here, the server keeps a hash."""
    kept = session.pop("receipt", None)
    if kept is None or kept[:2] != [slug, number]:
        return redirect(url_for("ballots.show", slug=slug, number=number), 303)
    return render_template("ballots/receipt.html", jury=jury(), ballot=_ballot(number), code=kept[2])


@blueprint.route("/<int:number>/check", methods=["GET", "POST"])
@member(Role.JUROR)
def check(slug: str, number: int) -> str:
    """Is my ballot in the box?"""
    form, found = ReceiptForm(), None
    if form.validate_on_submit():
        try:
            found = _is_in_box(number, form.code.data)
        except DomainError as error:
            attach(form, error)
    return render_template("ballots/find.html", jury=jury(), ballot=_ballot(number), form=form, found=found)


@blueprint.get("/<int:number>/receipts")
@public
def receipts(slug: str, number: int) -> str:
    """All receipts of a counted ballot, as hashes in sorted order."""
    ballot = _ballot(number)
    if ballot.state is not BallotState.COUNTED:
        abort(404)
    return render_template("ballots/receipts.html", jury=jury(), ballot=ballot)


@blueprint.post("/<int:number>/count")
@member(*CHAIRS)
def count(slug: str, number: int) -> Response:
    form = CountForm(prefix="count")
    try:
        with transaction() as store:
            ballots.count_ballot(store, jury(), number, vault=current_vault(), reason=form.reason.data, actor=actor(),
                                 now=utc_now())
    except DomainError as error:
        tell(error)
    return redirect(url_for("ballots.show", slug=slug, number=number), 303)


@blueprint.post("/<int:number>/annul")
@member(*CHAIRS)
def annul(slug: str, number: int) -> Response:
    form = AnnulForm(prefix="annul")
    try:
        with transaction() as store:
            ballots.annul_ballot(store, jury(), number, form.reason.data or "", actor=actor(), now=utc_now())
        flash(gettext("The ballot is annulled. The box was destroyed unopened."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("ballots.show", slug=slug, number=number), 303)


@blueprint.route("/reopen/<int:proposal_id>", methods=["GET", "POST"])
@member(*CHAIRS)
def reopen(slug: str, proposal_id: int) -> str | Response:
    """Correct the words of something that was voted on: it becomes a draft and is voted on again."""
    form = ReopenForm()
    if form.validate_on_submit():
        try:
            with transaction() as store:
                ballot_items.reopen(store, jury(), proposal_id, form.reason.data or "", actor=actor(), now=utc_now())
            flash(gettext("It is a draft again. Correct it and open a new ballot."), "success")
            return redirect(url_for("proposals.index", slug=slug), 303)
        except DomainError as error:
            attach(form, error)
    words = proposals.words_of(proposals.find_proposal(db.session(), jury(), proposal_id))
    return render_template("ballots/reopen.html", jury=jury(), form=form, words=words)


def _form_of(ballot: Ballot) -> VoteForm:
    if ballot.method is BallotMethod.YES_NO:
        return vote_form([item.id for item in ballot.items])
    return approval_form([(item.id, in_language(proposals.words_of(item.proposal, item.proposal_version).title).text)
                          for item in ballot.items])


def _was_voted(proposal: Proposal) -> bool:
    return proposal.state in ballot_items.VOTED


def _title(proposal: Proposal) -> str:
    title = in_language(proposals.words_of(proposal).title).text
    return gettext("%(title)s (voted on before)", title=title) if _was_voted(proposal) else title


def _ballot(number: int) -> Ballot:
    return ballots.find_ballot(db.session(), jury(), number)


def _is_in_box(number: int, code: str) -> bool:
    with transaction() as store:
        return ballots.is_in_box(store, ballots.find_ballot(store, jury(), number), code, vault=current_vault())
