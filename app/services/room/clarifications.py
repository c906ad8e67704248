"""“I do not understand this”: jurors mark a paragraph, an expert explains it beside; no name is ever shown."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.domain.errors import Forbidden, NotFound
from app.domain.evidence import ParagraphKind
from app.domain.roles import SYSTEM, Actor, Role
from app.domain.room_events import RoomEventKind
from app.domain.writing import checked_text, clean_text, guess_language
from app.models import Document, DocumentParagraph, Jury, Membership, ParagraphMark, ParagraphNote
from app.services.room import documents, room_news, voices

MAX_WORD = 80
MAX_NOTE = 1200
_EXPLAINERS = (Role.EXPERT, Role.FACILITATOR, Role.ORGANIZER)


@dataclass(frozen=True)
class NoteView:
    id: int
    membership_id: int
    alias: str
    body: str
    language: str
    at: datetime


@dataclass(frozen=True)
class ParagraphView:
    """A paragraph, how many do not understand it, their words in alphabetical order, and what was explained."""

    id: int
    document_id: int
    number: int
    kind: ParagraphKind
    body: str
    marks: int
    words: tuple[str, ...]
    notes: tuple[NoteView, ...]


@dataclass(frozen=True)
class UnclearDocument:
    """How much of a document waits for an explanation."""

    document_id: int
    paragraphs: int
    marks: int


def mark_unclear(session: Session, jury: Jury, paragraph_id: int, word: str = "", *, actor: Actor,
                 now: datetime) -> int:
    """Say that I do not understand a paragraph, perhaps because of one word. Again: the word is changed.

    Returns the document. The room's log tells that something changed, never who did it.
    """
    membership_id = actor.require(Role.JUROR)
    if word:  # the mark alone says nothing to anybody
        voices.require_voice(session, jury.id, actor=actor, now=now)
    paragraph = _find(session, jury, paragraph_id)
    session.merge(ParagraphMark(paragraph_id=paragraph.id, membership_id=membership_id,
                                word=clean_text(word).replace("\n", " ")[:MAX_WORD]))
    session.flush()
    _tell(session, jury, paragraph, now=now)
    return paragraph.document_id


def unmark(session: Session, jury: Jury, paragraph_id: int, *, actor: Actor, now: datetime) -> int:
    """It has become clear. Saying so twice is harmless."""
    membership_id = actor.require(Role.JUROR)
    paragraph = _find(session, jury, paragraph_id)
    gone = session.execute(delete(ParagraphMark).where(
        ParagraphMark.paragraph_id == paragraph.id, ParagraphMark.membership_id == membership_id))
    if gone.rowcount:  # type: ignore[attr-defined]  # a CursorResult at run time
        _tell(session, jury, paragraph, now=now)
    return paragraph.document_id


def explain(session: Session, jury: Jury, paragraph_id: int, text: str, *, page_language: str, actor: Actor,
            now: datetime) -> int:
    """Put a note in plain words beside a paragraph; a later one by the same person replaces it.

    Experts may, and who added the document. Raises `document_is_of_another`, `text_is_empty`, `text_is_too_long`.
    """
    membership_id = actor.require(*_EXPLAINERS)
    voices.require_voice(session, jury.id, actor=actor, now=now)
    paragraph = _find(session, jury, paragraph_id)
    if not may_explain(session.get_one(Document, paragraph.document_id), actor):
        raise Forbidden("document_is_of_another")
    body = checked_text(text, MAX_NOTE)
    note = session.scalars(select(ParagraphNote).where(
        ParagraphNote.paragraph_id == paragraph.id, ParagraphNote.membership_id == membership_id)).first()
    if note is None:
        note = ParagraphNote(paragraph_id=paragraph.id, membership_id=membership_id)
        session.add(note)
    note.body, note.language, note.at = body, guess_language(body, page_language), now
    session.flush()
    _tell(session, jury, paragraph, now=now)
    return paragraph.document_id


def may_explain(document: Document, actor: Actor) -> bool:
    """Experts explain every document; organizers and facilitators what they added themselves."""
    return actor.has(Role.EXPERT) or document.added_by_id in actor.memberships.values()


def paragraph_views(session: Session, document_id: int) -> list[ParagraphView]:
    """The text of a document in its order."""
    rows = session.scalars(select(DocumentParagraph).where(
        DocumentParagraph.document_id == document_id).order_by(DocumentParagraph.number))
    return _views(session, list(rows))


def some_paragraphs(session: Session, ids: Iterable[int]) -> dict[int, ParagraphView]:
    rows = session.scalars(select(DocumentParagraph).where(DocumentParagraph.id.in_(list(ids))))
    return {view.id: view for view in _views(session, list(rows))}


def own_marks(session: Session, document_id: int, membership_id: int) -> dict[int, str]:
    """Paragraph → word, of one juror, for that juror's own page."""
    rows = session.execute(select(ParagraphMark.paragraph_id, ParagraphMark.word).join(
        DocumentParagraph, DocumentParagraph.id == ParagraphMark.paragraph_id).where(
        DocumentParagraph.document_id == document_id, ParagraphMark.membership_id == membership_id))
    return {row[0]: row[1] for row in rows}


def unclear_documents(session: Session, jury_id: int) -> dict[int, UnclearDocument]:
    """Documents with paragraphs that somebody does not understand and nobody has explained."""
    explained = select(ParagraphNote.id).where(ParagraphNote.paragraph_id == DocumentParagraph.id).exists()
    rows = session.execute(
        select(Document.id, func.count(func.distinct(ParagraphMark.paragraph_id)), func.count())
        .select_from(ParagraphMark)
        .join(DocumentParagraph, DocumentParagraph.id == ParagraphMark.paragraph_id)
        .join(Document, Document.id == DocumentParagraph.document_id)
        .where(Document.jury_id == jury_id, ~explained).group_by(Document.id))
    return {row[0]: UnclearDocument(*row) for row in rows}


def _views(session: Session, rows: list[DocumentParagraph]) -> list[ParagraphView]:
    ids = [row.id for row in rows]
    words: dict[int, list[str]] = {}
    for number, word in session.execute(select(ParagraphMark.paragraph_id, ParagraphMark.word).where(
            ParagraphMark.paragraph_id.in_(ids))):
        words.setdefault(number, []).append(word)
    notes: dict[int, list[NoteView]] = {}
    for note, alias in session.execute(select(ParagraphNote, Membership.alias).join(
            Membership, Membership.id == ParagraphNote.membership_id).where(
            ParagraphNote.paragraph_id.in_(ids)).order_by(ParagraphNote.id)):
        notes.setdefault(note.paragraph_id, []).append(
            NoteView(note.id, note.membership_id, alias, note.body, note.language, note.at))
    return [_view(row, words.get(row.id, []), notes.get(row.id, [])) for row in rows]


def _view(row: DocumentParagraph, words: list[str], notes: list[NoteView]) -> ParagraphView:
    shown = tuple(sorted({word for word in words if word}, key=str.casefold))
    return ParagraphView(row.id, row.document_id, row.number, row.kind, row.body, len(words), shown, tuple(notes))


def _find(session: Session, jury: Jury, paragraph_id: int) -> DocumentParagraph:
    paragraph = session.get(DocumentParagraph, paragraph_id)
    if paragraph is None:
        raise NotFound("paragraph_is_gone")
    documents.find_document(session, jury, paragraph.document_id)
    return paragraph


def _tell(session: Session, jury: Jury, paragraph: DocumentParagraph, *, now: datetime) -> None:
    room_news.tell_room(session, jury, RoomEventKind.PARAGRAPH_CHANGED, actor=SYSTEM,
                        data={"paragraph": paragraph.id}, now=now)
