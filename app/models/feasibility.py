"""The last answer to whether the pool can fill the targets."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class FeasibilityAnswer(Base):
    """One row a jury: asking takes seconds, and the timeline is opened all the time."""

    __tablename__ = "feasibility_answer"

    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), primary_key=True)
    mark: Mapped[str] = mapped_column(String(64))  # cheap to compute again: another one means that something changed
    sha256: Mapped[str] = mapped_column(String(64))  # of seats, pool and targets, as they were asked about
    answer: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]
