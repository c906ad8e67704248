"""The floor: one queue kept by the server, and the turns that were taken."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.phases import FloorKind, FloorState
from app.models.base import Base
from app.models.memberships import Membership


class FloorRequest(Base):
    __tablename__ = "floor_request"
    __table_args__ = (
        Index("uq_floor_request_speaking", "room_id", unique=True,
              sqlite_where=text("state = 'speaking'"), postgresql_where=text("state = 'speaking'")),
        Index("uq_floor_request_waiting", "room_id", "membership_id", unique=True,
              sqlite_where=text("state = 'waiting'"), postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), index=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    kind: Mapped[FloorKind] = mapped_column(default=FloorKind.SPEAK)
    state: Mapped[FloorState] = mapped_column(default=FloorState.WAITING)
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))  # entered it for a juror on the phone
    asked_at: Mapped[datetime]
    given_at: Mapped[datetime | None]
    deadline: Mapped[datetime | None]
    is_extended: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]

    membership: Mapped[Membership] = relationship(foreign_keys=[membership_id], lazy="joined", innerjoin=True)
