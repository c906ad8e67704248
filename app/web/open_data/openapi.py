"""The description of the interface (OpenAPI 3.1), its schemas made from the columns of the files."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.domain.languages import LANGUAGES
from app.services.open_data.columns import Column, Kind, Table, _l, texts
from app.services.open_data.tables import table_of
from app.web.open_data.answers import LICENCE
from app.web.open_data.api_tables import DRAWS
from app.web.open_data.api_verdicts import PARTS

Schema = dict[str, Any]
VERSION = "1.0.0"
MOST_JURIES, MOST_ENTRIES = 50, 500  # on one page
_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_KINDS: dict[Kind, Schema] = {
    Kind.TEXT: {"type": "string"}, Kind.CODE: {"type": "string"}, Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"}, Kind.BOOLEAN: {"type": "boolean"}, Kind.OBJECT: {"type": "object"},
    Kind.DATE: {"type": "string", "format": "date"}, Kind.DATETIME: {"type": "string", "format": "date-time"},
    Kind.ADDRESS: {"type": "string", "format": "uri"}, Kind.SHA256: {"type": "string", "pattern": "^[0-9a-f]{64}$"},
}


def description(base_url: str) -> Schema:
    return {"openapi": "3.1.0", "info": _INFO, "servers": [{"url": base_url}], "paths": _paths(),
            "components": {"schemas": _schemas(), "responses": {"Problem": _PROBLEM}}}


_INFO: Schema = {
    "title": "Alqa open data", "version": VERSION, "license": {"name": "CC BY 4.0", "url": LICENCE},
    "description": "What is public of every citizens’ jury. Only reading; no key, no cookie. Names ending in _kk, _ru "
                   "and _en are one text in three languages. Errors are problem documents (RFC 9457) in the language "
                   "that Accept-Language asks for."}
_PROBLEM: Schema = {"description": "Why it was refused.", "content": {
    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def _paths() -> Schema:
    places = _object(dict.fromkeys(("licence", "juries", "catalogue", "dictionary", "description"), _ADDRESS))
    files = _list(_object({"name": _TEXT, "csv": _ADDRESS, "json": _ADDRESS}))
    replies = _object({"replies": _list(_ref("Responses")), "milestones": _list(_ref("Milestones"))})
    jury, record = "/api/v1/juries/{slug}", _page("AuditChain")
    return {
        "/api/v1/": _get("index", _l("Where everything is."), places),
        "/api/v1/juries": _get("juries", _l("All juries, the newest first."), _page("Jury"), *_pages(20, MOST_JURIES)),
        jury: _get("jury", _l("One jury and its files."), _object({"jury": _ref("Jury"), "files": files}), _SLUGS),
        f"{jury}/verdict": _get("verdict", _l("The newest verdict."), _ref("Verdict"), _SLUGS),
        f"{jury}/replies": _get("replies", _l("Replies of the authority and milestones."), replies, _SLUGS),
        f"{jury}/draw": _get("draw", _l("Published draws."), _object({"draws": _list(_ref("Draws"))}), _SLUGS),
        f"{jury}/record": _get("record", _l("The public record, the oldest entry first."), record, _SLUGS,
                               *_pages(100, MOST_ENTRIES)),
    }


def _get(name: str, summary: str, schema: Schema, *parameters: Schema) -> Schema:
    statuses = {"400": "#/components/responses/Problem", "404": "#/components/responses/Problem"}
    return {"get": {"operationId": name, "summary": summary, "parameters": list(parameters), "responses": {
        "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
        "304": {"description": "Nothing has changed since the entity tag that was sent."},
        **{status: {"$ref": problem} for status, problem in statuses.items()}}}}


_TEXT: Schema = {"type": "string"}
_ADDRESS: Schema = {"type": "string", "format": "uri"}
_SLUGS: Schema = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string", "pattern": _SLUG}}


def _pages(usual: int, most: int) -> tuple[Schema, ...]:
    return ({"name": "limit", "in": "query", "description": _l("Rows on a page."),
             "schema": {"type": "integer", "minimum": 1, "maximum": most, "default": usual}},
            {"name": "cursor", "in": "query", "schema": {"type": "string"},
             "description": _l("From the address of the page before; it cannot be made up.")})


def _schemas() -> Schema:
    tables = [table_of(name) for name in ("jury", "responses", "milestones", "audit_chain", *PARTS.values())]
    return {**{schema_name(table): _row(table) for table in (*tables, DRAWS)}, "Verdict": _verdict(),
            "Problem": _object({"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT,
                                "code": _TEXT})}


def schema_name(table: Table) -> str:
    """audit_chain → AuditChain."""
    return "".join(part.capitalize() for part in table.name.split("_"))


def _row(table: Table) -> Schema:
    return _object({column.name: _value(column) for column in table.columns}) | {"description": table.description}


def _value(column: Column) -> Schema:
    schema = dict(_KINDS[column.kind], description=column.description)
    if column.values:
        schema["enum"] = [*column.values, *([] if column.is_required else [None])]
    if not column.is_required:
        schema["type"] = [schema["type"], "null"]
    return schema


def _verdict() -> Schema:
    version = _object({"version": {"type": "integer"}, "published_at": dict(_KINDS[Kind.DATETIME]),
                       "sha256": dict(_KINDS[Kind.SHA256]), "document": _ADDRESS})
    words = [column for name in ("question", "answer", "process_note") for column in texts(name, "")]
    return _object({
        **version["properties"], "jury": _TEXT, "authentic_language": {"type": "string", "enum": list(LANGUAGES)},
        **{column.name: {"type": ["string", "null"]} for column in words},
        **{part: _list(_ref(schema_name(table_of(table)))) for part, table in PARTS.items()},
        "versions": _list(version)})


def _object(properties: dict[str, Schema]) -> Schema:
    """Every name is always there, and no other."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


@dataclass(frozen=True)
class Operation:
    """One address of the interface, for the page that explains it; sentences as declared."""

    path: str
    summary: str
    parameters: tuple[tuple[str, str], ...]


def operations() -> list[Operation]:
    return [Operation(path, str(entry["get"]["summary"]), tuple(
        (str(one["name"]), str(one["description"])) for one in entry["get"]["parameters"] if one["in"] == "query"))
        for path, entry in _paths().items()]


def _list(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _page(name: str) -> Schema:
    return _object({"items": _list(_ref(name)), "next": {"type": ["string", "null"], "format": "uri"}})


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
