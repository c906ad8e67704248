"""From tables to bytes: CSV as RFC 4180 wants it, JSON, and a ZIP of all files of a jury."""
from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from app.services.open_data import jury_rows, room_rows, verdict_rows
from app.services.open_data.columns import Column, Kind, Table
from app.services.open_data.publications import Publication, Row
from app.services.open_data.tables import TABLES
from app.services.pool.table_reading.cells import disguise

ROWS: dict[str, Callable[[Publication], list[Row]]] = {
    "jury": jury_rows.jury_rows, "seats_aggregate": jury_rows.seat_rows, "sessions": jury_rows.session_rows,
    "witnesses": room_rows.witness_rows, "documents": room_rows.document_rows, "questions": room_rows.question_rows,
    "claims": room_rows.claim_rows, "findings": verdict_rows.finding_rows,
    "recommendations": verdict_rows.recommendation_rows, "votes_aggregate": verdict_rows.vote_rows,
    "dissents": verdict_rows.dissent_rows, "talk_time_aggregate": room_rows.talk_rows,
    "evaluation_aggregate": room_rows.survey_rows, "responses": verdict_rows.response_rows,
    "milestones": verdict_rows.milestone_rows, "audit_chain": jury_rows.record_rows,
}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same content gives the same ZIP, whenever it is made
_WRITTEN = {Kind.TEXT, Kind.CODE, Kind.ADDRESS}


def rows_of(table: Table, found: Publication) -> list[Row]:
    """The rows of a file with every column of it and no other; none before the jury is so far."""
    rows = ROWS[table.name](found) if found.is_told(table) else []
    return [_complete(table, {"jury": found.jury.slug, **row}) for row in rows]


def _complete(table: Table, row: Row) -> Row:
    names = [column.name for column in table.columns]
    surplus = row.keys() - set(names)
    if surplus:
        raise ValueError(f"{table.name} declares no {sorted(surplus)}")
    return {name: _plain(row.get(name)) for name in names}


def _plain(value: object) -> object:
    """Moments and days as ISO 8601 writes them."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def as_csv(table: Table, rows: Sequence[Row]) -> bytes:
    """RFC 4180: commas, CRLF, quotes where needed. UTF-8 with the mark in front, without which spreadsheets in
    Kazakhstan take the letters for those of an old code page. No cell is run as a formula.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([[_cell(column, row[column.name]) for column in table.columns] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _cell(column: Column, value: object) -> str:
    if value is None:
        return ""
    if column.kind is Kind.BOOLEAN:
        return "true" if value else "false"
    if column.kind is Kind.OBJECT:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))  # as it is hashed
    return disguise(str(value)) if column.kind in _WRITTEN else str(value)


def as_json(rows: Sequence[Row] | Mapping[str, object]) -> bytes:
    """The same values as an array of flat objects, the columns in their order."""
    return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()


def files_of(found: Publication) -> dict[str, bytes]:
    """Every file of a jury by its name."""
    made: dict[str, bytes] = {}
    for table in TABLES:
        rows = rows_of(table, found)
        made[f"{table.name}.csv"], made[f"{table.name}.json"] = as_csv(table, rows), as_json(rows)
    return made


def as_zip(files: Mapping[str, bytes]) -> bytes:
    """All files in one, byte for byte the same as long as they are."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()
