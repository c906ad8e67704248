"""Beside the seats: what jurors need, whether they were paid, who waits in reserve, who opened the list of names."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.phases import StipendState
from app.models.base import Base


class SeatNeeds(Base):
    """What one invited person needs in order to come: words and what is arranged, under the jury's key."""

    __tablename__ = "seat_needs"

    offer_id: Mapped[int] = mapped_column(ForeignKey("seat_offer.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[datetime]


class Stipend(Base):
    """Whether a juror's stipend was paid, when, and a remark; never an account number."""

    __tablename__ = "stipend"

    offer_id: Mapped[int] = mapped_column(ForeignKey("seat_offer.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[StipendState]
    paid_on: Mapped[date | None]
    note_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Reserve(Base):
    """Somebody told that they may be called until a day; a reserve is no member and cannot vote."""

    __tablename__ = "reserve"
    __table_args__ = (UniqueConstraint("draw_id", "ticket"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id", ondelete="CASCADE"))
    registrant_id: Mapped[int] = mapped_column(ForeignKey("registrant.id", ondelete="CASCADE"))
    ticket: Mapped[str] = mapped_column(String(8))
    until_at: Mapped[datetime]
    told_at: Mapped[datetime]


class SeatCutoff(Base):
    """The item of the agenda with whose beginning nobody is called any more; afterwards a seat stays empty."""

    __tablename__ = "seat_cutoff"

    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"))
    set_at: Mapped[datetime]


class NameView(Base):
    """One opening of a list of names, or of one person's page: overseers see how often."""

    __tablename__ = "name_view"
    __table_args__ = (Index("ix_name_view_jury_at", "jury_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    what: Mapped[str] = mapped_column(String(20))  # list · person · needs
    at: Mapped[datetime]
