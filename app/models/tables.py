"""Small tables: rounds, tables with their note, who sat where, calls for the facilitator, and the merged results."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.tables import RoundState, SeatingKind, WishKind
from app.models.base import Base
from app.models.memberships import Membership


class TableRound(Base):
    """One round of tables in an item of the agenda. Its clock is a deadline, like that of an item."""

    __tablename__ = "table_round"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        CheckConstraint("minutes BETWEEN 1 AND 120", name="minutes_in_range"),
        Index("uq_table_round_running", "jury_id", unique=True,
              sqlite_where=text("state = 'running'"), postgresql_where=text("state = 'running'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[RoundState] = mapped_column(default=RoundState.PLANNED)
    prompt: Mapped[dict[str, str]]
    minutes: Mapped[int]
    gathers_languages: Mapped[bool] = mapped_column(default=True)  # people of one language rather sit together
    plan: Mapped[list[Any]]  # membership ids, table by table: who is to sit where; the seats say who really did
    planned_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    deadline: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    tables: Mapped[list[SmallTable]] = relationship(
        back_populates="round", order_by="SmallTable.number", cascade="all, delete-orphan")


class SmallTable(Base):
    """One table of one round; its talk is a room of its own, with the same log."""

    __tablename__ = "small_table"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("table_round.id", ondelete="CASCADE"))
    number: Mapped[int]
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), unique=True)
    note: Mapped[str] = mapped_column(default="")
    note_version: Mapped[int] = mapped_column(default=0)

    round: Mapped[TableRound] = relationship(back_populates="tables")


class TableNote(Base):
    """One saved version of a table's note, with whoever wrote it."""

    __tablename__ = "table_note"

    table_id: Mapped[int] = mapped_column(ForeignKey("small_table.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str]
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    at: Mapped[datetime]

    membership: Mapped[Membership] = relationship(lazy="joined", innerjoin=True)


class TableSeat(Base):
    """Somebody's place in a round. One that was left stays, because those people have met."""

    __tablename__ = "table_seat"
    __table_args__ = (
        Index("uq_table_seat_current", "round_id", "membership_id", unique=True,
              sqlite_where=text("left_at IS NULL"), postgresql_where=text("left_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("small_table.id", ondelete="CASCADE"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("table_round.id", ondelete="CASCADE"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    kind: Mapped[SeatingKind]
    reason: Mapped[str | None]  # of a move
    seated_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]  # when the table marked that this person has spoken

    membership: Mapped[Membership] = relationship(lazy="joined", innerjoin=True)


class TableCall(Base):
    """A table calls the facilitator; it stands at the desk until it is answered."""

    __tablename__ = "table_call"
    __table_args__ = (
        Index("uq_table_call_open", "table_id", unique=True,
              sqlite_where=text("answered_at IS NULL"), postgresql_where=text("answered_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("small_table.id", ondelete="CASCADE"), index=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))


class TableVisit(Base):
    """A facilitator sits down at a table for a while; the table sees that."""

    __tablename__ = "table_visit"
    __table_args__ = (
        Index("uq_table_visit_current", "membership_id", unique=True,
              sqlite_where=text("left_at IS NULL"), postgresql_where=text("left_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("small_table.id", ondelete="CASCADE"), index=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    entered_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    membership: Mapped[Membership] = relationship(lazy="joined", innerjoin=True)


class SeatingWish(Base):
    """Two jurors who are to sit together, or apart, in every round, and why."""

    __tablename__ = "seating_wish"
    __table_args__ = (UniqueConstraint("jury_id", "first_id", "second_id"),
                      CheckConstraint("first_id < second_id", name="is_ordered"))

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(ForeignKey("membership.id", ondelete="CASCADE"))
    kind: Mapped[WishKind]
    reason: Mapped[str]
    at: Mapped[datetime]

    first: Mapped[Membership] = relationship(foreign_keys=[first_id], lazy="joined", innerjoin=True)
    second: Mapped[Membership] = relationship(foreign_keys=[second_id], lazy="joined", innerjoin=True)


class PointGroup(Base):
    """Points of several tables that say the same, put together by hand and carried into the plenary."""

    __tablename__ = "point_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    position: Mapped[int]
    published_at: Mapped[datetime | None]
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id", ondelete="SET NULL"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id", ondelete="SET NULL"))


class TablePoint(Base):
    """One point of a table's note, as it stood when the round ended."""

    __tablename__ = "table_point"
    __table_args__ = (UniqueConstraint("table_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("small_table.id", ondelete="CASCADE"))
    position: Mapped[int]
    body: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("point_group.id", ondelete="SET NULL"))
