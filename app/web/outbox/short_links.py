"""Short links of text messages: one step on to the page they stand for. Opening one uses nothing up."""
from __future__ import annotations

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from app.extensions import db
from app.installation import current_vault, utc_now
from app.services.messages import short_links
from app.web.access import public

blueprint = Blueprint("short_links", __name__, url_prefix="/l")


@blueprint.get("/<code>")
@public
def follow(code: str) -> Response:
    response = redirect(short_links.path_of(db.session(), code[:64], vault=current_vault(), now=utc_now()), 302)
    response.headers["Cache-Control"] = "no-store"
    return response
