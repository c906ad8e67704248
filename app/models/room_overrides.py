"""Overrides: every time the facilitator left the agreed order, with a word of reason, for the overseers."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.room_desk import OverrideKind
from app.models.base import Base


class RoomOverride(Base):
    __tablename__ = "room_override"

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), index=True)
    kind: Mapped[OverrideKind]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))  # whom it concerned
    item_id: Mapped[int | None]  # of the agenda; no key, because an item may be removed and the entry stays
    minutes: Mapped[int | None]
    reason: Mapped[str | None]
    at: Mapped[datetime]
