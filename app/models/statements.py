"""The running record: what was said in writing in a room."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.memberships import Membership


class Statement(Base):
    __tablename__ = "statement"
    __table_args__ = (UniqueConstraint("room_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), index=True)
    seq: Mapped[int]  # its place in the room's log
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    agenda_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    body: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    at: Mapped[datetime]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str | None]

    membership: Mapped[Membership] = relationship(lazy="joined", innerjoin=True)
