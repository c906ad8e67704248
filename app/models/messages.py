"""Messages to people: written inside the transaction, sent after it, and the log of what went to whom."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.phases import MessageState
from app.models.base import Base


class Message(Base):
    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_state", "state", "id"),
        Index("uq_message_once", "jury_id", "once_key", unique=True),
        Index("ix_message_address", "address_hash"),
        Index("uq_message_subscription_once", "subscription_id", "once_key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int | None] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    registrant_id: Mapped[int | None] = mapped_column(ForeignKey("registrant.id", ondelete="CASCADE"))
    # A letter to a reader who follows: it belongs to no jury, so no organizer sees it and none holds it back.
    subscription_id: Mapped[int | None] = mapped_column(ForeignKey("subscription.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(10), default="email")
    template: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # to, what the letter's template needs, attachments
    state: Mapped[MessageState] = mapped_column(default=MessageState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    error_code: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime]
    try_after: Mapped[datetime | None]  # while somebody is sending it, and between two attempts
    sent_at: Mapped[datetime | None]
    address_hash: Mapped[str | None] = mapped_column(String(64))  # keyed: finds what went to an address that bounced
    once_key: Mapped[str | None] = mapped_column(String(120))  # a reminder with this key is queued once
    digest_id: Mapped[int | None]  # the message that carries this one among the news of a day
    bounced_at: Mapped[datetime | None]
    bounce_reason: Mapped[str | None] = mapped_column(String(200))  # status code and words of the mail server


class MessageSetting(Base):
    """How a jury's messages leave: whether all are held back, and at which hour the news of a day go out."""

    __tablename__ = "message_setting"
    __table_args__ = (CheckConstraint("digest_hour BETWEEN 0 AND 23", name="digest_hour_of_a_day"),)

    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), primary_key=True)
    digest_hour: Mapped[int] = mapped_column(default=18)  # on the clock of the jury's place
    stopped_at: Mapped[datetime | None]
    stopped_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class SilencedAddress(Base):
    """An address from which mail came back for good: nothing more is sent there until somebody says it is right."""

    __tablename__ = "silenced_address"

    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(String(200))
    since: Mapped[datetime]


class LetterParagraph(Base):
    """The organizer's own words in one kind of letter, in one language; every saving is a version."""

    __tablename__ = "letter_paragraph"
    __table_args__ = (UniqueConstraint("jury_id", "template", "language", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    template: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(2))
    version: Mapped[int]
    text: Mapped[str]  # blank: the paragraph was taken out
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    written_at: Mapped[datetime]
