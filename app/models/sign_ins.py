"""Sessions of signed-in people: they live here and can be ended at once."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.people import Person


class SignIn(Base):
    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the cookie's token
    method: Mapped[str] = mapped_column(String(20))  # password · password+code · link
    # By which personal link: its letter code confirms later that it is still the same person.
    access_link_id: Mapped[int | None] = mapped_column(ForeignKey("access_link.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    fresh_at: Mapped[datetime]  # when a secret was last shown; draws and publishing ask for a recent one
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # Juries into which a personal link let somebody in; None: all of theirs (a password, a link of the operator).
    jury_ids: Mapped[list[Any] | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
