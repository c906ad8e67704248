"""Is the hearing balanced? Experts, minutes planned and spoken, and documents for each declared position."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.evidence import DocumentKind
from app.domain.hearings import stance_key
from app.domain.roles import Role
from app.models import AgendaItem, AgendaSession, Jury
from app.services.accounts import memberships
from app.services.room import documents, rooms, stance_clocks


@dataclass
class Side:
    """One declared position; `stance` is empty for experts and documents without one."""

    stance: dict[str, str]
    experts: list[str] = field(default_factory=list)
    minutes_planned: float = 0
    seconds_spoken: int = 0
    documents: int = 0


def balance_of(session: Session, jury: Jury, *, now: datetime) -> list[Side]:
    """The positions, those with most minutes planned first, experts without one last.

    Two positions are the same when their words in the jury's authentic language are, whatever the case.
    """
    sides: dict[str, Side] = {}
    experts = memberships.members_of(session, jury.id, Role.EXPERT)
    room, planned = rooms.find_room(session, jury.id), _minutes_planned(session, jury)
    spoken = stance_clocks.seconds_used(session, room, now=now) if room else {}  # the clocks that the room shows
    for expert in experts:
        side = _side(sides, jury, expert.witness.stance if expert.witness else {})
        side.experts.append(expert.person.name)
        side.minutes_planned += planned.get(expert.id, 0)
        side.seconds_spoken += spoken.get(expert.id, 0)
    of_witnesses = [row for row in documents.documents_of(session, jury.id) if row.kind is not DocumentKind.PUBLIC]
    for document in of_witnesses:
        _side(sides, jury, document.stance).documents += 1
    return sorted(sides.values(), key=lambda side: (not side.stance, -side.minutes_planned,
                                                    stance_key(side.stance, jury.authentic_language)))


def _side(sides: dict[str, Side], jury: Jury, stance: dict[str, str]) -> Side:
    written = {language: words for language, words in stance.items() if words.strip()}
    return sides.setdefault(stance_key(stance, jury.authentic_language), Side(written))


def _minutes_planned(session: Session, jury: Jury) -> dict[int, int]:
    """Minutes of the items in which an expert is heard, by membership."""
    rows = session.execute(select(AgendaItem.witness_id, AgendaItem.minutes).join(AgendaSession).where(
        AgendaSession.jury_id == jury.id, AgendaItem.witness_id.is_not(None)))
    found: dict[int, int] = {}
    for row in rows:
        found[row.witness_id] = found.get(row.witness_id, 0) + row.minutes
    return found
