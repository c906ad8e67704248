"""Surveys before and after the deliberation: who has answered, and sums of the answers, never one person's answers."""
from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.surveys import SurveyKind, SurveyState
from app.models.base import Base


class Survey(Base):
    """The items are the same before and after; `sums_sealed` holds counts only, under the jury's key."""

    __tablename__ = "survey"
    __table_args__ = (UniqueConstraint("jury_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    kind: Mapped[SurveyKind]
    state: Mapped[SurveyState]
    items: Mapped[list[Any]]  # texts in the languages, in order
    sums_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    # Counts of each item's answers, from the closing on.
    result: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))


class SurveyRoll(Base):
    """Who has answered. No time; the answers themselves stand nowhere beside it."""

    __tablename__ = "survey_roll"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"), primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), primary_key=True)
