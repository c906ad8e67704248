"""The shared text of a draft and all its changes, its scribes, its amendments, and what jurors think of each clause."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.drafting import AmendmentState, ClausePart, Consensus, DraftChangeKind
from app.models.base import Base


class Draft(Base):
    """What is edited together: one shared document (a CRDT) that holds every clause in every language."""

    __tablename__ = "draft"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True,
                                             autoincrement=False)
    last_seq: Mapped[int]
    state: Mapped[bytes] = mapped_column(LargeBinary)  # all changes in one, for whoever opens the draft
    words: Mapped[dict[str, str]]  # the same as plain text: `body.kk` → words
    is_for_scribes: Mapped[bool] = mapped_column(default=False)  # only the chosen scribes write


class DraftChange(Base):
    """One change of the shared document; together they are its whole history. `first_seq` is lower than `seq` where
    several changes of one person in a row were put together later.
    """

    __tablename__ = "draft_change"
    __table_args__ = (UniqueConstraint("proposal_id", "command_id"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("draft.proposal_id", ondelete="CASCADE"), primary_key=True,
                                             autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_seq: Mapped[int]
    kind: Mapped[DraftChangeKind]
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id", ondelete="SET NULL"))
    clauses: Mapped[list[str]]  # which texts it changed: `body.kk`, …
    content: Mapped[bytes] = mapped_column(LargeBinary)
    command_id: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]


class Scribe(Base):
    """A juror who writes where the facilitator has left the pen to a few."""

    __tablename__ = "scribe"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True)


class Amendment(Base):
    """Other words for one clause, with a reason; the scribes take them over or decline them with theirs."""

    __tablename__ = "amendment"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    part: Mapped[ClausePart]
    language: Mapped[str] = mapped_column(String(2))
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    base: Mapped[str]  # the words on which it was written
    body: Mapped[str]
    reason: Mapped[str]
    state: Mapped[AmendmentState] = mapped_column(default=AmendmentState.OPEN)
    answer: Mapped[str | None]  # why it was declined
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    at: Mapped[datetime]

    supporters: Mapped[list[AmendmentSupport]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class AmendmentSupport(Base):
    __tablename__ = "amendment_support"

    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id", ondelete="CASCADE"), primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True)


class ConsensusAnswer(Base):
    """What one juror thinks of one clause. `version` is the one in which the clause got its present words: when they
    change, the answers given before count no longer.
    """

    __tablename__ = "consensus_answer"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[ClausePart] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[Consensus]
    wish: Mapped[str | None]  # what would make it acceptable
