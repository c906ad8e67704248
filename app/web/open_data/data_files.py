"""The files of open data at addresses that stay: tables as CSV and JSON, all in a ZIP, dictionary and catalogue."""
from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.domain.errors import NotFound
from app.extensions import db
from app.installation import current_settings, utc_now
from app.services import juries
from app.services.open_data import files, participedia
from app.services.open_data.columns import Table
from app.services.open_data.publications import Publication, open_publication
from app.services.open_data.tables import find_table
from app.services.verdict import verdicts
from app.web.access import alike, jury
from app.web.open_data import catalogue, dictionary, portal
from app.web.open_data.answers import answer, json_answer, open_to_scripts
from app.web.open_data.changes import changed_at
from app.web.open_data.queries import number, require_known

blueprint = open_to_scripts(Blueprint("data_files", __name__, url_prefix="/data"))


@blueprint.get("/juries/<slug>/<name>.csv")
@alike
def csv_file(slug: str, name: str) -> Response:
    table, found = _table(name), publication()
    return answer(files.as_csv(table, files.rows_of(table, found)), "text/csv; charset=utf-8; header=present",
                  name=f"{slug}-{name}.csv", changed_at=changed_at(found))


@blueprint.get("/juries/<slug>/<name>.json")
@alike
def json_file(slug: str, name: str) -> Response:
    table, found = _table(name), publication()
    return answer(files.as_json(files.rows_of(table, found)), "application/json", changed_at=changed_at(found))


@blueprint.get("/juries/<slug>/verdict-<int:version>.json")
@alike
def verdict_file(slug: str, version: int) -> Response:
    """A frozen verdict byte for byte: the one whose SHA-256 and signature stand in the files."""
    row = next((one for one in verdicts.published(db.session(), jury()) if one.version == version), None)
    if row is None or row.document is None:
        raise NotFound("verdict_is_not_public_yet")
    return answer(row.document.encode(), "application/json", changed_at=row.published_at)


@blueprint.get("/juries/<slug>/all.zip")
@alike
def archive(slug: str) -> Response:
    """Every file and the dictionary."""
    found = publication()
    content = {**files.files_of(found), "dictionary.json": files.as_json(dictionary.as_data())}
    return answer(files.as_zip(content), "application/zip", name=f"{slug}-open-data.zip", changed_at=changed_at(found))


@blueprint.get("/juries/<slug>/participedia.json")
@alike
def participedia_case(slug: str) -> Response:
    """The fields of a case for participedia.net."""
    found = publication()
    return json_answer(participedia.case_of(found), changed_at=changed_at(found))


@blueprint.get("/juries/<slug>/opendata_kz.json")
@alike
def portal_file(slug: str) -> Response:
    """One flat table with its passport for the open-data portal of Kazakhstan."""
    found = publication()
    return json_answer(portal.dataset(found), changed_at=changed_at(found))


@blueprint.get("/dictionary.json")
@alike
def dictionary_file() -> Response:
    return json_answer(dictionary.as_data())


@blueprint.get("/catalog.jsonld")
@alike
def catalog() -> Response:
    """All juries as datasets, some to a page; the page says where the next one is."""
    require_known("page")
    rows, page = juries.public_juries(db.session()), number("page", default=1, most=100_000)
    shown = rows[(page - 1) * catalogue.PAGE:page * catalogue.PAGE]
    if page > 1 and not shown:
        abort(404)
    found = [open_publication(db.session(), one, base_url=current_settings().base_url, now=utc_now()) for one in shown]
    return json_answer(catalogue.as_json_ld(found, page=page, total=len(rows)), media_type="application/ld+json")


@blueprint.get("/")
@blueprint.get("/<any(dictionary, api):page>")
@blueprint.get("/juries/<slug>/")
@alike
def door(page: str = "index", slug: str | None = None) -> AnyResponse:
    """The page for people, in the language of their browser."""
    values = {"slug": slug} if slug else {}
    response = redirect(url_for("data_pages.show" if slug else f"data_pages.{page}", **values))  # type: ignore[arg-type]  # words
    response.vary.add("Accept-Language")
    return response


def publication() -> Publication:
    """What may be told of the jury in the address."""
    return open_publication(db.session(), jury(), base_url=current_settings().base_url, now=utc_now())


def _table(name: str) -> Table:
    return find_table(name) or abort(404)
