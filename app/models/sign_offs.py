"""The jurors sign off the text of the verdict: each round is about one wording, each juror answers once a round."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.memberships import Membership


class SignOffRound(Base):
    """The jurors are asked about the words with this fingerprint; a change of the words makes the round void."""

    __tablename__ = "sign_off_round"
    __table_args__ = (UniqueConstraint("verdict_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    verdict_id: Mapped[int] = mapped_column(ForeignKey("verdict.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    text_sha256: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime]
    closes_at: Mapped[datetime]

    answers: Mapped[list[SignOff]] = relationship(
        order_by="SignOff.membership_id", cascade="all, delete-orphan", lazy="selectin")


class SignOff(Base):
    """One juror: this says what we decided, or something is wrong here. Only they see it beside their name."""

    __tablename__ = "sign_off"

    round_id: Mapped[int] = mapped_column(ForeignKey("sign_off_round.id", ondelete="CASCADE"), primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True)
    is_signed: Mapped[bool]
    remark: Mapped[str | None]  # what is wrong; public with the verdict
    language: Mapped[str] = mapped_column(String(2))
    is_named: Mapped[bool] = mapped_column(default=False, server_default=false())
    answer: Mapped[str | None]  # of the writers to the remark; public with it
    answer_language: Mapped[str | None] = mapped_column(String(2))

    membership: Mapped[Membership] = relationship(lazy="joined", innerjoin=True)
