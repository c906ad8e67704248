"""The advocates' review window: witnesses comment on a frozen copy of the draft, the jury answers each comment."""
from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.difference_runs import runs
from app.domain.errors import DomainError
from app.domain.evidence import CommentAnswer
from app.domain.roles import Role
from app.domain.stages import Stage, has_reached
from app.extensions import db
from app.forms.draft_reviews import AnswerForm, CommentForm, CommentVoteForm, TakeBackForm, WindowForm
from app.i18n import current_language
from app.installation import utc_now
from app.models import Jury
from app.services.verdict import draft_reviews, review_comments
from app.transaction import transaction
from app.web.access import actor, jury, member, public
from app.web.deliberation import is_witness, require_insider
from app.web.refusals import tell
from app.web.room.room_context import room_values
from app.web.sections import DELIBERATION_ROLES

blueprint = Blueprint("draft_reviews", __name__, url_prefix="/juries/<slug>/draft-reviews")


@blueprint.get("/")
@member(*DELIBERATION_ROLES, Role.EXPERT)
def index(slug: str) -> str:
    """Windows for the deliberation; for a witness the open copy and the own comments, nothing else."""
    session, now = db.session(), utc_now()
    values = room_values(session, "draft_reviews.index", now=now)
    current = draft_reviews.open_review_of(session, jury(), now=now)
    if is_witness():
        own = review_comments.own_comments(session, jury(), actor().require(Role.EXPERT))
        return render_template("draft_reviews/witness.html", review=current, own=own,
                               by_clause={comment.clause_id: comment for comment, _clause in own}, **values)
    return render_template("draft_reviews/index.html", reviews=draft_reviews.reviews_of(session, jury()),
                           current=current, form=WindowForm(hours=24), **values)


@blueprint.get("/<int:number>")
@member(*DELIBERATION_ROLES)
def show(slug: str, number: int) -> str:
    """Every clause with its comments: jurors vote lightly, the facilitator records the answer."""
    require_insider()
    session, now = db.session(), utc_now()
    review = draft_reviews.find_review(session, jury(), number)
    juror = actor().memberships.get(Role.JUROR)
    return render_template(
        "draft_reviews/show.html", review=review, is_open=draft_reviews.is_open(review, now),
        clauses=review_comments.report(session, review), differences=runs,
        own=review_comments.own_votes(session, review, juror) if juror else {},
        fingerprint=draft_reviews.fingerprint_of(review), **room_values(session, "draft_reviews.index", now=now))


@blueprint.get("/<int:number>/report")
@public
def report(slug: str, number: int) -> str:
    """What the review changed. For everybody once the verdict is published, before only for the deliberation."""
    is_inside = actor().has(*DELIBERATION_ROLES) and not is_witness()
    if not is_inside and not has_reached(jury().stage, Stage.PUBLISHED):
        abort(404)
    session = db.session()
    review = draft_reviews.find_review(session, jury(), number)
    return render_template("draft_reviews/report.html", jury=jury(), review=review, differences=runs,
                           clauses=review_comments.report(session, review),
                           fingerprint=draft_reviews.fingerprint_of(review))


@blueprint.post("/open")
@member(Role.FACILITATOR)
def open_window(slug: str) -> Response:
    form = WindowForm()
    return _change(form, lambda session, where: draft_reviews.open_review(
        session, where, utc_now() + timedelta(hours=form.hours.data), actor=actor(), now=utc_now()).number,
        gettext("The draft is open to the experts now."))


@blueprint.post("/extend")
@member(Role.FACILITATOR)
def extend(slug: str) -> Response:
    form = WindowForm()
    return _change(form, lambda session, where: draft_reviews.extend_review(
        session, where, utc_now() + timedelta(hours=form.hours.data), actor=actor(), now=utc_now()).number)


@blueprint.post("/close")
@member(Role.FACILITATOR)
def close(slug: str) -> Response:
    return _change(FlaskForm(), lambda session, where: draft_reviews.close_review(
        session, where, actor=actor(), now=utc_now()).number, gettext("The window is closed."))


@blueprint.post("/comment")
@member(Role.EXPERT)
def comment(slug: str) -> Response:
    form = CommentForm()

    def do(session: Session, where: Jury) -> None:
        review_comments.comment(session, where, form.clause.data, form.text.data or "",
                                page_language=current_language(), actor=actor(), now=utc_now())
    return _change(form, do, gettext("The jury has your comment."))


@blueprint.post("/take-back")
@member(Role.EXPERT)
def take_back(slug: str) -> Response:
    form = TakeBackForm()
    return _change(form, lambda session, where: review_comments.take_back(
        session, where, form.comment.data, actor=actor(), now=utc_now()), gettext("Your comment is taken back."))


@blueprint.post("/vote")
@member(Role.JUROR)
def vote(slug: str) -> Response:
    form = CommentVoteForm()
    return _change(form, lambda session, where: review_comments.vote(
        session, where, form.comment.data, CommentAnswer(form.choice.data), actor=actor()).number)


@blueprint.post("/answer")
@member(Role.FACILITATOR)
def answer(slug: str) -> Response:
    form = AnswerForm()
    return _change(form, lambda session, where: review_comments.answer(
        session, where, form.comment.data, CommentAnswer(form.choice.data), form.reason.data or "", actor=actor(),
        now=utc_now()).number)


def _change(form: FlaskForm, action: Callable[[Session, Jury], int | None], done: str | None = None) -> Response:
    """Do it and go to the window whose number `action` returns, or back to the overview."""
    number = None
    try:
        if not form.validate_on_submit():
            raise DomainError("command_not_understood")
        with transaction() as session:
            number = action(session, session.get_one(Jury, jury().id))
        if done:
            flash(done, "success")
    except DomainError as error:
        tell(error)
    if number is None:
        return redirect(url_for("draft_reviews.index", slug=jury().slug), 303)
    anchor = f"comment-{form['comment'].data}" if "comment" in form else None
    return redirect(url_for("draft_reviews.show", slug=jury().slug, number=number, _anchor=anchor), 303)
