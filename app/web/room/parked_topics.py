"""Parked topics: everybody reads the list, the facilitator sets topics aside and settles them."""
from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from app.domain.audiences import MEMBERS_OF_THE_ROOM
from app.domain.roles import Role
from app.domain.room_desk import TopicState
from app.extensions import db
from app.forms import rooms as forms
from app.forms.parked_topics import SettleForm
from app.i18n import current_language
from app.installation import utc_now
from app.services.room import parked_topics
from app.web.access import member
from app.web.room.room_commands import run
from app.web.room.room_context import room_values

blueprint = Blueprint("parked_topics", __name__, url_prefix="/juries/<slug>/parked")
BACK, ANCHOR = "parked_topics.index", "topics"


@blueprint.get("/")
@member(*MEMBERS_OF_THE_ROOM)
def index(slug: str) -> str:
    session = db.session()
    values = room_values(session, "parked_topics.index", now=utc_now())
    topics = parked_topics.open_to(parked_topics.topics_of(session, values["live"]), values["audience"])
    return render_template("parked_topics/index.html", topics=topics, **values)


@blueprint.post("/park")
@member(Role.FACILITATOR)
def park(slug: str) -> Response:
    form = forms.TextForm()
    return run(form, lambda session, room, signature: parked_topics.park_topic(
        session, room, form.text.data or "", page_language=current_language(), **signature), BACK, ANCHOR)


@blueprint.post("/settle")
@member(Role.FACILITATOR)
def settle(slug: str) -> Response:
    form = SettleForm()
    return run(form, lambda session, room, signature: parked_topics.settle_topic(
        session, room, form.topic.data, TopicState(form.state.data), form.reason.data or "", **signature), BACK, ANCHOR)
