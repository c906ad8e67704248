"""Questions for future juries: the form, the public list, and what became of what was sent, by code."""
from __future__ import annotations

import logging

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.letters import printed_code
from app.domain.suggestions import QUESTION_DAYS
from app.extensions import csrf, db
from app.forms.suggestions import AppealForm, CodeForm, HiddenCodeForm, QuestionForm
from app.i18n import current_language
from app.installation import current_vault, utc_now
from app.models import Jury, Submission
from app.services.suggestions import (
    advice_bodies,
    submission_appeals,
    submission_codes,
    submission_erasing,
    submission_lists,
    submissions,
)
from app.services.suggestions.submissions import Sent
from app.transaction import transaction
from app.web.access import public
from app.web.limits import number_in
from app.web.refusals import attach
from app.web.suggestions import open_forms
from app.web.suggestions.open_forms import keep_nowhere, keep_pace, require_person

blueprint = Blueprint("suggestions", __name__)
csrf.exempt(blueprint)  # see app/forms/open_forms.py
blueprint.after_request(keep_nowhere)
log = logging.getLogger(__name__)


@blueprint.get("/suggestions/")
@public
def index() -> str:
    """Every suggested question that was answered, with its answer."""
    session, now = db.session(), utc_now()
    return render_template(
        "suggestions/questions.html", listed=submission_lists.published(
            session, None, number_in(request.args.get("page")) or 1),
        counts=submission_lists.counts_of(session, None, now=now), days=QUESTION_DAYS,
        standing=lambda row: submission_lists.standing(None, row, now=now),
        page_address=lambda number: url_for("suggestions.index", page=number))


@blueprint.get("/suggestions/<int:number>")
@public
def show(number: int) -> str:
    """The permanent address of one question that was answered."""
    row = submissions.find_published(db.session(), None, number)
    return render_template("suggestions/one.html", jury=None, row=row, is_member=False,
                           standing=submission_lists.standing(None, row, now=utc_now()))


@blueprint.get("/suggestions/advice")
@public
def advice() -> str:
    """Who can help where no jury can."""
    return render_template("suggestions/advice.html", bodies=advice_bodies.bodies(db.session()))


@blueprint.route("/suggest", methods=["GET", "POST"])
@public
def suggest() -> str | Response:
    form = QuestionForm()
    if form.validate_on_submit():
        try:
            keep_pace(open_forms.sendings)
            require_person(form)
            return redirect(url_for("suggestions.receipt", token=_send(form)), 303)
        except DomainError as error:
            attach(form, error)
    return render_template("suggestions/suggest.html", form=form, days=QUESTION_DAYS)


def _send(form: QuestionForm) -> str:
    sent = Sent(form.body.data, current_language(), form.key.data or "", form.place.data or "", form.email.data or "")
    with transaction() as session:
        token = submissions.receive(session, None, sent, vault=current_vault(), now=utc_now())
    log.info("question_received")
    return token


@blueprint.get("/suggestions/receipt/<token>")
@public
def receipt(token: str) -> str | Response:
    row = submission_codes.find_by_token(db.session(), token, vault=current_vault())
    jury = db.session().get(Jury, row.jury_id) if row.jury_id else None
    code = printed_code(submission_codes.code_of(token, vault=current_vault()))
    return render_template("suggestions/receipt.html", jury=jury, row=row, code=code)


@blueprint.route("/suggestions/status", methods=["GET", "POST"])
@public
def status() -> str:
    """What became of it. Shown as the answer to the form: an address with a code would stay in the browser."""
    form = CodeForm()
    if form.validate_on_submit():
        try:
            return _shown(_found(form.code.data), form.code.data)
        except DomainError as error:
            attach(form, error)
    return render_template("suggestions/status.html", form=form)


@blueprint.post("/suggestions/status/appeal")
@public
def appeal() -> str:
    """Ask the overseers; once."""
    form = AppealForm()
    row = _found(form.code.data)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                submission_appeals.appeal(session, session.get_one(Submission, row.id), form.words.data, now=utc_now())
        except DomainError as error:
            attach(form, error)
    return _shown(_reread(row.id), form.code.data, form)


@blueprint.post("/suggestions/status/withdraw")
@public
def withdraw() -> str:
    """Take it back; the words are erased at once."""
    form = HiddenCodeForm()
    row = _found(form.code.data)
    appeal_form = AppealForm(formdata=None, code=form.code.data)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                submission_erasing.withdraw(session, session.get_one(Submission, row.id), now=utc_now())
        except DomainError as error:
            attach(appeal_form, error)
    return _shown(_reread(row.id), form.code.data, appeal_form)


def _found(code: str | None) -> Submission:
    """What the code opens; guessing is slow. Raises what `find_by_code` says and `too_many_attempts`."""
    keep_pace(open_forms.attempts)
    return submission_codes.find_by_code(db.session(), code or "", vault=current_vault())


def _reread(submission_id: int) -> Submission:
    return db.session().get_one(Submission, submission_id, populate_existing=True)


def _shown(row: Submission, code: str | None, form: AppealForm | None = None) -> str:
    jury = db.session().get(Jury, row.jury_id) if row.jury_id else None
    return render_template(
        "suggestions/mine.html", row=row, jury=jury, form=form or AppealForm(formdata=None, code=code), code=code,
        standing=submission_lists.standing(jury, row, now=utc_now()),
        may_appeal=submission_appeals.why_not(row, now=utc_now()) is None)
