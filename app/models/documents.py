"""The evidence library: documents with author, stance, language and fingerprint."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.evidence import DocumentKind, ParagraphKind
from app.models.base import Base


class Document(Base):
    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    title: Mapped[dict[str, str]]
    author: Mapped[str]
    stance: Mapped[dict[str, str]] = mapped_column(default=dict)
    language: Mapped[str] = mapped_column(String(2))
    file_name: Mapped[str]
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]  # bytes
    sha256: Mapped[str] = mapped_column(String(64))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    kind: Mapped[DocumentKind] = mapped_column(default=DocumentKind.OTHER, server_default=DocumentKind.OTHER.value)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    # The version before this one. Two people who replace the same version at once: one of them comes too late.
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), unique=True)
    replaced_at: Mapped[datetime | None]  # a newer version stands in the library; this one stays readable

    content: Mapped[DocumentContent] = relationship(cascade="all, delete-orphan", uselist=False)


class DocumentContent(Base):
    """The bytes, apart, so that lists do not read them."""

    __tablename__ = "document_content"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class DocumentParagraph(Base):
    """One numbered paragraph of a document's text; it never changes, a new version has new ones."""

    __tablename__ = "document_paragraph"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    kind: Mapped[ParagraphKind]
    body: Mapped[str]


class ParagraphMark(Base):
    """A juror does not understand a paragraph; perhaps a certain word in it. Shown to nobody with a name."""

    __tablename__ = "paragraph_mark"

    paragraph_id: Mapped[int] = mapped_column(ForeignKey("document_paragraph.id", ondelete="CASCADE"), primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[str] = mapped_column(String(80), default="")


class ParagraphNote(Base):
    """What a paragraph means, in plain words, by an expert or by who added the document."""

    __tablename__ = "paragraph_note"
    __table_args__ = (UniqueConstraint("paragraph_id", "membership_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paragraph_id: Mapped[int] = mapped_column(ForeignKey("document_paragraph.id", ondelete="CASCADE"), index=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    body: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    at: Mapped[datetime]
