"""Opinions: short statements of jurors, what each juror answers to them, and the maps drawn of the answers."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class OpinionRound(Base):
    """Whether opinions are being gathered, and how many maps were drawn so far."""

    __tablename__ = "opinion_round"

    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), primary_key=True)
    is_open: Mapped[bool] = mapped_column(default=False)
    maps_drawn: Mapped[int] = mapped_column(default=0)


class Opinion(Base):
    """A short statement to agree or disagree with; hidden ones stay with the reason and take no answers."""

    __tablename__ = "opinion"
    __table_args__ = (UniqueConstraint("jury_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    body: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    at: Mapped[datetime]
    hidden_reason: Mapped[str | None]


class OpinionAnswer(Base):
    """One juror's answer: 1 agrees, -1 disagrees, 0 passes. No time and no order are kept."""

    __tablename__ = "opinion_answer"
    __table_args__ = (CheckConstraint("value BETWEEN -1 AND 1", name="value_is_an_answer"),)

    opinion_id: Mapped[int] = mapped_column(ForeignKey("opinion.id", ondelete="CASCADE"), primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), primary_key=True)
    value: Mapped[int]
    after_map: Mapped[int]  # how many maps there were when it was given: what is new since the last one


class OpinionMap(Base):
    """A map of the answers at one moment: numbers about everybody and about groups of five or more only."""

    __tablename__ = "opinion_map"
    __table_args__ = (UniqueConstraint("jury_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    at: Mapped[datetime]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    document: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # None while it is being computed
    # Membership → own place on the map; shown to that juror only.
    places: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
