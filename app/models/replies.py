"""The authority's replies, what is enclosed with them, its letter, and what the jurors say of each reply."""
from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.phases import ReplyStatus
from app.models.base import Base


class Reply(Base):
    """One version of the authority's answer to one recommendation."""

    __tablename__ = "reply"
    __table_args__ = (UniqueConstraint("proposal_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    version: Mapped[int]
    status: Mapped[ReplyStatus]
    reasons: Mapped[dict[str, str]]
    owner: Mapped[str]
    due_on: Mapped[date | None]  # by when it will be done
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    at: Mapped[datetime]
    document: Mapped[str | None]  # canonical JSON, frozen at writing
    sha256: Mapped[str | None] = mapped_column(String(64))


class PublicFile(Base):
    """A file that the authority publishes: enclosed with a reply, or evidence for a milestone."""

    __tablename__ = "public_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str]
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]  # bytes
    sha256: Mapped[str] = mapped_column(String(64))
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    added_at: Mapped[datetime]


class PublicFileContent(Base):
    """The bytes, apart, so that lists do not read them."""

    __tablename__ = "public_file_content"

    file_id: Mapped[int] = mapped_column(ForeignKey("public_file.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class ReplyFile(Base):
    """A file enclosed with one version of a reply; a later version may enclose it again."""

    __tablename__ = "reply_file"

    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id", ondelete="CASCADE"), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("public_file.id", ondelete="CASCADE"), primary_key=True)


class ReplyRating(Base):
    """What the jurors say of one version of a reply: sums only, sealed while the rating is open."""

    __tablename__ = "reply_rating"

    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id", ondelete="CASCADE"), primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    sums_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    # From the closing on, and only of at least five answers: counts by answer, and the words in no order of arrival.
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class RatingRoll(Base):
    """Who has rated. No time; the answer itself stands nowhere beside it."""

    __tablename__ = "rating_roll"

    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id", ondelete="CASCADE"), primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), primary_key=True)


class ReplyExtension(Base):
    """The authority says in public that it needs longer, and why. The promised date stays what it was."""

    __tablename__ = "reply_extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    until_on: Mapped[date]
    reasons: Mapped[dict[str, str]]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    at: Mapped[datetime]


class ReplyLetter(Base):
    """What stands on the authority's formal letter beside the replies themselves."""

    __tablename__ = "reply_letter"
    __table_args__ = (CheckConstraint("version > 0", name="version_is_positive"),)

    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]
    number: Mapped[str] = mapped_column(String(60))
    signed_on: Mapped[date]
    signer: Mapped[str] = mapped_column(String(120))  # who signs for the authority, in public office
    post: Mapped[dict[str, str]]
    opening: Mapped[dict[str, str]]
    written_at: Mapped[datetime]
