"""A ballot for practice: the same sealed box about nothing that matters, thrown away afterwards."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base


class PracticeBallot(Base):
    __tablename__ = "practice_ballot"
    __table_args__ = (Index("uq_practice_ballot_present", "jury_id", unique=True,
                            sqlite_where=text("thrown_at IS NULL"), postgresql_where=text("thrown_at IS NULL")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"))
    key_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    box: Mapped[bytes | None] = mapped_column(LargeBinary)
    yes: Mapped[int | None]  # shown until it is thrown away
    no: Mapped[int | None]
    abstain: Mapped[int | None]
    opened_at: Mapped[datetime]
    thrown_at: Mapped[datetime | None]

    voters: Mapped[list[PracticeVoter]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class PracticeVoter(Base):
    """The roll; whoever joins later practises too, as long as the box is closed."""

    __tablename__ = "practice_voter"

    practice_ballot_id: Mapped[int] = mapped_column(
        ForeignKey("practice_ballot.id", ondelete="CASCADE"), primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), primary_key=True)
    has_voted: Mapped[bool] = mapped_column(default=False)
