"""Draws: the list of panels, its commitment, the dice, the result, and everybody's ticket."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.phases import Decision, DrawState, OfferState
from app.models.base import Base
from app.models.memberships import Membership


class Draw(Base):
    """One draw of a jury. A second one needs a public reason; the first stays visible."""

    __tablename__ = "draw"
    __table_args__ = (
        UniqueConstraint("jury_id", "number"),
        # Two organizers pressing at once: only one draw of a jury may be under way or valid.
        Index("uq_draw_current", "jury_id", unique=True,
              sqlite_where=text("state IN ('computing','computed','committed','drawn')"),
              postgresql_where=text("state IN ('computing','computed','committed','drawn')")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    state: Mapped[DrawState]
    reason: Mapped[str | None]  # why it was drawn again
    seats: Mapped[int]
    objective: Mapped[str] = mapped_column(String(20))
    panel_count: Mapped[int]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    certificate: Mapped[dict[str, Any]] = mapped_column(default=dict)
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)  # numbers for the public page
    # Megabytes at times, so they are read only where they are needed.
    commitment: Mapped[str | None] = mapped_column(deferred=True)  # commitment.json, canonical, byte for byte
    commitment_hash: Mapped[str | None] = mapped_column(String(64))
    features_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # features.json, for observers
    panels_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # commitment.json until published
    list_hash: Mapped[str | None] = mapped_column(String(64))  # of the computed list: what overseers decide on
    publish_reason: Mapped[str | None]  # public: why it was published without an overseer
    started_at: Mapped[datetime]
    committed_at: Mapped[datetime | None]
    dice_round: Mapped[int] = mapped_column(default=0)  # how often two people typed different numbers
    dice: Mapped[str | None] = mapped_column(String(4))
    dice_published_at: Mapped[datetime | None]
    result: Mapped[str | None] = mapped_column(deferred=True)  # result.json, canonical
    panel_number: Mapped[int | None]
    drawn_at: Mapped[datetime | None]
    scene: Mapped[str | None] = mapped_column(String(20))  # what the ceremony's screen shows; None: as the draw stands
    scene_since: Mapped[datetime | None]


class DrawApproval(Base):
    """An overseer's word on a computed list, before it is published; the last word of each counts."""

    __tablename__ = "draw_approval"

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id", ondelete="CASCADE"), index=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    list_hash: Mapped[str] = mapped_column(String(64))  # a list computed anew is decided on anew
    decision: Mapped[Decision]
    reason: Mapped[str | None]
    at: Mapped[datetime]

    membership: Mapped[Membership] = relationship()


class Ticket(Base):
    """Whose ticket is which; erased by the retention clock, the proof stands without it."""

    __tablename__ = "ticket"
    __table_args__ = (UniqueConstraint("draw_id", "number"), UniqueConstraint("draw_id", "registrant_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id", ondelete="CASCADE"), index=True)
    registrant_id: Mapped[int] = mapped_column(ForeignKey("registrant.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(String(8))  # 0001 …
    salt: Mapped[str] = mapped_column(String(32))
    panel_count: Mapped[int]  # in how many of the listed panels this ticket stands


class DiceEntry(Base):
    """What one of two people typed; the dice count when both typed the same."""

    __tablename__ = "dice_entry"
    __table_args__ = (UniqueConstraint("draw_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    dice: Mapped[str] = mapped_column(String(4))
    at: Mapped[datetime]


class DroppedDice(Base):
    """What somebody typed in a round in which two people typed different numbers: kept for the protocol."""

    __tablename__ = "dropped_dice"

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id", ondelete="CASCADE"), index=True)
    round: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    dice: Mapped[str] = mapped_column(String(4))
    at: Mapped[datetime]


class SeatOffer(Base):
    """A seat offered to a drawn person: yes, no, or replaced by rule."""

    __tablename__ = "seat_offer"
    __table_args__ = (UniqueConstraint("draw_id", "ticket"), UniqueConstraint("draw_id", "refusal_number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id", ondelete="CASCADE"), index=True)
    registrant_id: Mapped[int] = mapped_column(ForeignKey("registrant.id", ondelete="CASCADE"))
    ticket: Mapped[str] = mapped_column(String(8))
    state: Mapped[OfferState]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("seat_offer.id"))
    violation: Mapped[int] = mapped_column(default=0)  # quota violation accepted by the rule, 0 = none
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # set at "yes"
    offered_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    refusal_number: Mapped[int | None]  # the order of refusals decides who is called
    note: Mapped[str | None]  # when staff entered the answer
    remind_at: Mapped[datetime | None]  # None: nobody is reminded
    reminded_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]  # when a juror gave the seat up after all

    replaces: Mapped[SeatOffer | None] = relationship(remote_side="SeatOffer.id")
