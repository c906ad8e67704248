"""The desk of statements from the public: what waits, answering, appeals, and until when statements are taken."""
from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.moderation import AppealState
from app.domain.roles import Role
from app.extensions import db
from app.forms.suggestions import AnswerForm, DecideForm, TermsForm
from app.i18n.suggestions import evidence_author, evidence_titles
from app.installation import current_vault, utc_now
from app.models import Jury, Submission
from app.services.suggestions import (
    answers,
    statement_terms,
    submission_appeals,
    submission_lists,
    submissions,
)
from app.services.suggestions.answers import EvidenceWords
from app.services.suggestions.statement_terms import Terms
from app.transaction import transaction
from app.web.access import actor, jury, member
from app.web.limits import number_in
from app.web.refusals import attach, carry_out
from app.web.suggestions import answering

blueprint = Blueprint("statement_desk", __name__, url_prefix="/juries/<slug>/statements/desk")
READERS = (Role.ORGANIZER, Role.FACILITATOR, Role.OVERSEER)


@blueprint.get("/")
@member(*READERS)
def index(slug: str) -> str:
    session, now, view = db.session(), utc_now(), answering.view_of(request.args.get("view"))
    listed = submission_lists.desk(session, jury(), view, number_in(request.args.get("page")) or 1, now=now)
    return render_template(
        "suggestions/statement_desk.html", jury=jury(), listed=listed, view=view, views=answering.VIEWS,
        counts=submission_lists.counts_of(session, jury(), now=now), form=_terms_form(),
        appeals=submission_appeals.waiting(session, jury()), closed=statement_terms.why_closed(
            session, jury(), now=now),
        standing=lambda row: submission_lists.standing(jury(), row, now=now),
        page_address=lambda number: url_for("statement_desk.index", slug=slug, view=view.value, page=number))


def _terms_form() -> TermsForm:
    terms = statement_terms.terms_of(db.session(), jury())
    return TermsForm(is_open=terms.is_open, closes_on=terms.closes_on, working_days=terms.working_days)


@blueprint.post("/terms")
@member(Role.ORGANIZER)
def terms(slug: str) -> Response:
    """Open or close the jury to statements."""
    form = TermsForm()
    carry_out(lambda session: statement_terms.set_terms(
        session, session.get_one(Jury, jury().id),
        Terms(form.is_open.data, form.closes_on.data, form.working_days.data), actor=actor(), now=utc_now()),
        form=form, done=gettext("Saved. The public record says so."))
    return redirect(url_for("statement_desk.index", slug=slug), 303)


@blueprint.route("/<int:number>", methods=["GET", "POST"])
@member(*READERS)
def show(slug: str, number: int) -> str | Response:
    """One statement with its answer. Overseers read it; who runs the jury answers."""
    row = submissions.find(db.session(), jury(), number)
    form = answering.form_for(row)
    if form.validate_on_submit():
        try:
            _answer(number, form)
            return answering.done(url_for("statement_desk.index", slug=slug))
        except DomainError as error:
            attach(form, error)
            row = submissions.find(db.session(), jury(), number)
    return _page(row, form, DecideForm())


def _answer(number: int, form: AnswerForm) -> None:
    words = EvidenceWords(evidence_titles(), evidence_author(jury().authentic_language))
    given = replace(form.answer(), evidence=words)
    with transaction() as session:
        answers.answer(session, session.get_one(Jury, jury().id), number, given, vault=current_vault(), actor=actor(),
                       now=utc_now())


@blueprint.post("/<int:number>/appeal")
@member(Role.OVERSEER)
def decide(slug: str, number: int) -> str | Response:
    """One overseer decides about an author's appeal."""
    form = DecideForm()
    if not form.validate_on_submit():
        row = submissions.find(db.session(), jury(), number)
        return _page(row, answering.form_for(row, is_sent=False), form)
    carry_out(lambda session: submission_appeals.decide(
        session, session.get_one(Jury, jury().id), number, form.decision.data == "upheld", form.reason.data,
        actor=actor(), now=utc_now()), done=gettext("Your decision holds. The author reads it with the code."))
    return redirect(url_for("statement_desk.show", slug=slug, number=number), 303)


def _page(row: Submission, form: AnswerForm, decide_form: DecideForm) -> str:
    appealed = row.appeal is not None and row.appeal.state is AppealState.WAITING
    return render_template(
        "suggestions/statement.html", jury=jury(), row=row, form=form, decide_form=decide_form,
        repeats=submissions.same_words(db.session(), row), may_answer=actor().has(*answers.MODERATORS),
        may_decide=appealed and actor().has(Role.OVERSEER) and row.answered_by_id != actor().person_id,
        standing=submission_lists.standing(jury(), row, now=utc_now()))
