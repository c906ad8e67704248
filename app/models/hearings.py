"""Hearings: what is laid before the jury with each, an agreed exception from equal time, and rights of reply."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.hearings import ReplyState
from app.models.base import Base
from app.models.memberships import Membership


class HearingMaterial(Base):
    """A document that belongs to a hearing."""

    __tablename__ = "hearing_material"

    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)


class HearingException(Base):
    """The jury decided that the sides need not have equal time; the reason is public."""

    __tablename__ = "hearing_exception"

    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), primary_key=True)
    reason: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    at: Mapped[datetime]


class RightOfReply(Base):
    """An expert of whom something was said asks to answer it; the facilitator grants or declines."""

    __tablename__ = "right_of_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), index=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id", ondelete="SET NULL"))
    words: Mapped[str]  # what is to be put right; the jury reads it once it is granted
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[ReplyState] = mapped_column(default=ReplyState.ASKED)
    reason: Mapped[str | None]  # why it was declined
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))

    membership: Mapped[Membership] = relationship(foreign_keys=[membership_id], lazy="joined", innerjoin=True)
