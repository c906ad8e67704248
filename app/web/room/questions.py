"""Questions to the experts: asked by jurors, answered by experts, marked by who asked."""
from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from app.domain.audiences import MEMBERS_OF_THE_ROOM, Audience
from app.domain.phases import AnswerMark
from app.domain.roles import Role
from app.extensions import db
from app.forms import questions as forms
from app.i18n import current_language
from app.installation import utc_now
from app.services.accounts import memberships
from app.services.room import questions
from app.web.access import jury, member
from app.web.room.room_commands import run
from app.web.room.room_context import room_values

blueprint = Blueprint("questions", __name__, url_prefix="/juries/<slug>/questions")
BACK = "questions.index"


@blueprint.get("/")
@member(*MEMBERS_OF_THE_ROOM)
def index(slug: str) -> str:
    session = db.session()
    values = room_values(session, "questions.index", now=utc_now())
    is_juror = values["audience"] is Audience.JUROR
    supported = questions.supported_by(session, values["live"], values["me"]) if is_juror else set()
    return render_template(
        "questions/index.html", questions=questions.question_views(session, values["live"]), supported=supported,
        experts=memberships.members_of(session, jury().id, Role.EXPERT), **values)


@blueprint.post("/")
@member(Role.JUROR)
def ask(slug: str) -> Response:
    form = forms.AskForm()
    return run(form, lambda session, room, signature: questions.ask_question(
        session, room, form.text.data or "", witness_id=form.witness.data, follows_id=form.follows.data,
        page_language=current_language(), **signature), BACK)


@blueprint.post("/support")
@member(Role.JUROR)
def support(slug: str) -> Response:
    form = forms.QuestionForm()
    return run(form, lambda session, room, signature: questions.support_question(
        session, room, form.question.data, **signature), BACK, f"q{form.question.data}")


@blueprint.post("/asked")
@member(Role.FACILITATOR)
def note_asked(slug: str) -> Response:
    form = forms.AskedForm()
    return run(form, lambda session, room, signature: questions.note_asked(
        session, room, form.question.data, reason=form.reason.data, **signature), BACK, f"q{form.question.data}")


@blueprint.post("/answer")
@member(Role.EXPERT)
def answer(slug: str) -> Response:
    form = forms.AnswerForm()
    return run(form, lambda session, room, signature: questions.answer_question(
        session, room, form.question.data, form.text.data or "", page_language=current_language(), **signature),
        BACK, f"q{form.question.data}")


@blueprint.post("/mark")
@member(Role.JUROR)
def mark(slug: str) -> Response:
    form = forms.MarkForm()
    return run(form, lambda session, room, signature: questions.mark_answer(
        session, room, form.question.data, AnswerMark(form.mark.data), **signature), BACK, f"q{form.question.data}")
