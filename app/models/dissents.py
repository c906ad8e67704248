"""Dissents and concurrences: attached by jurors, signed together, never removed by the majority."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.phases import DissentKind
from app.models.base import Base
from app.models.memberships import Membership


class Dissent(Base):
    """One text and the juror who answers for it; `version` counts its wordings."""

    __tablename__ = "dissent"

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    kind: Mapped[DissentKind]
    body: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    is_named: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    translations: Mapped[dict[str, str]] = mapped_column(default=dict, server_default=text("'{}'"))  # of this wording
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]  # by its author only

    membership: Mapped[Membership] = relationship(lazy="joined", innerjoin=True)
    signatures: Mapped[list[DissentSignature]] = relationship(
        order_by="DissentSignature.membership_id", cascade="all, delete-orphan", lazy="selectin")

    def cosigned(self) -> list[DissentSignature]:
        """Those who signed exactly these words: a new wording makes earlier signatures void."""
        return [row for row in self.signatures if row.signed_version == self.version]


class DissentSignature(Base):
    """Another juror, invited to sign; the signature is given under one wording, in their own session."""

    __tablename__ = "dissent_signature"

    dissent_id: Mapped[int] = mapped_column(ForeignKey("dissent.id", ondelete="CASCADE"), primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), primary_key=True)
    signed_version: Mapped[int | None]
    is_named: Mapped[bool] = mapped_column(default=False)
    has_declined: Mapped[bool] = mapped_column(default=False)

    membership: Mapped[Membership] = relationship(lazy="joined", innerjoin=True)


class DissentDeadline(Base):
    """Until when texts can be attached and signed; without a row until the verdict is published."""

    __tablename__ = "dissent_deadline"

    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), primary_key=True)
    closes_at: Mapped[datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
