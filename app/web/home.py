"""The public front page and the list of all juries."""
from __future__ import annotations

from flask import Blueprint, render_template

from app.extensions import db
from app.services import juries
from app.web.access import current_person, public, reach

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def index() -> str:
    session, person, within = db.session(), current_person(), reach()
    mine = juries.juries_of(session, person.id) if person else []
    return render_template("home/index.html", juries=juries.public_juries(session),
                           mine=[row for row in mine if within is None or row[0].id in within])


@blueprint.get("/help")
@public
def help_page() -> str:
    return render_template("home/help.html")
