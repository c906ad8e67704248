"""The facilitator's desk: agenda, queue, people, parked topics and what else the chair needs, on one page."""
from __future__ import annotations

from flask import Blueprint, current_app, render_template, request, url_for
from flask_babel import gettext

from app.domain.roles import Role
from app.extensions import db
from app.installation import utc_now
from app.services.room import (
    agenda_changes,
    floor,
    parked_topics,
    phone_voices,
    presence,
    speaking_times,
    stance_clocks,
)
from app.web.access import actor, jury, member
from app.web.room.room_context import room_values

blueprint = Blueprint("desk", __name__, url_prefix="/juries/<slug>/desk")


@blueprint.get("/")
@member(Role.FACILITATOR)
def show(slug: str) -> str:
    """With `X-Fragment` only the list of people, which renews itself; all else is kept up to date by the log."""
    session, now = db.session(), utc_now()
    values = room_values(session, "desk.show", now=now)
    room = values["live"]
    people = speaking_times.balance_of(session, room, actor=actor(), now=now)
    health = presence.health_of(session, room, now=now)
    values |= {"people": people, "health": health, "state_of": {one.membership_id: one.state for one in health.seats},
               "at_desk": True}
    if "X-Fragment" in request.headers:
        return render_template("desk/_people.html", **values)
    part = agenda_changes.current_session(session, room)
    return render_template(
        "desk/show.html", floor=floor.floor_of(session, room, now=now), pace=agenda_changes.pace_of(part, now=now),
        part=part, topics=parked_topics.topics_of(session, room),
        voices=phone_voices.voices_of(session, jury().id), links=_links(slug),
        clocks=stance_clocks.clocks_of(session, room, now=now), **values)


def _links(slug: str) -> list[tuple[str, str]]:
    """The chair's other pages, as far as this installation has them."""
    found = [
        ("table_rounds.index", gettext("Small tables: overview and moving a juror")),
        ("hearings.index", gettext("Hearings: running order and clocks")),
        ("question_slates.index", gettext("Fair slate of questions")),
        ("speaking_times.show", gettext("Speaking time of each juror")),
        ("phone_voices.index", gettext("Jurors on the telephone")),
        ("parked_topics.index", gettext("Topics set aside")),
        ("room_overrides.index", gettext("Overrides and their reasons")),
    ]
    return [(url_for(endpoint, slug=slug), text) for endpoint, text in found if endpoint in current_app.view_functions]
