"""Who takes part in a jury, as what, and since when; experts' declared stance beside it."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.phases import Decision
from app.domain.roles import Role
from app.models.base import Base
from app.models.people import Person


class Membership(Base):
    """One person in one role in one jury. Only a membership that has not ended counts."""

    __tablename__ = "membership"
    __table_args__ = (
        Index("uq_membership_current", "jury_id", "person_id", "role", unique=True,
              sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role]
    alias: Mapped[str] = mapped_column(String(60))  # the name shown in the room, chosen with the person
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    witness: Mapped[Witness | None] = relationship(back_populates="membership", lazy="selectin")


class Witness(Base):
    """What an expert declares before testifying: topic, stance and interests."""

    __tablename__ = "witness"

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[dict[str, str]]
    stance: Mapped[dict[str, str]]  # blank = background expert
    interests: Mapped[dict[str, str]]

    membership: Mapped[Membership] = relationship(back_populates="witness")


class Approval(Base):
    """A commissioner's signature, or an overseer's approval or objection, under one version of the charge."""

    __tablename__ = "approval"

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    charge_version: Mapped[int]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    decision: Mapped[Decision]
    reason: Mapped[str | None]
    at: Mapped[datetime]

    membership: Mapped[Membership] = relationship(lazy="joined", innerjoin=True)
