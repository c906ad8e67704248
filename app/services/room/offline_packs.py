"""The offline pack: the texts of all documents of a jury in one page, made once per change of the library."""
from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.evidence import DocumentKind
from app.domain.languages import LANGUAGES
from app.models import Document, DocumentParagraph, Jury, ParagraphNote
from app.services.room import clarifications, documents
from app.services.room.clarifications import ParagraphView

EVERY_LANGUAGE = "all"
_FORMAT = "1"  # of the page; another one makes all packs anew


@dataclass(frozen=True)
class PackedDocument:
    document: Document
    paragraphs: tuple[ParagraphView, ...]


@dataclass(frozen=True)
class Pack:
    """What a pack holds. `mark` changes whenever a word in it does, and is its ETag."""

    which: str  # a language, or all
    mark: str
    documents: int


def packs_of(session: Session, jury: Jury, page_language: str) -> list[Pack]:
    """The packs that a reader may choose from: everything, and one for each language that has texts."""
    rows = _marks(session, jury)
    found = [code for code in LANGUAGES if any(row[1] == code for row in rows)]
    return [_pack(jury, which, rows, page_language) for which in ([EVERY_LANGUAGE, *found] if found else [])]


def pack_of(session: Session, jury: Jury, which: str, page_language: str) -> Pack:
    return _pack(jury, which, _marks(session, jury), page_language)


def packed_documents(session: Session, jury: Jury, which: str, page_language: str) -> list[PackedDocument]:
    """The documents with their texts, those in the language of the page first, what the public sent last.

    Files without text are named only.
    """
    rows = [row for row in documents.documents_of(session, jury.id) if which in {EVERY_LANGUAGE, row.language}]
    rows.sort(key=lambda row: (row.kind is DocumentKind.PUBLIC, row.language != page_language))
    return [PackedDocument(row, tuple(clarifications.paragraph_views(session, row.id))) for row in rows]


def _marks(session: Session, jury: Jury) -> list[tuple[int, str, str, str]]:
    """Everything on which the words of a pack depend: document, its language, fingerprint, notes."""
    notes = {row[0]: f"{row[1]} {row[2].isoformat()}" for row in session.execute(
        select(DocumentParagraph.document_id, func.count(), func.max(ParagraphNote.at))
        .join(ParagraphNote, ParagraphNote.paragraph_id == DocumentParagraph.id)
        .join(Document, Document.id == DocumentParagraph.document_id)
        .where(Document.jury_id == jury.id).group_by(DocumentParagraph.document_id))}
    return [(row.id, row.language, f"{row.sha256} {sorted(row.title.items())} {row.author}", notes.get(row.id, ""))
            for row in documents.documents_of(session, jury.id)]


def _pack(jury: Jury, which: str, rows: list[tuple[int, str, str, str]], page_language: str) -> Pack:
    inside = [row for row in rows if which in {EVERY_LANGUAGE, row[1]}]
    seed = f"{_FORMAT} {jury.id} {sorted(jury.title.items())} {which} {page_language} {inside}"
    return Pack(which, hashlib.sha256(seed.encode()).hexdigest()[:32], len(inside))
