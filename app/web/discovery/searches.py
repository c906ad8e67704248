"""The search over everything public."""
from __future__ import annotations

from flask import Blueprint, render_template, request, url_for

from app.extensions import db
from app.i18n import current_language
from app.services.discovery import search
from app.web.access import public
from app.web.limits import number_in

blueprint = Blueprint("searches", __name__, url_prefix="/search")
LONGEST = 200


@blueprint.get("")
@public
def index() -> str:
    question = request.args.get("q", "")[:LONGEST].strip()
    page = number_in(request.args.get("page")) or 1
    found = search.search(db.session(), question, current_language(), page=page)

    def page_url(number: int) -> str:
        return url_for("searches.index", q=question, page=number)

    return render_template("discovery/search.html", question=question, found=found, page_url=page_url,
                           needs_words=search.needs_words(question))
