"""What the search knows: one row a public text, with its words reduced to stems; the engine's own index hangs on it."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class SearchEntry(Base):
    """One thing that can be found: a charge, an answer, a recommendation, a dissent, a reply, a document's title.

    All its languages stand in one row, so that nothing is found three times.
    """

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("jury_id", "kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(60))  # which of its kind in this jury
    at: Mapped[datetime]  # when it became public; before the long texts, so that SQLite need not read past them
    title: Mapped[dict[str, str]]
    body: Mapped[dict[str, str]]
    title_stems: Mapped[str]
    stems: Mapped[str]  # of title and body, divided by blanks


class SearchMark(Base):
    """The state of a jury's public texts when they were last read into the index."""

    __tablename__ = "search_mark"

    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), primary_key=True)
    mark: Mapped[str] = mapped_column(String(200))
    read_at: Mapped[datetime]
