"""Files from outside: what is hostile is refused or stays a file, and costs little."""
from __future__ import annotations

import io
import time
import zipfile

import pytest

from app.services.room.document_files import DOCX, PDF, media_type_of
from app.services.room.document_texts import paragraphs_of

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: bytes, *others: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
        for name in others:
            archive.writestr(name, "x")
    return file.getvalue()


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def document(inside: str, before: str = "") -> bytes:
    return f'{before}<w:document xmlns:w="{WORD}"><w:body>{inside}</w:body></w:document>'.encode()


@pytest.mark.parametrize("content", [
    docx(document(""), "word/vbaProject.bin"), docx(document(""), "word/activeX/activeX1.xml"),
    docx(document(""), "payload.exe"), docx(document(""))[:60], b"PK\x03\x04 not an archive",
], ids=["macro", "control", "program", "cut", "text"])  # the bytes hold the time of day: no names for tests
def test_programs_in_disguise_are_no_documents(content: bytes) -> None:
    assert media_type_of(content) is None


def test_a_word_document_is_one() -> None:
    content = docx(document(paragraph("Су қымбат.")))
    assert media_type_of(content) == DOCX
    assert [part.body for part in paragraphs_of(content, DOCX)] == ["Су қымбат."]


@pytest.mark.parametrize("content", [
    docx(document("", '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">]>')),
    docx(document(paragraph("a" * 45_000_000))),  # forty thousand times larger than the file
    docx(b"<w:document>"),
])
def test_a_bomb_stays_a_file(content: bytes) -> None:
    began = time.monotonic()
    assert paragraphs_of(content, DOCX) == ()
    assert time.monotonic() - began < 15


def test_a_broken_pdf_stays_a_file() -> None:
    assert paragraphs_of(b"%PDF-1.7\n" + b"1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj " * 2000, PDF) == ()
