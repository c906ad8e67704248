"""Dissents and concurrences: attached by jurors, never removed by the majority."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.phases import DissentKind
from app.models.base import Base
from app.models.memberships import Membership


class Dissent(Base):
    __tablename__ = "dissent"

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    kind: Mapped[DissentKind]
    body: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    is_named: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]  # by its author only

    membership: Mapped[Membership] = relationship(lazy="joined", innerjoin=True)
