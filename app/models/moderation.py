"""The code of conduct and who agreed to it; reports, hidden words, mutes, and appeals against them."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.moderation import ActionKind, AppealState, ReportCategory, ReportState, TargetKind
from app.models.base import Base
from app.models.memberships import Membership


class ConductCode(Base):
    """One version of the code of conduct; every saving is a version, the last one counts."""

    __tablename__ = "conduct_code"
    __table_args__ = (UniqueConstraint("jury_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    body: Mapped[dict[str, str]]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))  # who wrote this version
    at: Mapped[datetime]


class ConductAgreement(Base):
    """That a juror agrees, and to which version."""

    __tablename__ = "conduct_agreement"

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    at: Mapped[datetime]


class Report(Base):
    """Somebody finds words against the code. Its author never learns who reported them."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("target_kind", "target_id", "reporter_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    target_kind: Mapped[TargetKind]
    target_id: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    reporter_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    category: Mapped[ReportCategory]
    words: Mapped[str]
    state: Mapped[ReportState] = mapped_column(default=ReportState.OPEN)
    at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    answer: Mapped[str | None]  # why nothing was done


class ModerationAction(Base):
    """Words hidden, or a member kept from writing for a time; in force until `ended_at` or `ends_at`."""

    __tablename__ = "moderation_action"
    __table_args__ = (
        Index("uq_moderation_action_hidden", "target_kind", "target_id", unique=True,
              sqlite_where=text("kind = 'hide' AND ended_at IS NULL"),
              postgresql_where=text("kind = 'hide' AND ended_at IS NULL")),
        Index("uq_moderation_action_muted", "membership_id", unique=True,
              sqlite_where=text("kind = 'mute' AND ended_at IS NULL"),
              postgresql_where=text("kind = 'mute' AND ended_at IS NULL")),
        CheckConstraint("(kind = 'mute') = (ends_at IS NOT NULL)", name="mutes_end"),
        CheckConstraint("(kind = 'hide') = (target_id IS NOT NULL)", name="hiding_has_a_target"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ActionKind]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))  # whose words, or who is muted
    target_kind: Mapped[TargetKind | None]
    target_id: Mapped[int | None]
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    at: Mapped[datetime]
    ends_at: Mapped[datetime | None]  # a mute ends by itself
    ended_at: Mapped[datetime | None]  # taken back by the facilitator, or reversed by an overseer
    end_reason: Mapped[str | None]

    membership: Mapped[Membership] = relationship(foreign_keys=[membership_id], lazy="joined", innerjoin=True)
    by: Mapped[Membership] = relationship(foreign_keys=[by_id], lazy="joined", innerjoin=True)
    appeal: Mapped[Appeal | None] = relationship(back_populates="action", lazy="selectin")


class Appeal(Base):
    """A member asks the overseers to look at what the facilitator did to their words; once for each act."""

    __tablename__ = "appeal"

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("moderation_action.id", ondelete="CASCADE"), unique=True)
    words: Mapped[str]
    state: Mapped[AppealState] = mapped_column(default=AppealState.WAITING)
    at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]

    action: Mapped[ModerationAction] = relationship(back_populates="appeal", lazy="joined", innerjoin=True)
