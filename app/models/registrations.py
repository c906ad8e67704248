"""Registering oneself: the terms of a jury, the words of its questions, unfinished answers, and personal links."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.registrations import QuestionKind
from app.models.base import Base


class RegistrationTerms(Base):
    """Whether people can register now; one row a jury, made when an organizer first opens the registration."""

    __tablename__ = "registration_terms"

    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), primary_key=True)
    is_open: Mapped[bool] = mapped_column(default=False)
    without_code: Mapped[bool] = mapped_column(default=False)  # also people who got no letter
    closes_on: Mapped[date | None]  # the last day, in the jury's time zone
    changed_at: Mapped[datetime]


class RegistrationQuestion(Base):
    """How a feature is asked. By name: saving the targets makes new features of the same names."""

    __tablename__ = "registration_question"
    __table_args__ = (UniqueConstraint("jury_id", "feature"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    feature: Mapped[str]
    kind: Mapped[QuestionKind] = mapped_column(default=QuestionKind.CHOICE)
    wording: Mapped[dict[str, str]] = mapped_column(default=dict)  # language → question; blank = the feature


class RegistrationDraft(Base):
    """Answers on the way, sealed and found by a token; deleted some hours after the last answer."""

    __tablename__ = "registration_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    answers_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # JSON under the jury's key; empty once sent
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]


class RegistrantLink(Base):
    """A personal link of a registrant. The receipt and each letter carry their own, so that none ends another."""

    __tablename__ = "registrant_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    registrant_id: Mapped[int] = mapped_column(ForeignKey("registrant.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
