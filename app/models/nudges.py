"""Private hints from the facilitator to one juror."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.room_desk import NudgeKind
from app.models.base import Base


class Nudge(Base):
    """Shown to its juror until it is put away; the words are kept nowhere else."""

    __tablename__ = "nudge"

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), index=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), index=True)
    kind: Mapped[NudgeKind]
    body: Mapped[str | None]  # the facilitator's own words; gone once the juror has put the hint away
    sent_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
