"""Speaking time: by name for the facilitator and the overseers, as a spread for the jurors and the secretariat."""
from __future__ import annotations

from flask import Blueprint, render_template, request

from app.domain.roles import Role
from app.extensions import db
from app.installation import utc_now
from app.services.room import rooms, speaking_times
from app.web.access import actor, jury, member

blueprint = Blueprint("speaking_times", __name__, url_prefix="/juries/<slug>/speaking")


@blueprint.get("/")
@member(*speaking_times.WATCHERS, Role.JUROR, Role.ORGANIZER)
def show(slug: str) -> str:
    """With `X-Fragment` only the part that renews itself."""
    session, now = db.session(), utc_now()
    room, is_watcher = rooms.room_of(session, jury().id), actor().has(*speaking_times.WATCHERS)
    balance = speaking_times.balance_of(session, room, actor=actor(), now=now) if is_watcher else ()
    template = "speaking_times/_part.html" if "X-Fragment" in request.headers else "speaking_times/show.html"
    return render_template(template, jury=jury(), slug=slug, balance=balance, is_watcher=is_watcher,
                           may_nudge=actor().has(Role.FACILITATOR),
                           spread=speaking_times.spread_of(session, room, now=now))
