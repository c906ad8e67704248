"""A room in which the cast sits: an agenda laid out, the jury deliberating."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain.agenda_templates import AgendaTemplate
from app.domain.phases import ItemKind
from app.domain.stages import Stage
from app.models import Room
from app.services.room import agenda, agenda_plans, rooms
from tests.cast import Cast, actor, jury_of


@dataclass
class Sitting:
    """The room as a service test uses it; `by` gives the signature of somebody's command."""

    session: Session
    cast: Cast
    now: datetime
    room: Room
    commands: int = field(default=0)

    def by(self, who: str, *, after: int = 0, command_id: str | None = None) -> dict[str, Any]:
        return {"actor": actor(self.session, self.cast, who), "now": self.now + timedelta(seconds=after),
                "command_id": command_id}

    def enter(self, kind: ItemKind) -> None:
        """Move the agenda to an item of this kind."""
        items = agenda.items_in_order(self.session, self.cast.jury_id)
        item = next(item for item in items if item.kind is kind and item.state.value == "planned")
        agenda.start_item(self.session, self.room, item.id, reason="for the test", **self.by("facilitator"))
        self.session.expire_all()


def open_room(session: Session, cast: Cast, now: datetime) -> Sitting:
    """Lay out the agenda and let the jury deliberate; the moves before are other tests' subject."""
    jury = jury_of(session, cast)
    agenda_plans.use_template(session, jury, AgendaTemplate.REHEARSAL, now, now=now,
                              actor=actor(session, cast, "organizer"))
    jury.stage = Stage.DELIBERATION
    session.flush()
    return Sitting(session, cast, now, rooms.room_of(session, jury.id))
