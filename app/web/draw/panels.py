"""The panel against the population, for everybody."""
from __future__ import annotations

from flask import Blueprint, abort, render_template

from app.domain.stages import Stage, has_reached
from app.extensions import db
from app.installation import current_vault
from app.services.draw import draws, panels
from app.web.access import jury, public
from app.web.draw.draw_words import chart_rows, what_is_compared

blueprint = Blueprint("panels", __name__, url_prefix="/juries/<slug>/panel")


@blueprint.get("/")
@public
def show(slug: str) -> str:
    draw = draws.latest_draw(db.session(), jury())
    if draw is None or not has_reached(jury().stage, Stage.SEATING):
        abort(404)
    panel = panels.public_panel(db.session(), jury(), draw, vault=current_vault())
    if panel is None:
        abort(404)
    return render_template("panels/show.html", jury=jury(), panel=panel,
                           bars=chart_rows(panel.drawn, draw.seats, draw.seats),
                           compare=what_is_compared(panel.drawn))
