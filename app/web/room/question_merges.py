"""Questions that ask the same: put together by the facilitator or who asked, seen by all, undone if it was wrong."""
from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from app.domain.audiences import MEMBERS_OF_THE_ROOM, Audience
from app.domain.phases import QuestionState
from app.domain.roles import Role
from app.extensions import db
from app.forms import questions as forms
from app.installation import utc_now
from app.services.room import question_merges
from app.services.room.question_views import question_views
from app.web.access import actor, member
from app.web.room.room_commands import run
from app.web.room.room_context import room_values

blueprint = Blueprint("question_merges", __name__, url_prefix="/juries/<slug>/questions/merges")
BACK, ANCHOR = "question_merges.index", "log-title"
AUTHORS = (Role.FACILITATOR, Role.JUROR)


@blueprint.get("/")
@member(*MEMBERS_OF_THE_ROOM)
def index(slug: str) -> str:
    session = db.session()
    values = room_values(session, "questions.index", now=utc_now())
    others = question_views(session, values["live"])
    waiting = [view for view in others if view.state is QuestionState.WAITING]
    is_chair = values["audience"] is Audience.CHAIR
    mine = [view for view in waiting if is_chair or view.membership_id == values["me"]]
    return render_template("questions/merges.html", others=others, mine=mine, actor=actor(),
                           merges=question_merges.merges_of(session, values["live"]), **values)


@blueprint.post("/")
@member(*AUTHORS)
def merge(slug: str) -> Response:
    form = forms.MergeForm()
    return run(form, lambda session, room, signature: question_merges.merge_questions(
        session, room, form.question.data, form.into.data, **signature), BACK, ANCHOR)


@blueprint.post("/undo")
@member(*AUTHORS)
def undo(slug: str) -> Response:
    form = forms.UndoMergeForm()
    return run(form, lambda session, room, signature: question_merges.undo_merge(
        session, room, form.merge.data, **signature), BACK, ANCHOR)
