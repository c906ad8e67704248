"""Personal links: a token in the link and a code on paper; both are needed, once."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base
from app.models.people import Person


class AccessLink(Base):
    __tablename__ = "access_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    jury_id: Mapped[int | None] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_hash: Mapped[str]  # Argon2id
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    wrong_codes: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
