"""The fair slate: everybody sees it; the facilitator draws it up, and deviates from it with a reason."""
from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.audiences import MEMBERS_OF_THE_ROOM, Audience
from app.domain.errors import DomainError
from app.domain.phases import QuestionState
from app.domain.roles import Role
from app.extensions import db
from app.forms import questions as forms
from app.installation import utc_now
from app.models import Room
from app.services.accounts import memberships
from app.services.room import question_slates, slate_views
from app.services.room.question_views import question_views
from app.web.access import jury, member
from app.web.limits import number_in
from app.web.refusals import tell
from app.web.room.room_commands import run
from app.web.room.room_context import room_values

blueprint = Blueprint("question_slates", __name__, url_prefix="/juries/<slug>/questions/slates")
BACK, ANCHOR = "question_slates.index", "slates-title"


@blueprint.get("/")
@member(*MEMBERS_OF_THE_ROOM)
def index(slug: str) -> str:
    session = db.session()
    values = room_values(session, "questions.index", now=utc_now())
    slates = slate_views.slate_views(session, values["live"])
    if values["audience"] is Audience.CHAIR:
        values |= _for_the_chair(session, values["live"], slates)
    return render_template("questions/slates.html", slates=slates, **values)


def _for_the_chair(session: Session, room: Room, slates: list[slate_views.SlateView]) -> dict[str, Any]:
    """What the rule would give, and which questions could still be put into each slate."""
    waiting = {view.id: view for view in question_views(session, room) if view.state is QuestionState.WAITING}
    inside = {slate.id: {line.question.id for line in slate.lines if line.is_in} for slate in slates}
    free = {slate.id: [view for view in waiting.values() if view.id not in inside[slate.id]
                       and slate.witness_id in {None, view.witness_id or slate.witness_id}] for slate in slates}
    size, witness_id = number_in(request.args.get("size")), number_in(request.args.get("witness"))
    return {"experts": memberships.members_of(session, jury().id, Role.EXPERT), "waiting": waiting, "free": free,
            "witness_id": witness_id, "size": size or question_slates.USUAL_SIZE,
            "most": question_slates.MOST_QUESTIONS, "preview": _preview(session, room, witness_id, size)}


def _preview(session: Session, room: Room, witness_id: int | None,
             size: int | None) -> question_slates.Proposal | None:
    if size is None:
        return None
    try:
        return question_slates.propose_slate(session, room, witness_id, size)
    except DomainError as refusal:
        tell(refusal)
        return None


@blueprint.post("/")
@member(Role.FACILITATOR)
def make(slug: str) -> Response:
    form = forms.SlateForm()
    return run(form, lambda session, room, signature: question_slates.make_slate(
        session, room, form.witness.data, form.size.data, **signature), BACK, ANCHOR)


@blueprint.post("/leave-out")
@member(Role.FACILITATOR)
def leave_out(slug: str) -> Response:
    form = forms.SlateLineForm()
    return run(form, lambda session, room, signature: question_slates.leave_out(
        session, room, form.question.data, form.reason.data or "", slate_id=form.slate.data, **signature), BACK, ANCHOR)


@blueprint.post("/put-in")
@member(Role.FACILITATOR)
def put_in(slug: str) -> Response:
    form = forms.SlateLineForm()
    return run(form, lambda session, room, signature: question_slates.put_in(
        session, room, form.question.data, form.reason.data or "", slate_id=form.slate.data, **signature), BACK, ANCHOR)
