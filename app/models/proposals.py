"""Findings and recommendations, every version of their words, and the documents they rest on."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.phases import ProposalKind, ProposalState
from app.models.base import Base


class Proposal(Base):
    """A finding or a recommendation; `version` points to the words that count now."""

    __tablename__ = "proposal"
    __table_args__ = (UniqueConstraint("jury_id", "kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ProposalKind]
    number: Mapped[int]
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.DRAFT)
    version: Mapped[int] = mapped_column(default=1)

    versions: Mapped[list[ProposalVersion]] = relationship(
        order_by="ProposalVersion.version", cascade="all, delete-orphan", lazy="selectin")
    evidence: Mapped[list[ProposalEvidence]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class ProposalVersion(Base):
    __tablename__ = "proposal_version"
    __table_args__ = (UniqueConstraint("proposal_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    title: Mapped[dict[str, str]]
    body: Mapped[dict[str, str]]
    why: Mapped[dict[str, str]] = mapped_column(default=dict)  # why it matters
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))  # who wrote this version
    at: Mapped[datetime]


class ProposalEvidence(Base):
    __tablename__ = "proposal_evidence"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
