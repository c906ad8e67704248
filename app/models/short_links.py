"""Short links for text messages: a code that leads to a page of ours, for a time."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class ShortLink(Base):
    """The code is kept as its hash and the page sealed: it may hold a personal link."""

    __tablename__ = "short_link"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    path_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
