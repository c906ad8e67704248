"""The read-only interface: juries, verdicts, replies, draws and records as JSON, page by page."""
from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select

from app.domain.errors import NotFound
from app.domain.stages import Stage
from app.extensions import db
from app.installation import current_settings, utc_now
from app.models import Jury
from app.services.open_data.files import rows_of
from app.services.open_data.publications import Publication, Row, open_publication
from app.services.open_data.tables import TABLES, table_of
from app.web.access import alike
from app.web.open_data import openapi, queries
from app.web.open_data.answers import LICENCE, json_answer, open_to_scripts
from app.web.open_data.api_tables import draw_rows
from app.web.open_data.api_verdicts import verdict_of
from app.web.open_data.changes import changed_at
from app.web.open_data.data_files import publication

blueprint = open_to_scripts(Blueprint("api", __name__, url_prefix="/api/v1"))
_JURIES, _RECORD = "jury", "record"  # kinds of cursors


@blueprint.get("/")
@alike
def index() -> Response:
    """Where everything is."""
    queries.require_known()
    places = {"juries": "api.juries", "catalogue": "data_files.catalog", "dictionary": "data_files.dictionary_file",
              "description": "api.description"}
    return json_answer({"licence": LICENCE, **{name: _address(endpoint) for name, endpoint in places.items()}})


@blueprint.get("/openapi.json")
@alike
def description() -> Response:
    queries.require_known()
    return json_answer(openapi.description(current_settings().base_url))


@blueprint.get("/juries")
@alike
def juries() -> Response:
    """All juries of which the public may know, the newest first."""
    queries.require_known("limit", "cursor")
    limit, before = queries.number("limit", default=20, most=openapi.MOST_JURIES), queries.cursor(_JURIES)
    query = select(Jury).where(Jury.stage != Stage.DRAFT).order_by(Jury.id.desc()).limit(limit + 1)
    found = list(db.session.scalars(query if before is None else query.where(Jury.id < before)))
    rows = [row for jury in found[:limit] for row in _rows("jury", _publication(jury))]
    more = queries.cursor_of(_JURIES, found[limit - 1].id) if len(found) > limit else None
    return json_answer(_page(rows, more))


@blueprint.get("/juries/<slug>")
@alike
def jury(slug: str) -> Response:
    """One jury and where its files are."""
    queries.require_known()
    found = publication()
    files = [{"name": table.name, "csv": _file("csv", slug, table.name), "json": _file("json", slug, table.name)}
             for table in TABLES]
    return json_answer({"jury": _rows("jury", found)[0], "files": files}, changed_at=changed_at(found))


@blueprint.get("/juries/<slug>/verdict")
@alike
def verdict(slug: str) -> Response:
    """The newest published verdict with its findings, recommendations, votes and dissents."""
    queries.require_known()
    found = publication()
    if found.document is None:
        raise NotFound("verdict_is_not_public_yet")
    return json_answer(verdict_of(found), changed_at=changed_at(found))


@blueprint.get("/juries/<slug>/replies")
@alike
def replies(slug: str) -> Response:
    """The authority's replies in all versions, and its milestones."""
    queries.require_known()
    found = publication()
    return json_answer({"replies": _rows("responses", found), "milestones": _rows("milestones", found)},
                       changed_at=changed_at(found))


@blueprint.get("/juries/<slug>/draw")
@alike
def draw(slug: str) -> Response:
    """The published draws."""
    queries.require_known()
    found = publication()
    return json_answer({"draws": draw_rows(found)}, changed_at=changed_at(found))


@blueprint.get("/juries/<slug>/record")
@alike
def record(slug: str) -> Response:
    """The public record, the oldest entry first."""
    queries.require_known("limit", "cursor")
    limit, after = queries.number("limit", default=100, most=openapi.MOST_ENTRIES), queries.cursor(_RECORD) or 0
    found = publication()
    rows = [row for row in _rows("audit_chain", found) if _number(row) > after]
    more = queries.cursor_of(_RECORD, _number(rows[limit - 1])) if len(rows) > limit else None
    return json_answer(_page(rows[:limit], more), changed_at=changed_at(found))


def _publication(jury: Jury) -> Publication:
    return open_publication(db.session(), jury, base_url=current_settings().base_url, now=utc_now())


def _rows(table: str, found: Publication) -> list[Row]:
    return rows_of(table_of(table), found)


def _number(row: Row) -> int:
    return int(str(row["number"]))


def _page(rows: list[Row], more: str | None) -> dict[str, object]:
    """Rows and the address of the next page; None on the last one."""
    values = {**(request.view_args or {}), **request.args.to_dict(), "cursor": more}
    following = current_settings().base_url + url_for(request.endpoint or "", **values) if more else None
    return {"items": rows, "next": following}


def _file(kind: str, slug: str, name: str) -> str:
    return current_settings().base_url + url_for(f"data_files.{kind}_file", slug=slug, name=name)


def _address(endpoint: str) -> str:
    return current_settings().base_url + url_for(endpoint)
