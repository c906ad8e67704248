"""The agenda: sessions, and the items of each."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.phases import ItemKind, ItemState
from app.models.base import Base


class AgendaSession(Base):
    __tablename__ = "agenda_session"
    __table_args__ = (UniqueConstraint("jury_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    title: Mapped[dict[str, str]]
    starts_at: Mapped[datetime]

    items: Mapped[list[AgendaItem]] = relationship(
        back_populates="session", order_by="AgendaItem.position", cascade="all, delete-orphan", lazy="selectin")


class AgendaItem(Base):
    """One item. Its clock is a deadline, never a tick."""

    __tablename__ = "agenda_item"
    __table_args__ = (CheckConstraint("minutes BETWEEN 1 AND 600", name="minutes_in_range"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("agenda_session.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[ItemKind]
    title: Mapped[dict[str, str]]
    prompt: Mapped[dict[str, str]] = mapped_column(default=dict)
    minutes: Mapped[int]
    planned_minutes: Mapped[int | None]  # as planned, once the plan was changed on the day
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))  # who is heard
    state: Mapped[ItemState] = mapped_column(default=ItemState.PLANNED)
    started_at: Mapped[datetime | None]
    deadline: Mapped[datetime | None]
    seconds_left: Mapped[int | None]  # while paused
    paused_at: Mapped[datetime | None]
    paused_seconds: Mapped[int] = mapped_column(default=0, server_default="0")  # in all pauses that are over
    ended_at: Mapped[datetime | None]

    session: Mapped[AgendaSession] = relationship(back_populates="items")
