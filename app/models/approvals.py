"""What overseers say of the briefing list and the witness list, and the organizer's public answers to objections."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.lists import ListKind
from app.domain.phases import Decision
from app.models.base import Base
from app.models.memberships import Approval, Membership


class ReviewedList(Base):
    """A list as somebody decided on it. `entries` hold ids and declared texts; names are looked up, never copied."""

    __tablename__ = "reviewed_list"
    __table_args__ = (UniqueConstraint("jury_id", "kind", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ListKind]
    version: Mapped[int]
    entries: Mapped[dict[str, str]]  # key → canonical JSON of what is declared about it
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]


class ListDecision(Base):
    """An overseer's approval of, or objection to, one version of a list. The last word of each counts."""

    __tablename__ = "list_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("reviewed_list.id", ondelete="CASCADE"), index=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"))
    decision: Mapped[Decision]
    reason: Mapped[str | None]
    at: Mapped[datetime]

    reviewed: Mapped[ReviewedList] = relationship(lazy="joined", innerjoin=True)
    membership: Mapped[Membership] = relationship(lazy="joined", innerjoin=True)


class ObjectionAnswer(Base):
    """What the organizer answers to an objection: to the charge, or to a list. Later answers add to the first."""

    __tablename__ = "objection_answer"
    __table_args__ = (CheckConstraint("(approval_id IS NULL) <> (list_decision_id IS NULL)", name="answers_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    approval_id: Mapped[int | None] = mapped_column(ForeignKey("approval.id", ondelete="CASCADE"), index=True)
    list_decision_id: Mapped[int | None] = mapped_column(
        ForeignKey("list_decision.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime]

    approval: Mapped[Approval | None] = relationship()
    list_decision: Mapped[ListDecision | None] = relationship()
