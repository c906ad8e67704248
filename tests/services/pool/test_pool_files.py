"""Files that people send: the right text or a clear refusal, and nothing that hurts the server."""
from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile

import openpyxl
import pytest

from app.domain.errors import DomainError
from app.services.pool.pool_files import check_workbook, read_table
from app.services.pool.table_reading.separated import read_separated

RUSSIAN = [["Номер", "ФИО", "Пол"], ["1", "Иванова Анна", "женский"], ["2", "Петров, Пётр", "мужской"]]
KAZAKH = [["№", "Аты-жөні", "Жынысы"], ["1", "Әсел Құрманғалиева", "әйел"], ["2", "Ғабит, Өмірбек", "ер"]]


def text_of(rows: list[list[str]], separator: str, line_end: str) -> str:
    quoted = [[f'"{cell}"' if "," in cell else cell for cell in row] for row in rows]
    return line_end.join(map(separator.join, quoted)) + line_end


def workbook(*rows: list[object], **sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, more in sheets.items():
        sheet = book.create_sheet(title)
        for row in more:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def refusal(content: bytes, encoding: str = "") -> str:
    with pytest.raises(DomainError) as refused:
        read_table(content, encoding)
    return refused.value.code


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(("encoding", "rows"), [
    ("utf-8", KAZAKH), ("utf-8-sig", KAZAKH), ("utf-16", KAZAKH), ("utf-16-le", KAZAKH), ("utf-16-be", KAZAKH),
    ("kz1048", KAZAKH), ("cp1251", RUSSIAN), ("koi8-r", RUSSIAN), ("cp866", RUSSIAN)])
def test_encodings_separators_and_line_ends_are_recognised(encoding: str, rows: list[list[str]], separator: str,
                                                           line_end: str) -> None:
    table = read_separated(text_of(rows, separator, line_end).encode(encoding))
    assert [table.header, *table.rows] == rows
    assert table.separator == separator
    assert table.numbers == [2, 3]


def test_western_letters_are_not_taken_for_russian() -> None:
    table = read_table("id,name,city\n1,Gómez,Málaga\n2,Zoë,Köln\n".encode("cp1252"))
    assert table.rows == [["1", "Gómez", "Málaga"], ["2", "Zoë", "Köln"]]


def test_an_encoding_can_be_chosen_by_hand() -> None:
    assert read_table("id;x\n1;ж\n".encode("koi8-r"), "koi8-r").rows == [["1", "ж"]]
    assert refusal("id;x\n1;ж\n".encode("cp1251"), "utf-8") == "encoding_is_wrong"
    assert refusal(b"id;x\n1;y\n", "rot13") == "encoding_is_wrong"


@pytest.mark.parametrize(("content", "code"), [
    (b"", "file_is_empty"), (b" \n\n", "file_is_empty"), (b",,,\n,,,\n", "file_is_empty"),
    (b"id,name\n", "file_has_no_rows"), (b"id,name\n1,a\x00b\n", "file_has_nul"),
    (b"%PDF-1.7 ...", "file_is_not_a_table"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_is_old_excel"),
    (b"\x1f\x8b\x08\x00", "file_is_packed"), (b'id,name\n1,"a"b"\n2,c\n', "csv_is_broken"),
    (b"id," * 61 + b"x\n" + b"1," * 61 + b"2\n", "file_has_too_many_columns"),
    (b"a," * 100_000 + b"a\n" + b"1," * 100_000 + b"1\n", "file_has_too_many_columns"),
    (b"id,x\n" + b"1,2\n" * 20_001, "file_has_too_many_rows"),
    (b"a,b\n" + b"1,2\n" * 3_000_000, "file_is_too_large"),
    (b"PK\x03\x04nothing", "file_is_broken"),
])
def test_what_is_no_pool_is_refused_in_words(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_the_largest_allowed_file_is_read() -> None:
    table = read_table(b"id,x\n" + b"".join(b"%d,y\n" % number for number in range(20_000)))
    assert len(table.rows) == 20_000


def test_headers_blank_and_doubled_get_names_and_remarks() -> None:
    table = read_table(b"id,age,age,,last\n1,18,old,x,\n")
    assert table.header == ["id", "age", "age (2)", "D", "last"]
    assert {note["code"] for note in table.notes} == {"header_is_twice", "header_is_empty"}


def test_what_stands_above_the_header_and_blank_rows_is_passed_over() -> None:
    table = read_table("Список участников;;\n;;\nid;имя;пол\n\n1;Анна;ж\n;;\n2;Пётр;м\n".encode())
    assert table.header == ["id", "имя", "пол"]
    assert table.numbers == [5, 7]
    assert [note["code"] for note in table.notes] == ["rows_above_header"]


def test_a_comma_outside_quotation_marks_is_pointed_at() -> None:
    table = read_table(b"id,address,sex\n1,Abay st, 5,f\n2,Satpaev st 7,m\n")
    assert [(note["code"], note["row"], note["value"]) for note in table.notes] == [("row_has_more_cells", 2, "f")]


def test_a_cell_that_is_too_long_is_pointed_at() -> None:
    table = read_table(b"id,name\n1," + b"x" * 501 + b"\n2," + b"x" * 500 + b"\n")
    assert [(note["code"], note["row"], note["column"]) for note in table.notes] == [("cell_is_too_long", 2, "name")]


def test_excel_may_say_its_separator() -> None:
    assert read_table(b"sep=;\nid;name\n1;a,b\n").rows == [["1", "a,b"]]


def test_workbooks_give_text_as_people_see_it() -> None:
    table = read_table(workbook(["id", "Телефон", "Доля"], [1, 77011234567, 0.514], [2, None, "ә"]))
    assert table.rows == [["1", "77011234567", "0.514"], ["2", "", "ә"]]
    assert table.encoding == "xlsx"


def test_merged_cells_and_other_sheets_are_told() -> None:
    book = openpyxl.Workbook()
    for row in (["Список"], ["id", "имя", "пол"], [1, "Анна", "ж"], [2, None, "ж"]):
        book.active.append(row)
    book.active.merge_cells("A1:C1")
    book.active.merge_cells("B3:B4")
    book.create_sheet("Другой")
    file = io.BytesIO()
    book.save(file)
    notes = {note["code"]: note for note in read_table(file.getvalue()).notes}
    assert notes["cells_are_merged"]["cells"] == "B3:B4"  # the title above the header is nobody's business
    assert notes["other_sheets"]["others"] == 1


def test_a_workbook_with_a_cell_far_to_the_right_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active.append(["id", "x"])
    book.active.cell(2, 100).value = "far"
    file = io.BytesIO()
    book.save(file)
    assert refusal(file.getvalue()) == "file_has_too_many_columns"


def test_other_office_files_are_no_tables() -> None:
    assert refusal(zipped({"word/document.xml": b"<w/>", "[Content_Types].xml": b""})) == "file_is_not_a_table"


def _lying(content: bytes, claimed: int) -> bytes:
    """The same archive, its directory claiming another unpacked size for every entry."""
    out, at = bytearray(content), content.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<L", out, at + 24, claimed)
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(out)


BOMB = zipped({"xl/worksheets/sheet1.xml": b"<row/>" * 10_000_000, "xl/workbook.xml": b"x"})
MANY = zipped({f"xl/part{number}": b"x" for number in range(201)})
HUGE_DIRECTORY = zipped({"xl/" + "n" * 60_000 + str(number): b"" for number in range(3)})


@pytest.mark.parametrize("content", [BOMB, MANY, HUGE_DIRECTORY,
                                     zipped({"xl/sheet.xml": b"x" * 100_000}, zipfile.ZIP_LZMA)])
def test_bombs_are_refused_from_their_directory(content: bytes) -> None:
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(DomainError, match="file_is_a_bomb"):
        check_workbook(content)
    seconds, (_, peak) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 0.5  # a loaded machine; it takes a few milliseconds
    assert peak < 5_000_000


def test_a_lying_directory_does_not_help() -> None:
    assert refusal(_lying(BOMB, 1000)) in {"file_is_broken", "file_is_too_complex"}


def test_shared_strings_cannot_unfold_without_end() -> None:
    """A cell that names the same long text again and again: small as a file, large as a table."""
    rows = "".join(f'<row r="{r}">' + '<c t="s"><v>0</v></c>' * 60 + "</row>" for r in range(1, 5001))
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    good = zipfile.ZipFile(io.BytesIO(workbook(["x"])))
    entries = {name: good.read(name) for name in good.namelist()}
    entries["xl/worksheets/sheet1.xml"] = f"<worksheet {ns}><sheetData>{rows}</sheetData></worksheet>".encode()
    entries["xl/sharedStrings.xml"] = f"<sst {ns}><si><t>{'x' * 500}</t></si></sst>".encode()
    assert refusal(zipped(entries)) in {"file_has_too_much_text", "file_is_a_bomb"}
    entries["noise"] = bytes(range(256)) * 100  # so that the ratio looks harmless
    content = zipped(entries, zipfile.ZIP_STORED)
    assert refusal(content if len(content) < 5 * 1024 * 1024 else zipped(entries)) in {
        "file_has_too_much_text", "file_is_a_bomb", "workbook_is_too_large"}


def test_entities_that_multiply_do_not_pass() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    xml = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><worksheet>&l9;</worksheet>'
    good = zipfile.ZipFile(io.BytesIO(workbook(["id", "x"], [1, 2])))
    entries = {name: good.read(name) for name in good.namelist()}
    entries["xl/worksheets/sheet1.xml"] = xml.encode()
    began = time.perf_counter()
    assert refusal(zipped(entries)) in {"file_is_broken", "file_is_too_complex", "file_is_empty"}
    assert time.perf_counter() - began < 60
