"""People with an account: staff, jurors, experts, overseers, commissioners, observers."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Person(Base):
    """Somebody who can sign in. What they may do in a jury is a `Membership`."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(String(254), unique=True)  # lower case
    phone: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(2))
    is_staff: Mapped[bool] = mapped_column(default=False)  # may create juries
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
