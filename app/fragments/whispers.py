"""Private hints as they stand on the page of their juror."""
from __future__ import annotations

from collections.abc import Sequence

from flask import current_app

from app.fragments.rooms import Patch, drawing
from app.services.room.nudges import NudgeView
from app.services.room.room_views import Place


def hints_patch(hints: Sequence[NudgeView], place: Place, language: str) -> Patch:
    """The unread hints of one person; without a token, like everything that is sent."""
    with drawing(language, place):
        html = current_app.jinja_env.get_template("nudges/_hints.html").render(
            hints=hints, slug=place.slug, language=language, is_sent=True).strip()
    return {"target": "hints", "mode": "replace", "html": html}
