"""The evidence library: what may be uploaded is decided by the content, not by the name of the file."""
from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, NotFound
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.domain.stages import Stage, has_reached
from app.domain.writing import clean_text
from app.models import Document, DocumentContent, Jury
from app.services import records
from app.services.room import rooms
from app.services.room.statements import checked_reason

MAX_BYTES = 10 * 1024 * 1024
PDF, TEXT, PNG, JPEG, WEBP = "application/pdf", "text/plain", "image/png", "image/jpeg", "image/webp"
SUFFIXES = {PDF: ".pdf", TEXT: ".txt", PNG: ".png", JPEG: ".jpg", WEBP: ".webp"}
_MAGIC = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|svg|script|\?xml)", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")  # no text has them, every program and archive does
_AUTHORS = (Role.FACILITATOR, Role.EXPERT, Role.ORGANIZER)


@dataclass(frozen=True)
class Upload:
    """A file as it arrived, and what its sender says of it."""

    title: dict[str, str]
    author: str
    stance: dict[str, str]
    language: str
    file_name: str
    content: bytes


def media_type_of(content: bytes) -> str | None:
    """The type by what the file holds; None for everything that is not allowed.

    >>> media_type_of(b"%PDF-1.7 ..."), media_type_of("Су".encode()), media_type_of(b"<svg onload=x>")
    ('application/pdf', 'text/plain', None)
    """
    for start, media_type in _MAGIC:
        if content.startswith(start):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    return TEXT if _is_text(content) else None


def _is_text(content: bytes) -> bool:
    if _CONTROLS.search(content) or _MARKUP.search(content[:1024]):
        return False
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def add_document(session: Session, jury: Jury, upload: Upload, *, actor: Actor, now: datetime,
                 command_id: str | None = None) -> Document:
    """Put a document into the library; its fingerprint goes into the public record.

    Raises `file_is_empty`, `file_is_too_large`, `file_type_is_not_allowed`, `title_is_missing`. The same file twice
    is one document.
    """
    membership_id = actor.require(*_AUTHORS)
    media_type, title = _checked_type(upload.content), _checked_title(upload)
    fingerprint = hashlib.sha256(upload.content).hexdigest()
    known = session.scalars(select(Document).where(
        Document.jury_id == jury.id, Document.sha256 == fingerprint, Document.withdrawn_at.is_(None))).first()
    if known is not None:
        return known
    document = Document(
        jury_id=jury.id, title=title, author=clean_text(upload.author)[:200], stance=dict(upload.stance),
        language=upload.language, file_name=safe_name(upload.file_name, media_type), media_type=media_type,
        size=len(upload.content), sha256=fingerprint, added_by_id=membership_id, added_at=now,
        content=DocumentContent(body=upload.content))
    session.add(document)
    session.flush()
    records.add_entry(session, jury.id, "document_added", {"document": document.id, "sha256": fingerprint}, now=now)
    _tell_room(session, jury, document, actor=actor, now=now, command_id=command_id)
    return document


def _checked_type(content: bytes) -> str:
    if not content:
        raise DomainError("file_is_empty")
    if len(content) > MAX_BYTES:
        raise DomainError("file_is_too_large")
    media_type = media_type_of(content)
    if media_type is None:
        raise DomainError("file_type_is_not_allowed")
    return media_type


def _checked_title(upload: Upload) -> dict[str, str]:
    title = {language: clean_text(text)[:300] for language, text in upload.title.items()}
    if not any(title.values()):
        raise DomainError("title_is_missing")
    return title


def safe_name(name: str, media_type: str) -> str:
    """The file's name without folders and odd characters, with the ending of what it really is.

    >>> safe_name("../../Су баға.exe", "application/pdf")
    'Су баға.pdf'
    """
    stem = re.sub(r"[^\w .()-]", "", PurePath(name.replace("\\\\", "/")).stem).strip(" .")
    return (stem[:80] or "document") + SUFFIXES[media_type]


def withdraw_document(session: Session, jury: Jury, document_id: int, reason: str, *, actor: Actor,
                      now: datetime) -> None:
    """Take a document out of the list with a public reason; its fingerprint stays in the record."""
    actor.require(Role.FACILITATOR, Role.ORGANIZER)
    why = checked_reason(reason)
    document = find_document(session, jury, document_id)
    document.withdrawn_at = now
    records.add_entry(session, jury.id, "document_withdrawn", {"document": document.id, "reason": why}, now=now)
    session.flush()
    _tell_room(session, jury, document, actor=actor, now=now)


def documents_of(session: Session, jury_id: int) -> list[Document]:
    """The library without the contents, in order of arrival."""
    return list(session.scalars(select(Document).where(
        Document.jury_id == jury_id, Document.withdrawn_at.is_(None)).order_by(Document.id)))


def find_document(session: Session, jury: Jury, document_id: int) -> Document:
    document = session.get(Document, document_id)
    if document is None or document.jury_id != jury.id or document.withdrawn_at is not None:
        raise NotFound("document_is_gone")
    return document


def open_document(session: Session, jury: Jury, document_id: int, *, actor: Actor) -> tuple[Document, bytes]:
    """A document with its content: for members always, for everybody once the verdict is published."""
    document = find_document(session, jury, document_id)
    if not actor.roles and not has_reached(jury.stage, Stage.PUBLISHED):
        raise NotFound("document_is_gone")
    content = session.get_one(DocumentContent, document.id)
    return document, content.body


def _tell_room(session: Session, jury: Jury, document: Document, *, actor: Actor, now: datetime,
               command_id: str | None = None) -> None:
    room = rooms.find_room(session, jury.id)
    if room is not None:
        rooms.record_event(session, room, RoomEventKind.DOCUMENT_ADDED, actor=actor, now=now,
                           data={"document": document.id}, command_id=command_id)
