"""Until when dissents are attached, changed and signed: the jury knows it beforehand, and nobody is cut off."""
from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import DissentDeadline, Jury
from app.services import juries, records

CHAIRS = (Role.FACILITATOR, Role.ORGANIZER)
OPEN_STAGES = (Stage.DELIBERATION, Stage.VERDICT)
# Long enough to hear of it and to write: a majority that sets "in five minutes" would have removed the minority.
SHORTEST = timedelta(hours=1)


def closes_at(session: Session, jury: Jury) -> datetime | None:
    """The time limit; None: until the verdict is published."""
    found = session.get(DissentDeadline, jury.id)
    return found.closes_at if found else None


def set_deadline(session: Session, jury: Jury, moment: datetime, *, actor: Actor, now: datetime) -> DissentDeadline:
    """Set or move the time limit, at least an hour ahead; one that has passed can be opened again.

    Raises `dissent_is_closed` once the verdict is published, `deadline_is_too_soon`.
    """
    by = actor.require(*CHAIRS)
    juries.hold(session, jury)
    if jury.stage not in OPEN_STAGES:
        raise Conflict("dissent_is_closed")
    if moment < now + SHORTEST:
        raise DomainError("deadline_is_too_soon")
    found = session.get(DissentDeadline, jury.id)
    if found is None:
        found = DissentDeadline(jury_id=jury.id, closes_at=moment, set_by_id=by)
        session.add(found)
    found.closes_at, found.set_by_id = moment, by
    session.flush()
    records.add_entry(session, jury.id, "dissent_deadline_set",
                      {"until": moment.replace(microsecond=0).isoformat()}, now=now)
    return found


def require_open(session: Session, jury: Jury, *, now: datetime) -> None:
    """Let texts and signatures in. Raises `dissent_is_closed` or `dissent_is_too_late`."""
    if jury.stage not in OPEN_STAGES:
        raise Conflict("dissent_is_closed")
    limit = closes_at(session, jury)
    if limit is not None and now >= limit:
        raise Conflict("dissent_is_too_late")
