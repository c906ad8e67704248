"""The list of overrides, for those who watch over the chair."""
from __future__ import annotations

from flask import Blueprint, render_template

from app.extensions import db
from app.services.room import room_overrides, rooms
from app.web.access import actor, jury, member

blueprint = Blueprint("room_overrides", __name__, url_prefix="/juries/<slug>/overrides")


@blueprint.get("/")
@member(*room_overrides.READERS)
def index(slug: str) -> str:
    session = db.session()
    room = rooms.find_room(session, jury().id)
    found = room_overrides.overrides_of(session, room, actor=actor()) if room else []
    return render_template("room_overrides/index.html", jury=jury(), slug=slug, overrides=found,
                           counts=room_overrides.counts_of(found))
