"""The evidence library: documents with author, stance, language and fingerprint."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

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

    content: Mapped[DocumentContent] = relationship(cascade="all, delete-orphan", uselist=False)


class DocumentContent(Base):
    """The bytes, apart, so that lists do not read them."""

    __tablename__ = "document_content"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
