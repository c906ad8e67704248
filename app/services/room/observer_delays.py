"""By how many minutes observers follow the plenary, so that nobody is advised from outside while speaking."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.roles import Actor, Role
from app.services import records
from app.services.room import rooms

CHOICES = (0, 5, 15, 30, 60)
WHO = (Role.FACILITATOR, Role.ORGANIZER)


def set_delay(session: Session, jury_id: int, minutes: int | None, *, actor: Actor, now: datetime) -> None:
    """Set the delay; it holds from now on for what was not yet heard. Raises `minutes_out_of_range`."""
    actor.require(*WHO)
    if minutes not in CHOICES:
        raise DomainError("minutes_out_of_range", most=max(CHOICES))
    room = rooms.room_of(session, jury_id)
    if room.observer_delay != minutes:
        room.observer_delay = minutes
        records.add_entry(session, jury_id, "observer_delay_set", {"minutes": minutes}, now=now)
