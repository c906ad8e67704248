"""Open data for people: what there is, what the columns mean, how to ask, and the files of each jury."""
from __future__ import annotations

from flask import Blueprint, Flask, abort, render_template, request, url_for

from app.extensions import db
from app.i18n.open_data import declared
from app.services import juries
from app.services.open_data.publications import is_public
from app.services.open_data.tables import TABLES
from app.web.access import jury, public
from app.web.limits import number_in
from app.web.open_data import openapi
from app.web.open_data.answers import LICENCE
from app.web.open_data.dictionary import dictionary_lines

blueprint = Blueprint("data_pages", __name__, url_prefix="/data")
PAGE = 50  # juries in the list


@blueprint.get("/")
@public
def index() -> str:
    page, found = number_in(request.args.get("page", "1")) or 1, juries.public_juries(db.session())
    pages = max(1, -(-len(found) // PAGE))
    if page > pages:
        abort(404)
    return render_template("open_data/index.html", juries=found[(page - 1) * PAGE:page * PAGE], page=page, pages=pages,
                           licence=LICENCE, open_data_pages=lambda number: url_for("data_pages.index", page=number))


@blueprint.get("/juries/<slug>/")
@public
def show(slug: str) -> str:
    """The files of one jury."""
    if not is_public(jury()):
        abort(404)
    return render_template("open_data/show.html", jury=jury(), tables_of_data=TABLES, licence=LICENCE)


@blueprint.get("/dictionary")
@public
def dictionary() -> str:
    return render_template("open_data/dictionary.html", tables_of_data=TABLES)


@blueprint.get("/api")
@public
def api() -> str:
    return render_template("open_data/api.html", operations=openapi.operations(), licence=LICENCE)


def init_app(app: Flask) -> None:
    app.add_template_filter(declared)
    app.add_template_filter(dictionary_lines)
