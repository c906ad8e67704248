"""Parked topics: what was set aside, and what became of it."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.phases import ItemKind
from app.domain.room_desk import TopicState
from app.models.base import Base


class ParkedTopic(Base):
    __tablename__ = "parked_topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), index=True)
    body: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    phase: Mapped[ItemKind | None]  # during what it was parked: who may read it, for ever
    state: Mapped[TopicState] = mapped_column(default=TopicState.PARKED)
    parked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    word: Mapped[str | None]  # why it came back or was closed
