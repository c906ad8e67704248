"""Claims: who said what, what stands behind it, what speaks against it, and how far the jurors rely on it."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.evidence import Bearing, ClaimSource, Trust
from app.models.base import Base


class Claim(Base):
    __tablename__ = "claim"
    __table_args__ = (UniqueConstraint("jury_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    body: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    source: Mapped[ClaimSource]
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    paragraph_id: Mapped[int | None] = mapped_column(ForeignKey("document_paragraph.id"))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    at: Mapped[datetime]
    trust_closed_at: Mapped[datetime | None]  # nobody marks any more, everybody sees the sums
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]

    links: Mapped[list[ClaimLink]] = relationship(
        foreign_keys="ClaimLink.claim_id", cascade="all, delete-orphan", lazy="selectin", order_by="ClaimLink.id")


class ClaimLink(Base):
    """What stands behind a claim or speaks against it: a document, perhaps one paragraph of it, or another claim."""

    __tablename__ = "claim_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"), index=True)
    bearing: Mapped[Bearing]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    paragraph_id: Mapped[int | None] = mapped_column(ForeignKey("document_paragraph.id"))
    other_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    at: Mapped[datetime]


class ClaimTrust(Base):
    """One juror's own mark; only sums of it are ever shown."""

    __tablename__ = "claim_trust"

    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id", ondelete="CASCADE"), primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True)
    trust: Mapped[Trust]


class EvidenceLink(Base):
    """What a finding or recommendation rests on, and what speaks against it: a claim, or a document."""

    __tablename__ = "evidence_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    bearing: Mapped[Bearing]
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    paragraph_id: Mapped[int | None] = mapped_column(ForeignKey("document_paragraph.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    at: Mapped[datetime]
