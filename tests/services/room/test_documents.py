"""The library: what a file is, is decided by its content; fingerprints stay in the record."""
from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, Forbidden, NotFound
from app.domain.roles import Actor
from app.domain.stages import Stage
from app.services import records
from app.services.room import document_files, documents
from app.services.room.documents import MAX_BYTES, Upload
from tests.cast import Cast, actor, jury_of

PDF = b"%PDF-1.7\n%fake but honest\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def upload(content: bytes = PDF, **changes: Any) -> Upload:
    values: dict[str, Any] = {"title": {"kk": "Су"}, "author": "Akimat", "stance": {}, "language": "kk",
                              "file_name": "su.pdf", "content": content}
    return Upload(**(values | changes))


@pytest.mark.parametrize("who", ["organizer", "facilitator", "expert"])
def test_a_document_is_kept_with_its_fingerprint(session: Session, cast: Cast, now: datetime, who: str) -> None:
    jury = jury_of(session, cast)
    made = documents.add_document(session, jury, upload(), actor=actor(session, cast, who), now=now)
    document, content = documents.open_document(session, jury, made.id, actor=actor(session, cast, "juror"))
    assert (content, document.sha256, document.media_type) == (PDF, hashlib.sha256(PDF).hexdigest(), documents.PDF)
    entry = records.entries_of(session, jury.id)[-1]
    assert (entry.kind, entry.data["sha256"]) == ("document_added", document.sha256)


@pytest.mark.parametrize("who", ["juror", "overseer", "commissioner", "observer", "outsider"])
def test_others_add_nothing(session: Session, cast: Cast, now: datetime, who: str) -> None:
    with pytest.raises(Forbidden):
        documents.add_document(session, jury_of(session, cast), upload(), actor=actor(session, cast, who), now=now)


@pytest.mark.parametrize(("content", "code"), [
    (b"", "file_is_empty"), (b"MZ\x90\0", "file_type_is_not_allowed"), (b"PK\x03\x04zip", "file_type_is_not_allowed"),
    (b"<html><script>", "file_type_is_not_allowed"), (b"  <SVG onload=x>", "file_type_is_not_allowed"),
    (b"<?xml version='1.0'?><svg>", "file_type_is_not_allowed"),
    (b"\xd1\xf3 cp1251 \xef\xf0", "file_type_is_not_allowed"),
    (b"text with \0 inside", "file_type_is_not_allowed"), (b"%PDF-" + b"x" * MAX_BYTES, "file_is_too_large"),
], ids=["empty", "program", "zip", "html", "svg", "xml", "cp1251", "nul", "large"])
def test_other_files_are_refused(session: Session, cast: Cast, now: datetime, content: bytes, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        documents.add_document(session, jury_of(session, cast), upload(content), now=now,
                               actor=actor(session, cast, "organizer"))


def test_the_name_of_the_file_decides_nothing(session: Session, cast: Cast, now: datetime) -> None:
    made = documents.add_document(session, jury_of(session, cast), upload(PNG, file_name="../evil\".html"), now=now,
                                  actor=actor(session, cast, "organizer"))
    assert (made.media_type, made.file_name) == (document_files.PNG, "evil.png")


def test_the_same_file_twice_is_one_document(session: Session, cast: Cast, now: datetime) -> None:
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    first, second = (documents.add_document(session, jury, upload(), actor=organizer, now=now) for _ in range(2))
    assert first.id == second.id


def test_a_document_without_a_title_is_refused(session: Session, cast: Cast, now: datetime) -> None:
    with pytest.raises(DomainError, match="title_is_missing"):
        documents.add_document(session, jury_of(session, cast), upload(title={"kk": " "}), now=now,
                               actor=actor(session, cast, "organizer"))


def test_withdrawing_needs_a_reason_and_closes_the_file(session: Session, cast: Cast, now: datetime) -> None:
    jury, chair = jury_of(session, cast), actor(session, cast, "facilitator")
    made = documents.add_document(session, jury, upload(), actor=chair, now=now)
    with pytest.raises(DomainError, match="reason_is_missing"):
        documents.withdraw_document(session, jury, made.id, "", actor=chair, now=now)
    documents.withdraw_document(session, jury, made.id, "wrong year", actor=chair, now=now)
    assert documents.documents_of(session, jury.id) == []
    with pytest.raises(NotFound):
        documents.open_document(session, jury, made.id, actor=chair)


def test_the_public_reads_after_publication_only(session: Session, cast: Cast, now: datetime) -> None:
    jury, reader = jury_of(session, cast), Actor(person_id=None)
    made = documents.add_document(session, jury, upload(), actor=actor(session, cast, "organizer"), now=now)
    with pytest.raises(NotFound):
        documents.open_document(session, jury, made.id, actor=reader)
    jury.stage = Stage.PUBLISHED
    assert documents.open_document(session, jury, made.id, actor=reader)[1] == PDF
