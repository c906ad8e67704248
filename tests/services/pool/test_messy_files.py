"""Files as people really send them: each oddity is read rightly, or asked about in words."""
from __future__ import annotations

import io
from datetime import date, time

import openpyxl
import pytest

from app.domain.pool_columns import ColumnUse
from app.services.pool.pool_columns import Columns, guess_columns
from app.services.pool.pool_rows import Known, Reading, read_rows
from app.services.pool.table_reading.separated import read_separated
from app.services.pool.table_reading.tables import Table
from app.services.pool.table_reading.workbooks import read_workbook

KAZAKH = "Реттік нөмірі;Аты-жөні;Ұялы телефоны;Мекенжайы;Сөйлейтін тілі;Жынысы;Жас тобы\n"
ROWS = ("007;Әсел Құрманғалиева;8 701 111 22 33;Абай к. 5-12;қазақша;әйел;18-29\n"
        "008;Ғабит Өмірбек;+7 702 111 22 33;Сәтбаев 1;орысша;ер;30-44\n"
        "009;Нұр Ерлан;77031112233;Қонаев 3;қазақша;ер;18-29\n"
        "010;Үміт Һасан;7041112233;Мира 9;қазақша;әйел;30-44\n")


def read_table(content: bytes) -> Table:
    """What the child process does, without the price of a process for each file."""
    return read_workbook(content) if content.startswith(b"PK") else read_separated(content)


def read(table: Table, known: Known | None = None) -> Reading:
    return read_rows(table, guess_columns(table), known or Known())


def workbook(*rows: list[object], merged: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def codes(reading: Reading) -> list[str]:
    return [problem.error.code for problem in reading.problems]


@pytest.mark.parametrize("content", [
    (KAZAKH + ROWS).encode(), (KAZAKH + ROWS).encode("utf-16"), (KAZAKH + ROWS).encode("utf-16-le"),
    (KAZAKH + ROWS).replace(";", "\t").encode("utf-8-sig"), (KAZAKH + ROWS).encode("kz1048"),
    ("\n;;;;;;\n" + KAZAKH + ROWS.replace("\n", "\r\n;;;;;;\r\n")).encode(),  # empty rows between people
], ids=["utf-8", "utf-16 with mark", "utf-16 without", "tabs", "kz-1048", "empty rows"])
def test_kazakh_headers_in_every_encoding_and_separator(content: bytes) -> None:
    table = read_table(content)
    assert guess_columns(table).uses == (ColumnUse.ID, ColumnUse.NAME, ColumnUse.PHONE, ColumnUse.ADDRESS,
                                         ColumnUse.LANGUAGE, ColumnUse.FEATURE, ColumnUse.FEATURE)
    people = read(table).rows
    assert [person.external_id for person in people] == ["007", "008", "009", "010"]
    assert [person.contact["phone"] for person in people] == ["+77011112233", "+77021112233", "+77031112233",
                                                              "+77041112233"]
    assert people[0].contact["name"] == "Әсел Құрманғалиева"
    assert [person.language for person in people] == ["kk", "ru", "kk", "kk"]


def test_russian_headers_in_windows_1251_are_read_and_asked_about() -> None:
    reading = read(read_table("№;ФИО;Телефон;Адрес;Пол\n1;Анна Иванова;8(701)1234567;ул. Мира, 5;ж\n"
                              "2;Пётр Ким;+7-702-123-45-67;УЛ МИРА 5;м\n"
                              "3;Ольга Цой;87031234567;Абая 1;ж\n".encode("cp1251")))
    assert "encoding_has_no_kazakh" in codes(reading)
    assert [row.contact["phone"] for row in reading.rows] == ["+77011234567", "+77021234567", "+77031234567"]
    assert reading.rows[0].household == reading.rows[1].household != reading.rows[2].household  # two at one address


def test_the_same_person_twice_is_remarked() -> None:
    twice = ROWS + "011;құрманғалиева  ӘСЕЛ;+77059998877;Абай к. 5-12;қазақша;әйел;18-29\n"
    # With the names turned round the desk finds it, which compares words in any order.
    assert "person_is_twice" not in codes(read(read_table((KAZAKH + twice).encode())))
    again = ROWS + "011;әсел ҚҰРМАНҒАЛИЕВА;+7 (701) 111-22-33;Абай 77;қазақша;әйел;18-29\n"
    assert "person_is_twice" in codes(read(read_table((KAZAKH + again).encode())))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_title_above_and_a_header_of_two_rows(kind: str) -> None:
    rows: list[list[object]] = [
        ["Список участников", None, None, None, None, None, "на 01.11.2026"], [],
        ["№", "ФИО", None, "Адрес", None, None, "Пол"], [None, "Фамилия", "Имя", "Улица", "Дом", "Квартира", None],
        ["01", "Иванова", "Анна", "Мира", "5", "1", "ж"], ["02", "Ким", "Пётр", "Мира", "5", "1", "м"],
        ["03", "Цой", "Ольга", "Абая", "7", "2", "ж"]]
    if kind == "xlsx":
        content = workbook(*rows, merged=("A1:F1", "A3:A4", "B3:C3", "D3:F3", "G3:G4"))
    else:
        content = "\n".join(";".join(str(cell or "") for cell in [*row, *[""] * 7][:7]) for row in rows).encode()
    table = read_table(content)
    assert table.header == ["№", "ФИО Фамилия", "ФИО Имя", "Адрес Улица", "Адрес Дом", "Адрес Квартира", "Пол"]
    assert guess_columns(table).uses == (ColumnUse.ID, ColumnUse.NAME, ColumnUse.NAME, ColumnUse.ADDRESS,
                                         ColumnUse.ADDRESS, ColumnUse.ADDRESS, ColumnUse.FEATURE)
    reading = read(table)
    assert {"header_has_two_rows", "rows_above_header"} <= set(codes(reading))
    assert [row.contact["name"] for row in reading.rows] == ["Иванова Анна", "Ким Пётр", "Цой Ольга"]
    assert reading.rows[0].household == reading.rows[1].household != reading.rows[2].household


def test_cells_merged_over_people_count_for_each_and_a_merged_title_for_its_columns() -> None:
    table = read_table(workbook(
        ["id", "name", "address", None, "sex"], ["1", "A A", "Abay", "5", "f"], ["2", "B B", None, None, "m"],
        ["3", "C C", "Mira", "1", "f"], merged=("C1:D1", "C2:C3", "D2:D3")))
    assert table.header == ["id", "name", "address", "address (2)", "sex"]
    assert [row[2:4] for row in table.rows] == [["Abay", "5"], ["Abay", "5"], ["Mira", "1"]]
    reading = read(table)
    assert reading.rows[0].household == reading.rows[1].household is not None
    assert "cells_are_merged" in codes(reading)


def test_a_first_person_is_not_taken_for_a_second_header() -> None:
    table = read_table(b"id,name,,sex\n1,Aigul,Ospan,f\n2,Bolat,Akhmet,m\n3,Dana,Kim,f\n")
    assert (table.header, len(table.rows)) == (["id", "name", "C", "sex"], 3)


def test_age_groups_that_became_dates_are_recognised_and_explained() -> None:
    table = read_table(workbook(
        ["id", "Возраст"], ["1", "18-30"], ["2", time(18, 30)], ["3", date(2014, 10, 1)], ["4", "31-45"],
        ["5", date(2026, 9, 5)], ["6", "46+"], ["7", "18-30"]))
    columns = Columns((ColumnUse.ID, ColumnUse.FEATURE))
    reading = read_rows(table, columns, Known())
    told = {problem.value: (problem.error.code, problem.error.params["meant"], problem.is_blocking)
            for problem in reading.problems if "meant" in problem.error.params}
    assert told == {"18:30:00": ("value_was_a_date", "18-30", False),
                    "2014-10-01": ("value_became_a_date", "10-14", True),
                    "2026-09-05": ("value_became_a_date", "5-9", True)}
    assert reading.rows[1].features == {"Возраст": "18-30"}
    with_targets = Known({"возраст": "Возраст"}, {"Возраст": {"10-14": "10-14", "5-9": "5-9"}})
    assert not [problem for problem in read_rows(table, columns, with_targets).problems if problem.is_blocking]


def test_dates_that_are_no_age_groups_stay() -> None:
    table = read_table(b"id,visit\n1,2026-05-01\n2,18:30\n3,2026-05-01\n4,18:30\n")
    reading = read_rows(table, Columns((ColumnUse.ID, ColumnUse.FEATURE)), Known())
    assert [row.features["visit"] for row in reading.rows] == ["2026-05-01", "18:30", "2026-05-01", "18:30"]
