"""What the authority has promised to do, by when, and what it reports of it."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.milestones import MilestoneState, ReportKind
from app.models.base import Base


class Milestone(Base):
    """One promise. Whether it is late follows from its dates and is stored nowhere."""

    __tablename__ = "milestone"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    number: Mapped[int]  # within the recommendation
    title: Mapped[dict[str, str]]  # none: the usual report after so many months
    months: Mapped[int | None]
    due_on: Mapped[date]
    first_due_on: Mapped[date]  # as it was first promised
    state: Mapped[MilestoneState]
    closed_on: Mapped[date | None]
    added_at: Mapped[datetime]


class MilestoneReport(Base):
    """One public entry about a milestone; none is ever changed."""

    __tablename__ = "milestone_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ReportKind]
    words: Mapped[dict[str, str]]
    link: Mapped[str | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("public_file.id"))
    due_on: Mapped[date | None]  # the new date, when it was moved
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    at: Mapped[datetime]
