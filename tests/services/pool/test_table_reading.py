"""Properties of reading tables: whatever people type comes back, and whatever bytes come nothing breaks."""
from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import DomainError
from app.services.pool.pool_exports import as_csv
from app.services.pool.table_reading.cells import clean, disguise
from app.services.pool.table_reading.separated import read_separated
from app.services.pool.table_reading.tables import MAX_COLUMNS, build_table

LETTERS = "abzABZәғқңөұүһіӘҒҚяЯёЁ019 .,;:'\"=+-@|/\t\u200b\u202e\u00a0é№"
CELLS = st.text(alphabet=LETTERS, max_size=20)
PAYLOADS = ["=1+1", "+7 701", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "'=x", "''+1",
            "=cmd|' /C calc'!A0"]


@given(CELLS)
def test_cleaning_twice_is_cleaning_once_for_what_is_no_disguise(text: str) -> None:
    once = clean(text)
    assert once == once.strip()
    assert not set(once) & set("\u200b\u202e\t\r\n\0")
    if not text.lstrip().startswith("'"):
        assert clean(disguise(once)) == once


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_is_exported_is_imported_unchanged(rows: list[list[str]]) -> None:
    cleaned = [[clean(cell) for cell in row] for row in rows]
    people = [[str(number), *row] for number, row in enumerate(cleaned)]
    table = read_separated(as_csv([["id", "one", "two", "three"], *people]))
    wanted = [dict(zip(["id", "one", "two", "three"], row, strict=True)) for row in people]
    found = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    assert found == wanted


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["", "utf-8", "utf-16", "cp1251", "kz1048"]))
def test_any_bytes_give_a_table_or_a_refusal(content: bytes, encoding: str) -> None:
    try:
        table = read_separated(content, encoding)
    except DomainError:
        return
    assert 1 <= len(table.header) <= MAX_COLUMNS
    assert len({title.casefold() for title in table.header}) == len(table.header)
    assert all(len(row) == len(table.header) for row in table.rows)
    assert len(table.numbers) == len(table.rows) == len(set(table.numbers))


@given(st.lists(st.lists(CELLS, max_size=70), max_size=12))
def test_any_rows_give_a_table_or_a_refusal(rows: list[list[str]]) -> None:
    try:
        table = build_table(enumerate(rows, start=1), encoding="utf-8")
    except DomainError as refused:
        assert refused.code in {"file_is_empty", "file_has_no_rows", "file_has_too_many_columns"}
        return
    kept = {cell for row in table.rows for cell in row if cell} | set(table.header)
    noted = {note["value"] for note in table.notes if note["code"] == "row_has_more_cells"}
    assert kept | noted


@given(st.text(alphabet="абвгдежзиклмнопрстуфхцчшщыэюяАБВГДЕЖЗ", min_size=3, max_size=40),
       st.sampled_from(["utf-8", "utf-16"]))
def test_unicode_files_are_read_exactly(name: str, encoding: str) -> None:
    assert read_separated(f"id;name\n1;{name}\n".encode(encoding)).rows == [["1", name]]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_formula_survives_the_export(payload: str) -> None:
    """Opened as a spreadsheet opens it, every cell is text; imported again it is what it was."""
    content = as_csv([["id", "name"], [payload, payload]]).decode("utf-8-sig")
    cells = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))[1]
    assert not any(cell[:1] in set("=+-@\t\r") for cell in cells)
    book = openpyxl.Workbook()
    book.active.append(cells)
    assert [cell.data_type for cell in book.active[1]] == ["s", "s"]
    assert clean(cells[0]) == " ".join(payload.split())
