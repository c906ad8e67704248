"""Readers who follow a jury, or all of them, by e-mail; and the news of which they were told."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Subscription(Base):
    """One address that follows one jury, or all. Erased when its owner leaves; the address is nowhere else."""

    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("address_hash", "scope"), Index("ix_subscription_jury", "jury_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int | None] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"))  # None: all juries
    scope: Mapped[str] = mapped_column(String(12))  # the jury's number or "all": nobody follows the same thing twice
    address_hash: Mapped[str] = mapped_column(String(64))  # keyed: finds the address without keeping it
    sealed: Mapped[bytes] = mapped_column(LargeBinary)  # the address, and the token of its links
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(String(2))
    asked_at: Mapped[datetime]  # when the letter that asks for confirmation was last sent
    asked_count: Mapped[int] = mapped_column(default=1)
    confirmed_at: Mapped[datetime | None]


class ToldNews(Base):
    """One piece of news on its way to the subscribers: how far the letters have been written."""

    __tablename__ = "told_news"
    __table_args__ = (UniqueConstraint("jury_id", "key"), Index("ix_told_news_done", "done_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    last_subscription_id: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
