"""The deliberation room: its append-only log, and who is there."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.phases import ItemKind
from app.domain.room_events import RoomEventKind
from app.models.base import Base


class Room(Base):
    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("jury_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(40), default="plenary")
    last_seq: Mapped[int] = mapped_column(default=0)
    current_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    phase: Mapped[ItemKind | None]  # the kind of the current item: who may be here
    is_least_heard_first: Mapped[bool] = mapped_column(default=False, server_default=false())  # the order of the queue
    observer_delay: Mapped[int] = mapped_column(default=0, server_default="0")  # minutes by which observers hear later
    created_at: Mapped[datetime]


class RoomEvent(Base):
    """What happened, in order, without a gap. A re-sent command finds its first event by `command_id`."""

    __tablename__ = "room_event"
    __table_args__ = (UniqueConstraint("room_id", "command_id"),)

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[RoomEventKind]
    phase: Mapped[ItemKind | None]  # during what it happened: who may read it, for ever
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    data: Mapped[dict[str, Any]]
    command_id: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]


class Presence(Base):
    """When somebody was last seen in a room; a short silence is not an absence."""

    __tablename__ = "presence"

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True)
    is_connected: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime]
    left_at: Mapped[datetime | None]  # when the connection was lost
    read_seq: Mapped[int] = mapped_column(default=0)  # how far the log had got when they were last here
    opened_at: Mapped[datetime | None]  # when the device that has the controls opened its page
