"""Statements of the public to a running jury: the list with every outcome, the form, the receipt. No cookie."""
from __future__ import annotations

import logging

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.letters import printed_code
from app.domain.stages import Stage
from app.extensions import csrf, db
from app.forms.suggestions import SendForm
from app.i18n import current_language
from app.installation import current_vault, utc_now
from app.models import Jury, Submission
from app.services.stage_checks import latest_charge
from app.services.suggestions import statement_terms, submission_codes, submission_lists, submissions
from app.services.suggestions.submissions import Sent
from app.transaction import transaction
from app.web.access import actor, jury, public
from app.web.limits import number_in
from app.web.refusals import attach
from app.web.suggestions import open_forms
from app.web.suggestions.open_forms import keep_nowhere, keep_pace, require_person

blueprint = Blueprint("public_statements", __name__, url_prefix="/juries/<slug>/statements")
csrf.exempt(blueprint)  # see app/forms/open_forms.py
blueprint.after_request(keep_nowhere)
log = logging.getLogger(__name__)


@blueprint.before_request
def hide_drafts() -> None:
    if jury().stage is Stage.DRAFT and not actor().roles:
        abort(404)


@blueprint.app_template_global("statements_state")
def statements_state(of: Jury) -> DomainError | None:
    """Why nobody can send a statement to this jury now; None when they can."""
    return statement_terms.why_closed(db.session(), of, now=utc_now())


@blueprint.get("/")
@public
def index(slug: str) -> str:
    """What came, what became of it, and how the promise of time is kept."""
    session, now = db.session(), utc_now()
    listed = submission_lists.published(session, jury(), number_in(request.args.get("page")) or 1)
    return render_template(
        "suggestions/statements.html", jury=jury(), listed=listed, counts=submission_lists.counts_of(
            session, jury(), now=now), terms=statement_terms.terms_of(session, jury()), is_member=bool(actor().roles),
        standing=lambda row: submission_lists.standing(jury(), row, now=now),
        page_address=lambda number: url_for("public_statements.index", slug=slug, page=number))


@blueprint.get("/<int:number>")
@public
def show(slug: str, number: int) -> str:
    """The permanent address of one statement that was answered in public."""
    row = submissions.find_published(db.session(), jury(), number)
    return render_template("suggestions/one.html", jury=jury(), row=row, is_member=bool(actor().roles),
                           standing=submission_lists.standing(jury(), row, now=utc_now()))


@blueprint.app_template_global("statement_of_document")
def statement_of_document(document_id: int) -> Submission | None:
    return submissions.of_document(db.session(), document_id)


@blueprint.route("/new", methods=["GET", "POST"])
@public
def new(slug: str) -> str | Response:
    form = SendForm()
    if form.validate_on_submit():
        try:
            keep_pace(open_forms.sendings)
            require_person(form)
            return redirect(url_for("public_statements.receipt", slug=slug, token=_send(form)), 303)
        except DomainError as error:
            attach(form, error)
    session = db.session()
    return render_template("suggestions/new_statement.html", jury=jury(), form=form,
                           closed=statements_state(jury()), terms=statement_terms.terms_of(session, jury()),
                           charge=latest_charge(session, jury()))


def _send(form: SendForm) -> str:
    sent = Sent(form.body.data, current_language(), key=form.key.data or "", email=form.email.data or "")
    with transaction() as session:
        token = submissions.receive(session, session.get_one(Jury, jury().id), sent, vault=current_vault(),
                                    now=utc_now())
    log.info("statement_received", extra={"jury_id": jury().id})
    return token


@blueprint.get("/receipt/<token>")
@public
def receipt(slug: str, token: str) -> str:
    """The code to come back with; the same address shows it again as long as the page is open."""
    row = submission_codes.find_by_token(db.session(), token, vault=current_vault())
    if row.jury_id != jury().id:
        abort(404)
    code = printed_code(submission_codes.code_of(token, vault=current_vault()))
    return render_template("suggestions/receipt.html", jury=jury(), row=row, code=code)
