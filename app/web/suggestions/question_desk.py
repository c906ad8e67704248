"""The desk of suggested questions: staff answer them."""
from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.extensions import db
from app.installation import current_vault, utc_now
from app.services.suggestions import answers, submission_lists, submissions
from app.transaction import transaction
from app.web.access import actor, staff
from app.web.limits import number_in
from app.web.refusals import attach
from app.web.suggestions import answering

blueprint = Blueprint("question_desk", __name__, url_prefix="/suggestions/desk")


@blueprint.get("/")
@staff
def index() -> str:
    session, now, view = db.session(), utc_now(), answering.view_of(request.args.get("view"))
    listed = submission_lists.desk(session, None, view, number_in(request.args.get("page")) or 1, now=now)
    return render_template(
        "suggestions/question_desk.html", listed=listed, view=view,
        views=[each for each in answering.VIEWS if each.value != "appealed"],
        counts=submission_lists.counts_of(session, None, now=now),
        standing=lambda row: submission_lists.standing(None, row, now=now),
        page_address=lambda number: url_for("question_desk.index", view=view.value, page=number))


@blueprint.route("/<int:number>", methods=["GET", "POST"])
@staff
def show(number: int) -> str | Response:
    row = submissions.find(db.session(), None, number)
    form = answering.form_for(row)
    if form.validate_on_submit():
        try:
            with transaction() as session:
                answers.answer(session, None, number, form.answer(), vault=current_vault(), actor=actor(),
                               now=utc_now())
            return answering.done(url_for("question_desk.index"))
        except DomainError as error:
            attach(form, error)
            row = submissions.find(db.session(), None, number)
    return render_template("suggestions/question.html", row=row, form=form,
                           repeats=submissions.same_words(db.session(), row),
                           standing=submission_lists.standing(None, row, now=utc_now()))
