"""Dates and owners that the organizer gave to the steps of a jury."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.timelines import Step
from app.models.base import Base


class StepPlan(Base):
    """By when a step is due and who sees to it; without a row it has no date and belongs to its usual role."""

    __tablename__ = "step_plan"
    __table_args__ = (UniqueConstraint("jury_id", "step"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    step: Mapped[Step]
    due_on: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id", ondelete="SET NULL"))
    changed_at: Mapped[datetime]
