"""The files of open data: what is declared is what comes out, and nothing that is not public."""
from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.stages import Stage
from app.extensions import db
from app.models import Jury, Reply
from app.services import records
from app.services.integrity import keys
from app.services.open_data import participedia
from app.services.open_data.columns import Column, Kind, Table
from app.services.open_data.files import as_csv, as_json, as_zip, files_of, rows_of
from app.services.open_data.publications import Publication, Row, open_publication
from app.services.open_data.tables import TABLES, table_of
from tests.deliberation import NOW
from tests.telling import CANARIES, DRAWN, FORMULA, told_once

BASE = "https://alqa.example"
PLACE = f"{BASE}/kk/juries/water-2026/"
SMALL = re.compile(r"^[0-4]$")


@pytest.fixture(scope="module")
def told(backend: str, app_of: Callable[[str], Flask]) -> Iterator[Publication]:
    """Read once for all tests of this module; none of them changes anything."""
    with told_once(app_of(backend)) as app, app.app_context():
        session = db.session()
        jury = session.scalars(select(Jury)).one()
        yield open_publication(session, jury, base_url=BASE, now=NOW)


def rows(found: Publication, name: str) -> list[Row]:
    return rows_of(table_of(name), found)


def fits(column: Column, value: object) -> bool:
    """Whether a value is of the declared type."""
    if value is None:
        return not column.is_required
    checks = {Kind.INTEGER: lambda: type(value) is int, Kind.NUMBER: lambda: type(value) is float,
              Kind.BOOLEAN: lambda: type(value) is bool, Kind.OBJECT: lambda: type(value) is dict,
              Kind.CODE: lambda: value in column.values, Kind.DATE: lambda: bool(date.fromisoformat(str(value))),
              Kind.DATETIME: lambda: datetime.fromisoformat(str(value)).tzinfo is not None,
              Kind.SHA256: lambda: bool(re.fullmatch("[0-9a-f]{64}", str(value))),
              Kind.ADDRESS: lambda: str(value).startswith((PLACE, PLACE.replace("/kk/", "/data/"))),
              Kind.TEXT: lambda: isinstance(value, str) and bool(value)}
    return checks[column.kind]()


def faults(table: Table, found: list[Row]) -> list[str]:
    """What of a file is not as declared: names, types, order and keys of its rows."""
    keys = [tuple(str(row[name]).zfill(12) for name in table.key) for row in found]
    wrong = [f"{table.name}.{column.name}: {row[column.name]!r}" for row in found for column in table.columns
             if not fits(column, row[column.name])]
    wrong += [f"{table.name}: other columns" for row in found if list(row) != [one.name for one in table.columns]]
    return wrong + ([f"{table.name}: keys {keys}"] if keys != sorted(set(keys)) else [])


def test_every_file_is_as_the_dictionary_says(told: Publication) -> None:
    made = {table.name: rows_of(table, told) for table in TABLES}
    assert [name for name, found in made.items() if not found] == []  # every kind of row was looked at
    assert [fault for table in TABLES for fault in faults(table, made[table.name])] == []
    for table in TABLES:
        text = as_csv(table, made[table.name]).decode("utf-8")
        assert text.startswith("\ufeff")
        assert text.count("\r\n") >= len(made[table.name]) + 1
        read = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
        assert list(read[0]) == [column.name for column in table.columns]
        assert json.loads(as_json(made[table.name])) == made[table.name]
        assert [row["jury"] for row in read] == [row["jury"] for row in made[table.name]]


def test_a_wrong_row_is_found(told: Publication) -> None:
    """The control: the check above sees a wrong type, a doubled key and a missing column."""
    table, found = table_of("findings"), rows(told, "findings")
    assert faults(table, [found[0] | {"number": "1"}])
    assert faults(table, [found[0], found[0]])
    assert faults(table, [dict(reversed(found[0].items()))])
    assert not faults(table, found)


def test_nobody_and_nothing_private_comes_out(told: Publication) -> None:
    files = files_of(told)
    everything = b"\n".join(files.values()).decode() + json.dumps(participedia.case_of(told), ensure_ascii=False)
    assert [canary for canary in CANARIES if canary in everything] == []
    assert "Who pays for the pipes" in everything  # the control: a question that was asked is there


def test_small_numbers_of_people_are_hidden_and_cannot_be_computed(told: Publication) -> None:
    seats = {str(row["value_en"]): row for row in rows(told, "seats_aggregate")}
    assert {name: (row["drawn_jurors"], row["drawn_jurors_hidden"]) for name, row in seats.items()} == {
        "women": (DRAWN["women"], False), "men": (None, True), "other": (None, True)}
    assert [row["pool_people"] for row in seats.values()] == [40, None, None]
    rated = next(row for row in rows(told, "responses") if row["version"] == 1)
    assert (rated["rated_yes"], rated["rated_partly"], rated["rated_no"]) == (6, None, None)
    counts = [row[column.name] for table in TABLES if table.name != "votes_aggregate" for row in rows_of(table, told)
              for column in table.columns if f"{column.name}_hidden" in row]
    assert counts
    assert not [count for count in counts if count is not None and SMALL.match(str(count))]
    assert all(int(str(row["jurors"])) >= 5 for row in rows(told, "evaluation_aggregate"))


def test_no_cell_is_run_as_a_formula(told: Publication) -> None:
    cells = [cell for table in TABLES for row in csv.reader(io.StringIO(
        as_csv(table, rows_of(table, told)).decode("utf-8-sig"), newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert f"'{FORMULA}" in cells
    assert rows(told, "documents")[0]["title_en"] == FORMULA  # JSON is run by nobody


def test_the_chain_can_be_recomputed_from_the_file(told: Publication) -> None:
    previous = "0" * 64
    for row in csv.DictReader(io.StringIO(as_csv(table_of("audit_chain"), rows(told, "audit_chain")).decode(
            "utf-8-sig"), newline="")):
        moment = datetime.fromisoformat(row["at"])
        previous = records.entry_hash(previous, int(row["number"]), row["kind"], json.loads(row["data"]), moment)
        assert row["hash"] == previous
    assert previous == rows(told, "jury")[0]["record_head"]


def test_the_archive_is_the_same_as_long_as_its_files_are(told: Publication) -> None:
    files = files_of(told)
    assert as_zip(files) == as_zip(dict(files))
    with zipfile.ZipFile(io.BytesIO(as_zip(files))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_the_room_is_told_after_the_verdict_only(told: Publication) -> None:
    told.jury.stage = Stage.DELIBERATION
    found = open_publication(told.session, told.jury, base_url=BASE, now=NOW)
    told_tables = [table.name for table in TABLES if rows_of(table, found)]
    row = rows(found, "jury")[0]
    told.session.rollback()
    assert told_tables == ["jury", "seats_aggregate", "audit_chain"]
    assert (row["verdict_sha256"], row["answer_en"], row["recommendations_adopted"]) == (None, None, 0)


def test_replies_and_what_is_missing_of_them(told: Publication) -> None:
    given = [(row["recommendation"], row["version"], row["status"], row["working_days_late"])
             for row in rows(told, "responses")]
    assert given == [(1, 1, "accepted", 0), (2, 0, None, 0)]
    late = replace(told, now=datetime.fromisoformat("2026-12-10T09:00+05:00"))
    assert rows(late, "responses")[1]["working_days_late"] == 4
    assert rows(late, "jury")[0]["reply_is_overdue"] is True
    assert rows(told, "jury")[0]["reply_is_overdue"] is False
    assert [(row["months"], row["state"], row["is_overdue"]) for row in rows(told, "milestones")] == [
        (3, "planned", False), (6, "planned", False), (12, "planned", False)]


def test_verdict_and_reply_carry_the_signature_of_the_installation(told: Publication) -> None:
    key = keys.active(told.session)
    documents = {"jury": told.verdict, "responses": told.session.scalars(select(Reply)).one()}
    for name, prefix in (("jury", "verdict_"), ("responses", "")):
        row, document = rows(told, name)[0], documents[name]
        assert key is not None
        assert document is not None
        assert (row[f"{prefix}signing_key"], row[f"{prefix}sha256"]) == (key.fingerprint, document.sha256)
        value = b64encode(bytes.fromhex(str(row[f"{prefix}signature"]))).decode()
        assert keys.is_signed(key, (document.document or "").encode(), value)


def test_claims_come_from_the_frozen_trace(told: Publication) -> None:
    assert [(row["item_kind"], row["claim"], row["text"], row["bearing"]) for row in rows(told, "claims")] == [
        ("finding", 1, "Half of the pipes leak", "supports"), ("finding", 2, "@All pipes are new", "contradicts")]
