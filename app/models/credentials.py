"""Ways in which a person proves who they are; a second factor later is one more kind."""
from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class CredentialKind(enum.Enum):
    PASSWORD = "password"


class Credential(Base):
    __tablename__ = "credential"
    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[CredentialKind]
    secret_hash: Mapped[str]  # Argon2id
    changed_at: Mapped[datetime]
    # Where alone sessions by this password lead: it was set by whoever held a link of these juries. None: everywhere.
    jury_ids: Mapped[list[Any] | None]


class FailedAttempt(Base):
    """A wrong password or code: counted per account and per address, to slow guessing down."""

    __tablename__ = "failed_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(index=True)  # keyed hash of the account or the address
    at: Mapped[datetime] = mapped_column(index=True)
