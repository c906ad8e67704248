"""The evidence library: what may be uploaded is decided by the content, not by the name of the file."""
from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain import paragraphs
from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.evidence import DocumentKind
from app.domain.paragraphs import ParagraphText
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.domain.stages import Stage, has_reached
from app.domain.writing import clean_text
from app.models import Document, DocumentContent, DocumentParagraph, Jury
from app.services import records
from app.services.room import rooms
from app.services.room.document_files import MAX_BYTES, PDF, TEXT, checked_type, media_type_of, safe_name
from app.services.room.statements import checked_reason

__all__ = [
    "MAX_BYTES", "PDF", "TEXT", "Upload", "add_document", "documents_of", "find_document", "media_type_of",
    "open_document", "paragraph_counts", "replace_document", "safe_name", "versions_of", "withdraw_document",
]
_AUTHORS = (Role.FACILITATOR, Role.EXPERT, Role.ORGANIZER)
_KEEPERS = (Role.FACILITATOR, Role.ORGANIZER)


@dataclass(frozen=True)
class Upload:
    """A file as it arrived, and what its sender says of it.

    `paragraphs`: its text, read before the transaction (`document_texts`); None: of plain text, read here.
    """

    title: dict[str, str]
    author: str
    stance: dict[str, str]
    language: str
    file_name: str
    content: bytes
    kind: DocumentKind = DocumentKind.OTHER
    paragraphs: tuple[ParagraphText, ...] | None = None


def add_document(session: Session, jury: Jury, upload: Upload, *, actor: Actor, now: datetime,
                 command_id: str | None = None) -> Document:
    """Put a document into the library; its fingerprint goes into the public record.

    Raises `file_is_empty`, `file_is_too_large`, `file_type_is_not_allowed`, `title_is_missing`. The same file twice
    is one document.
    """
    membership_id = actor.require(*_AUTHORS)
    known = _same_file(session, jury, upload)
    if known is not None:
        return known
    document = _keep(session, jury, upload, membership_id=membership_id, now=now)
    records.add_entry(session, jury.id, "document_added",
                      {"document": document.id, "sha256": document.sha256}, now=now)
    _tell_room(session, jury, document, actor=actor, now=now, command_id=command_id)
    return document


def replace_document(session: Session, jury: Jury, document_id: int, upload: Upload, *, actor: Actor, now: datetime,
                     command_id: str | None = None) -> Document:
    """Put a new version into the place of a document: who added it may, and who keeps the library.

    The version before stays readable, with its notes, for whoever referred to it. Raises `document_has_newer_version`
    and what `add_document` raises.
    """
    membership_id = actor.require(*_AUTHORS)
    before = find_document(session, jury, document_id)
    if before.kind is DocumentKind.PUBLIC:
        raise Forbidden("document_is_of_the_public")
    if not actor.has(*_KEEPERS) and before.added_by_id not in actor.memberships.values():
        raise Forbidden("document_is_of_another")
    known = _same_file(session, jury, upload)
    if known is not None and known.replaces_id == before.id:
        return known  # the same form, sent twice
    taken = session.execute(update(Document).where(
        Document.id == before.id, Document.replaced_at.is_(None)).values(replaced_at=now))
    if taken.rowcount != 1 or known is not None:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("document_has_newer_version" if known is None else "document_is_known")
    document = _keep(session, jury, upload, membership_id=membership_id, now=now, before=before)
    records.add_entry(session, jury.id, "document_replaced", {
        "document": document.id, "before": before.id, "version": document.version, "sha256": document.sha256}, now=now)
    _tell_room(session, jury, document, actor=actor, now=now, command_id=command_id)
    return document


def _same_file(session: Session, jury: Jury, upload: Upload) -> Document | None:
    """The document of the library with exactly this content."""
    fingerprint = hashlib.sha256(upload.content).hexdigest()
    return session.scalars(select(Document).where(
        Document.jury_id == jury.id, Document.sha256 == fingerprint, Document.withdrawn_at.is_(None),
        Document.replaced_at.is_(None))).first()


def _keep(session: Session, jury: Jury, upload: Upload, *, membership_id: int, now: datetime,
          before: Document | None = None) -> Document:
    media_type, title = checked_type(upload.content), _checked_title(upload)
    document = Document(
        jury_id=jury.id, title=title, author=clean_text(upload.author)[:200], stance=dict(upload.stance),
        language=upload.language, file_name=safe_name(upload.file_name, media_type), media_type=media_type,
        size=len(upload.content), sha256=hashlib.sha256(upload.content).hexdigest(), added_by_id=membership_id,
        added_at=now, kind=upload.kind, version=before.version + 1 if before else 1,
        replaces_id=before.id if before else None, content=DocumentContent(body=upload.content))
    session.add(document)
    session.flush()
    session.add_all(DocumentParagraph(document_id=document.id, number=number, kind=part.kind, body=part.body)
                    for number, part in enumerate(_parts(upload, media_type), start=1))
    session.flush()
    return document


def _parts(upload: Upload, media_type: str) -> Iterable[ParagraphText]:
    if upload.paragraphs is None:
        return paragraphs.from_text(upload.content.decode("utf-8-sig")) if media_type == TEXT else ()
    return upload.paragraphs


def _checked_title(upload: Upload) -> dict[str, str]:
    title = {language: clean_text(text)[:300] for language, text in upload.title.items()}
    if not any(title.values()):
        raise DomainError("title_is_missing")
    return title


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
    """The library without the contents, the newest version of each document, in order of arrival."""
    return list(session.scalars(select(Document).where(
        Document.jury_id == jury_id, Document.withdrawn_at.is_(None), Document.replaced_at.is_(None),
    ).order_by(Document.id)))


def versions_of(session: Session, document: Document) -> list[Document]:
    """Every version of a document that is not withdrawn, the newest first."""
    before = {row.replaces_id: row for row in session.scalars(select(Document).where(
        Document.jury_id == document.jury_id, Document.replaces_id.is_not(None)))}
    newest = document
    while newest.id in before:
        newest = before[newest.id]
    chain = [newest]
    while chain[-1].replaces_id is not None:
        chain.append(session.get_one(Document, chain[-1].replaces_id))
    return [row for row in chain if row.withdrawn_at is None]


def paragraph_counts(session: Session, jury_id: int) -> dict[int, int]:
    """Document → how many paragraphs its text has; documents without a text are missing."""
    rows = session.execute(select(DocumentParagraph.document_id, func.count()).join(
        Document, Document.id == DocumentParagraph.document_id).where(
        Document.jury_id == jury_id).group_by(DocumentParagraph.document_id))
    return {row[0]: row[1] for row in rows}


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
