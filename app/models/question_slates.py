"""The fair slate: which questions are to be put first, and where the facilitator went another way and why."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base


class QuestionSlate(Base):
    """Drawn up by the rule from what the jurors approved at that moment. The latest for an expert is the one in use."""

    __tablename__ = "question_slate"
    __table_args__ = (CheckConstraint("size BETWEEN 1 AND 50", name="size_in_range"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), index=True)
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))  # None: for all experts together
    size: Mapped[int]
    voters: Mapped[int]  # jurors to whom at least one of the questions mattered
    represented: Mapped[int]  # those of them with a question in the slate
    made_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    made_at: Mapped[datetime]

    lines: Mapped[list[SlateLine]] = relationship(
        order_by="SlateLine.position", cascade="all, delete-orphan", lazy="selectin")


class SlateLine(Base):
    """A question in the slate. By the rule, unless the facilitator put it in or left it out, with a reason."""

    __tablename__ = "slate_line"

    slate_id: Mapped[int] = mapped_column(ForeignKey("question_slate.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int]
    support: Mapped[int]
    newly: Mapped[int]  # jurors who had no question in the slate before this one
    is_by_rule: Mapped[bool] = mapped_column(default=True)
    is_in: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str | None]
    changed_at: Mapped[datetime | None]
