"""Is the hearing balanced? Experts, minutes planned and spoken, and documents for each declared position."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.models import AgendaItem, AgendaSession, FloorRequest, Jury, Membership, Room
from app.services.accounts import memberships
from app.services.room import documents


@dataclass
class Side:
    """One declared position; `stance` is empty for experts and documents without one."""

    stance: dict[str, str]
    experts: list[str] = field(default_factory=list)
    minutes_planned: float = 0
    seconds_spoken: int = 0
    documents: int = 0


def balance_of(session: Session, jury: Jury) -> list[Side]:
    """The positions, those with most minutes planned first, experts without one last.

    Two positions are the same when their words in the jury's authentic language are, whatever the case.
    """
    sides: dict[str, Side] = {}
    experts = memberships.members_of(session, jury.id, Role.EXPERT)
    planned, spoken = _minutes_planned(session, jury), _seconds_spoken(session, jury)
    for expert in experts:
        side = _side(sides, jury, expert.witness.stance if expert.witness else {})
        side.experts.append(expert.person.name)
        side.minutes_planned += planned.get(expert.id, 0)
        side.seconds_spoken += spoken.get(expert.id, 0)
    for document in documents.documents_of(session, jury.id):
        _side(sides, jury, document.stance).documents += 1
    return sorted(sides.values(), key=lambda side: (not _key(jury, side.stance), -side.minutes_planned,
                                                    _key(jury, side.stance)))


def _side(sides: dict[str, Side], jury: Jury, stance: dict[str, str]) -> Side:
    return sides.setdefault(_key(jury, stance), Side({k: v for k, v in stance.items() if v.strip()}))


def _key(jury: Jury, stance: dict[str, str]) -> str:
    words: Iterable[str] = (stance.get(jury.authentic_language, ""), *stance.values())
    return next((" ".join(text.casefold().split()) for text in words if text.strip()), "")


def _minutes_planned(session: Session, jury: Jury) -> dict[int, int]:
    """Minutes of the items in which an expert is heard, by membership."""
    rows = session.execute(select(AgendaItem.witness_id, AgendaItem.minutes).join(AgendaSession).where(
        AgendaSession.jury_id == jury.id, AgendaItem.witness_id.is_not(None)))
    found: dict[int, int] = {}
    for row in rows:
        found[row.witness_id] = found.get(row.witness_id, 0) + row.minutes
    return found


def _seconds_spoken(session: Session, jury: Jury) -> dict[int, int]:
    """Time on the floor of each expert, from the turns that have ended."""
    rows = session.execute(
        select(FloorRequest.membership_id, FloorRequest.given_at, FloorRequest.ended_at)
        .join(Room, Room.id == FloorRequest.room_id).join(Membership, Membership.id == FloorRequest.membership_id)
        .where(Room.jury_id == jury.id, Membership.role == Role.EXPERT, FloorRequest.given_at.is_not(None),
               FloorRequest.ended_at.is_not(None)))
    found: dict[int, int] = {}
    for row in rows:
        found[row.membership_id] = found.get(row.membership_id, 0) + int((row.ended_at - row.given_at).total_seconds())
    return found
