"""The desk of the pool: what was changed on people, what was decided on doubles and households, and when data goes."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.pool_desk import CaseDecision, ChangeKind
from app.models.base import Base


class RegistrantChange(Base):
    """One change of one person in the pool; what it was and what it became is sealed, for it tells who it is."""

    __tablename__ = "registrant_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    registrant_id: Mapped[int] = mapped_column(ForeignKey("registrant.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ChangeKind]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: the person in the pool
    at: Mapped[datetime]
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # reason, and [field, old, new] of each field


class PoolDecision(Base):
    """A person's decision on people who look alike or share an address. Decisions are added, the newest counts."""

    __tablename__ = "pool_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    decision: Mapped[CaseDecision]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    members: Mapped[list[PoolDecisionMember]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class PoolDecisionMember(Base):
    """One of the people whom a decision is about."""

    __tablename__ = "pool_decision_member"

    decision_id: Mapped[int] = mapped_column(ForeignKey("pool_decision.id", ondelete="CASCADE"), primary_key=True)
    registrant_id: Mapped[int] = mapped_column(ForeignKey("registrant.id", ondelete="CASCADE"), primary_key=True,
                                               index=True)


class PoolRetention(Base):
    """How long a jury keeps personal data, and when it was erased. No row: the usual times, nothing erased yet."""

    __tablename__ = "pool_retention"
    __table_args__ = (
        CheckConstraint("pool_days BETWEEN 1 AND 30", name="pool_days_in_range"),
        CheckConstraint("contacts_days BETWEEN 1 AND 90", name="contacts_days_in_range"),
    )

    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), primary_key=True)
    pool_days: Mapped[int]
    contacts_days: Mapped[int]
    pool_erased_at: Mapped[datetime | None]
    contacts_erased_at: Mapped[datetime | None]
