"""Each opening of a list of names is counted, so that overseers see how often and by how many people."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.roles import Actor, Role
from app.models import Jury, NameView

LIST, PERSON, NEEDS = "list", "person", "needs"


@dataclass(frozen=True)
class ViewCount:
    what: str
    times: int
    people: int
    last_at: datetime


def note_view(session: Session, jury: Jury, what: str, *, actor: Actor, now: datetime) -> None:
    """Somebody opens names. Only organizers may."""
    actor.require(Role.ORGANIZER)
    session.add(NameView(jury_id=jury.id, person_id=actor.person_id, what=what, at=now))
    session.flush()


def counts_of(session: Session, jury: Jury) -> list[ViewCount]:
    """How often what was opened, by how many different people, and when last."""
    rows = session.execute(select(
        NameView.what, func.count(), func.count(NameView.person_id.distinct()), func.max(NameView.at)).where(
        NameView.jury_id == jury.id).group_by(NameView.what).order_by(NameView.what))
    return [ViewCount(*row) for row in rows]
