"""Documents as something to refer to: whole, or one numbered paragraph."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.models import Document, DocumentParagraph, Jury
from app.services.room import documents


@dataclass(frozen=True)
class DocumentRef:
    """What a reader needs to find the passage again, years later: fingerprint, version, paragraph and its words."""

    document_id: int
    title: dict[str, str]
    author: str
    stance: dict[str, str]
    language: str
    file_name: str
    sha256: str
    version: int
    is_withdrawn: bool
    paragraph: int | None
    words: str


@dataclass(frozen=True)
class Place:
    """The ids of a document and, perhaps, of one paragraph of it."""

    document_id: int
    paragraph_id: int | None = None


def place_of(session: Session, jury: Jury, document_id: int, paragraph_number: int | None = None) -> Place:
    """Check what somebody refers to. Raises `document_is_gone`, `paragraph_is_gone`."""
    documents.find_document(session, jury, document_id)
    if paragraph_number is None:
        return Place(document_id)
    paragraph_id = session.scalar(select(DocumentParagraph.id).where(
        DocumentParagraph.document_id == document_id, DocumentParagraph.number == paragraph_number))
    if paragraph_id is None:
        raise NotFound("paragraph_is_gone")
    return Place(document_id, paragraph_id)


def document_ref(session: Session, document_id: int, paragraph_id: int | None = None) -> DocumentRef:
    row = session.get_one(Document, document_id)
    paragraph = session.get(DocumentParagraph, paragraph_id) if paragraph_id else None
    return DocumentRef(
        row.id, dict(row.title), row.author, dict(row.stance), row.language, row.file_name, row.sha256, row.version,
        row.withdrawn_at is not None, paragraph.number if paragraph else None, paragraph.body if paragraph else "")
