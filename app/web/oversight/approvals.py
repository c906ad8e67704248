"""What overseers approve: charge, briefing list, witness list; their objections, and the organizer's public answers."""
from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.lists import ListKind
from app.domain.phases import Decision
from app.domain.roles import Role
from app.domain.stages import Stage
from app.extensions import db
from app.forms.approvals import AnswerForm, ListDecisionForm
from app.installation import current_vault, utc_now
from app.services import juries
from app.services.draw import draw_approvals
from app.services.oversight import balances, lists, objections, reviews
from app.services.room import appeals
from app.services.stage_checks import latest_charge
from app.services.suggestions import submission_appeals
from app.transaction import transaction
from app.web.access import actor, jury, member, public
from app.web.refusals import tell

blueprint = Blueprint("approvals", __name__, url_prefix="/juries/<slug>/approvals")
KINDS = "any(briefing, witnesses)"


@blueprint.get("/")
@public
def index(slug: str) -> str:
    """Everything that was approved or objected to, with the answers. Overseers see first what waits for them."""
    _open_to_reader()
    session = db.session()
    charge = latest_charge(session, jury())
    found = reviews.reviews_of(session, jury())
    mine = actor().memberships.get(Role.OVERSEER)
    charge_decisions = juries.approvals_of(session, jury())
    waiting = [review for review in found if mine and review.waits_for(mine)]
    is_charge_waiting = bool(mine and charge and jury().stage is Stage.DRAFT and not any(
        row.membership_id == mine and row.charge_version == charge.version for row in charge_decisions))
    return render_template(
        "approvals/index.html", jury=jury(), charge=charge, charge_decisions=charge_decisions, reviews=found,
        waiting=waiting, is_charge_waiting=is_charge_waiting,
        draw=draw_approvals.waiting_for(session, jury(), mine) if mine else None,
        appeals=appeals.waiting_for(session, jury(), mine) if mine else [],
        statement_appeals=submission_appeals.waiting(session, jury()) if mine else [],
        objections=objections.objections_of(session, jury()),
        form=AnswerForm(formdata=None) if actor().roles else None, mine=mine)


@blueprint.get(f"/<{KINDS}:kind>")
@public
def show(slug: str, kind: str) -> str:
    """One list as it stands, what is different, and for overseers the decision."""
    _open_to_reader()
    session, mine = db.session(), actor().memberships.get(Role.OVERSEER)
    review = reviews.review_of(session, jury(), ListKind(kind))
    change = review.difference_for(mine)
    before = lists.in_words(session, change[0].entries, [*change[1].removed, *change[1].changed]) if change else []
    return render_template(
        "approvals/show.html", jury=jury(), review=review, entries=lists.in_words(session, review.entries),
        change=change, before={entry.key: entry for entry in before}, mine=mine,
        form=ListDecisionForm(formdata=None) if mine else None)  # a form begins a session: readers get no cookie


@blueprint.post(f"/<{KINDS}:kind>/decide")
@member(Role.OVERSEER)
def decide(slug: str, kind: str) -> Response:
    form = ListDecisionForm()
    if form.decision.data not in {item.value for item in Decision}:
        abort(400)
    try:
        with transaction() as session:
            reviews.decide(session, jury(), ListKind(kind), Decision(form.decision.data), mark=form.mark.data or "",
                           reason=form.reason.data, actor=actor(), now=utc_now())
        flash(gettext("Your decision is recorded and public."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("approvals.show", slug=slug, kind=kind), 303)


@blueprint.post(f"/<{KINDS}:kind>/ask")
@member(Role.ORGANIZER)
def ask(slug: str, kind: str) -> Response:
    """Tell the overseers that a list is ready."""
    try:
        with transaction() as session:
            count = reviews.ask_overseers(session, jury(), ListKind(kind), vault=current_vault(), actor=actor(),
                                          now=utc_now())
        flash(ngettext("%(num)s overseer gets a message.", "%(num)s overseers get a message.", count), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("approvals.show", slug=slug, kind=kind), 303)


@blueprint.post("/objections/<any(charge, briefing, witnesses):subject>/<int:objection_id>/answer")
@member(Role.ORGANIZER)
def answer(slug: str, subject: str, objection_id: int) -> Response:
    """Answer an objection in public."""
    form = AnswerForm()
    try:
        with transaction() as session:
            objections.answer(session, jury(), subject, objection_id, form.text.data or "",
                              language=g.language, actor=actor(),
                              now=utc_now())
        flash(gettext("Your answer is public."), "success")
    except DomainError as error:
        tell(error)
    return redirect(url_for("approvals.index", slug=slug, _anchor="objections"), 303)


@blueprint.get("/balance")
@member(Role.ORGANIZER, Role.FACILITATOR, Role.OVERSEER)
def balance(slug: str) -> str:
    """Each declared position with its experts, minutes planned and spoken, and documents."""
    return render_template("approvals/balance.html", jury=jury(),
                           sides=balances.balance_of(db.session(), jury(), now=utc_now()))


def _open_to_reader() -> None:
    """A draft belongs to its members."""
    if jury().stage is Stage.DRAFT and not actor().roles:
        abort(404)
