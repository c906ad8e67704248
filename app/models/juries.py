"""A citizens' jury: its question's versions, its stage and its public history of stages."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.stages import Stage
from app.models.base import Base


class Jury(Base):
    __tablename__ = "jury"
    __table_args__ = (
        CheckConstraint("seats BETWEEN 3 AND 500", name="seats_in_range"),
        CheckConstraint("threshold_numerator BETWEEN 1 AND threshold_denominator", name="threshold_is_a_share"),
        CheckConstraint("quorum_numerator BETWEEN 1 AND quorum_denominator", name="quorum_is_a_share"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    stage: Mapped[Stage] = mapped_column(default=Stage.DRAFT)
    title: Mapped[dict[str, str]]  # language → text
    place: Mapped[dict[str, str]]
    commissioner_name: Mapped[dict[str, str]]
    authentic_language: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str] = mapped_column(String(40), default="Asia/Almaty")
    seats: Mapped[int]
    threshold_numerator: Mapped[int] = mapped_column(default=4)
    threshold_denominator: Mapped[int] = mapped_column(default=5)
    quorum_numerator: Mapped[int] = mapped_column(default=2)
    quorum_denominator: Mapped[int] = mapped_column(default=3)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    reply_working_days: Mapped[int] = mapped_column(default=10)
    reply_due_on: Mapped[date | None]  # set at publishing
    # For how many days jurors may say whether a reply answers them.
    rating_days: Mapped[int] = mapped_column(default=14, server_default="14")
    tolerance: Mapped[int] = mapped_column(default=1, server_default="1")  # of the targets, in seats
    objective: Mapped[str] = mapped_column(String(20), default="leximin", server_default="leximin")  # of the lottery
    objective_reason: Mapped[str | None]  # why not the usual one; public
    data_key: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed; erased = the pool is unreadable everywhere
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Charge(Base):
    """One version of the question put to the jury; frozen when recruitment begins."""

    __tablename__ = "charge"
    __table_args__ = (UniqueConstraint("jury_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    question: Mapped[dict[str, str]]
    scope_in: Mapped[dict[str, str]]
    scope_out: Mapped[dict[str, str]]
    powers: Mapped[dict[str, str]]
    reply_promise: Mapped[dict[str, str]]
    reason: Mapped[str | None]  # why a frozen charge was changed
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    frozen_at: Mapped[datetime | None]


class StageChange(Base):
    __tablename__ = "stage_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    source: Mapped[Stage]
    target: Mapped[Stage]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None]
    at: Mapped[datetime]
