"""The public front page: what this is, the newest juries, and the way to all of them."""
from __future__ import annotations

from flask import Blueprint, render_template

from app.extensions import db
from app.installation import utc_now
from app.services import juries
from app.services.discovery import jury_lists
from app.services.discovery.jury_lists import ListFilter
from app.web.access import current_person, public, reach

blueprint = Blueprint("home", __name__)
NEWEST = 6  # juries on the front page


@blueprint.get("/")
@public
def index() -> str:
    session, person, within = db.session(), current_person(), reach()
    mine = juries.juries_of(session, person.id) if person else []
    newest = jury_lists.list_juries(session, ListFilter(), now=utc_now(), size=NEWEST)
    return render_template("home/index.html", newest=newest,
                           mine=[row for row in mine if within is None or row[0].id in within])


@blueprint.get("/help")
@public
def help_page() -> str:
    return render_template("home/help.html")
