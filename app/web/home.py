"""The public front page and the list of all juries."""
from __future__ import annotations

from flask import Blueprint, render_template

from app.extensions import db
from app.services import juries
from app.web.access import current_person, public

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def index() -> str:
    session, person = db.session(), current_person()
    return render_template("home/index.html", juries=juries.public_juries(session),
                           mine=juries.juries_of(session, person.id) if person else [])


@blueprint.get("/help")
@public
def help_page() -> str:
    return render_template("home/help.html")
