"""Messages to people: written inside the transaction, sent after it, and the log of what went to whom."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.phases import MessageState
from app.models.base import Base


class Message(Base):
    __tablename__ = "message"
    __table_args__ = (Index("ix_message_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int | None] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    registrant_id: Mapped[int | None] = mapped_column(ForeignKey("registrant.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(10), default="email")
    template: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # to, and what the letter's template needs
    state: Mapped[MessageState] = mapped_column(default=MessageState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    error_code: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime]
    try_after: Mapped[datetime | None]  # while somebody is sending it, and between two attempts
    sent_at: Mapped[datetime | None]
