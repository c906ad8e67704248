"""The jury's sessions as calendars know them: a name that stays, and a number that grows with every change."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class CalendarEvent(Base):
    """What calendars were told of one session. It outlives the session, so that its cancelling can be told."""

    __tablename__ = "calendar_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_session.id", ondelete="SET NULL"), unique=True)
    uid: Mapped[str] = mapped_column(String(64), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    title: Mapped[dict[str, str]]
    place: Mapped[dict[str, str]]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    is_public: Mapped[bool]
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    sent_sequence: Mapped[int | None]  # what the members were last sent; None = nothing yet
