"""News from proposals and ballots for the jury's room, if there is one."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.roles import Actor
from app.domain.room_events import RoomEventKind
from app.models import Jury
from app.services.room import rooms


def tell_room(session: Session, jury: Jury, kind: RoomEventKind, *, actor: Actor, data: dict[str, Any],
              now: datetime, command_id: str | None = None) -> None:
    """Put an event into the log of the plenary. A jury that never opened its room has nobody to tell."""
    room = rooms.find_room(session, jury.id)
    if room is not None:
        rooms.record_event(session, room, kind, actor=actor, data=data, now=now, command_id=command_id)


def told_before(session: Session, jury: Jury, command_id: str | None, *, actor: Actor) -> dict[str, Any] | None:
    """What a re-sent command has told the room the first time, or None when it is new."""
    room = rooms.find_room(session, jury.id)
    known = rooms.known_command(session, room, command_id, actor=actor) if room is not None else None
    return known.data if known else None
