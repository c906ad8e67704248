"""Secret ballots: who may vote and who has, one sealed box, and the counts after its only opening.

Nothing here ties a juror to a choice: the box is one sealed value, written anew and reshuffled with every
ballot, and its key is destroyed when it is opened. No row carries the time of a vote.
"""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.phases import BallotMethod, BallotState
from app.models.base import Base
from app.models.proposals import Proposal


class Ballot(Base):
    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("jury_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    state: Mapped[BallotState] = mapped_column(default=BallotState.OPEN)
    method: Mapped[BallotMethod] = mapped_column(default=BallotMethod.YES_NO, server_default="yes_no")
    voters: Mapped[int]  # how many may vote
    threshold: Mapped[int]  # "yes" needed for adoption, as a number of jurors
    quorum: Mapped[int]  # ballots needed for the ballot to count
    key_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # destroyed at the opening
    box: Mapped[bytes | None] = mapped_column(LargeBinary)
    receipts: Mapped[list[str]] = mapped_column(default=list)  # hashes, sorted; published at the opening
    reason: Mapped[str | None]  # why it was closed before all had voted, or annulled
    again_reason: Mapped[str | None]  # why something voted before is voted on again
    opened_at: Mapped[datetime]
    counted_at: Mapped[datetime | None]

    items: Mapped[list[BallotItem]] = relationship(
        order_by="BallotItem.position", cascade="all, delete-orphan", lazy="selectin")


class BallotItem(Base):
    __tablename__ = "ballot_item"
    __table_args__ = (
        UniqueConstraint("ballot_id", "proposal_id"),
        CheckConstraint("(yes IS NULL) = (no IS NULL) AND (no IS NULL) = (abstain IS NULL)", name="counted_together"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id", ondelete="CASCADE"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    proposal_version: Mapped[int]
    position: Mapped[int]
    yes: Mapped[int | None]
    no: Mapped[int | None]
    abstain: Mapped[int | None]
    is_adopted: Mapped[bool | None]

    proposal: Mapped[Proposal] = relationship(lazy="joined", innerjoin=True)


class BallotVoter(Base):
    """The roll: one row per juror from the opening on, so that only a yes-or-no changes."""

    __tablename__ = "ballot_voter"

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id", ondelete="CASCADE"), primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), primary_key=True)
    has_voted: Mapped[bool] = mapped_column(default=False)
