"""The advocates' review window: a frozen copy of the draft, comments of the witnesses, and the jury's answers."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.evidence import CommentAnswer
from app.domain.phases import ProposalKind
from app.models.base import Base
from app.models.memberships import Membership


class DraftReview(Base):
    """One window. Witnesses see the copy while it is open, and nothing else of the draft ever."""

    __tablename__ = "draft_review"
    __table_args__ = (UniqueConstraint("jury_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # earlier than due, by the facilitator

    clauses: Mapped[list[ReviewClause]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ReviewClause.id")


class ReviewClause(Base):
    """The words of one finding or recommendation as they stood when the window opened."""

    __tablename__ = "review_clause"

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("draft_review.id", ondelete="CASCADE"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    kind: Mapped[ProposalKind]
    number: Mapped[int]
    version: Mapped[int]
    title: Mapped[dict[str, str]]
    body: Mapped[dict[str, str]]
    why: Mapped[dict[str, str]]

    comments: Mapped[list[ReviewComment]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ReviewComment.id")


class ReviewComment(Base):
    """What one witness says of one clause, and what the jury answers."""

    __tablename__ = "review_comment"
    __table_args__ = (UniqueConstraint("clause_id", "membership_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clause_id: Mapped[int] = mapped_column(ForeignKey("review_clause.id", ondelete="CASCADE"), index=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    body: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    at: Mapped[datetime]
    answer: Mapped[CommentAnswer | None]
    reason: Mapped[str | None]
    answered_at: Mapped[datetime | None]

    membership: Mapped[Membership] = relationship(lazy="joined", innerjoin=True)


class CommentVote(Base):
    """A juror would take a comment over, or not; only sums are shown."""

    __tablename__ = "comment_vote"

    comment_id: Mapped[int] = mapped_column(ForeignKey("review_comment.id", ondelete="CASCADE"), primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True)
    choice: Mapped[CommentAnswer]
