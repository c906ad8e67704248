"""Sessions for calendars: each keeps its name for ever, and a number that grows when time, title or place change."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audiences import HEARING_KINDS
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import AgendaSession, CalendarEvent, Jury
from app.services import messages, records
from app.services.accounts import memberships
from app.services.messages import Attachment
from app.services.vault import Vault

# Who sits in the sessions; experts come to their own hearing and get its time with their invitation.
SITTING = (Role.JUROR, Role.FACILITATOR, Role.OVERSEER, Role.OBSERVER, Role.ORGANIZER)
MEDIA_TYPE = "text/calendar"
# (events, language, is_cancel) → a calendar file
Renderer = Callable[[Sequence[CalendarEvent], str, bool], bytes]


def events_of(session: Session, jury: Jury, *, now: datetime) -> list[CalendarEvent]:
    """What calendars are to be told at this moment, in order of time. Nothing is stored: rows that are behind
    the agenda come back as changed copies."""
    known = list(session.scalars(select(CalendarEvent).where(CalendarEvent.jury_id == jury.id)))
    by_session = {event.session_id: event for event in known if event.session_id is not None}
    taken = {event.uid for event in known}
    parts = session.scalars(select(AgendaSession).where(AgendaSession.jury_id == jury.id)).all()
    is_off = jury.stage is Stage.CANCELLED
    found = [_told(jury, part, by_session.pop(part.id, None), taken, now, is_off) for part in parts]
    found += [_cancelled(event, now) for event in known if event.session_id is None or event.session_id in by_session]
    return sorted(found, key=lambda event: (event.starts_at, event.uid))


def _facts(jury: Jury, part: AgendaSession) -> dict[str, Any]:
    minutes = sum(item.minutes for item in part.items) or 60
    return {"title": part.title, "place": jury.place, "starts_at": part.starts_at,
            "ends_at": part.starts_at + timedelta(minutes=minutes),
            "is_public": any(item.kind in HEARING_KINDS for item in part.items)}


def _told(jury: Jury, part: AgendaSession, known: CalendarEvent | None, taken: set[str], now: datetime,
          is_off: bool) -> CalendarEvent:
    facts = _facts(jury, part)
    if known is None:
        return CalendarEvent(jury_id=jury.id, session_id=part.id, uid=_new_uid(jury, part, taken), sequence=0,
                             changed_at=now, cancelled_at=now if is_off else None, sent_sequence=None, **facts)
    is_same = all(getattr(known, name) == value for name, value in facts.items())
    if is_same and (known.cancelled_at is not None) == is_off:
        return known
    return _copy(known, now, **facts, cancelled_at=now if is_off else None)


def _cancelled(event: CalendarEvent, now: datetime) -> CalendarEvent:
    return event if event.cancelled_at is not None else _copy(event, now, cancelled_at=now)


def _copy(known: CalendarEvent, now: datetime, **changed: Any) -> CalendarEvent:
    names = ("id", "jury_id", "session_id", "uid", "title", "place", "starts_at", "ends_at", "is_public",
             "cancelled_at", "sent_sequence")
    values = {name: getattr(known, name) for name in names} | changed
    return CalendarEvent(**values, sequence=known.sequence + 1, changed_at=now)


def _new_uid(jury: Jury, part: AgendaSession, taken: set[str]) -> str:
    """SQLite gives the number of a removed session to the next one, and its name must not come back."""
    uid, again = f"{jury.id}-session-{part.id}", 1
    while uid in taken:
        again += 1
        uid = f"{jury.id}-session-{part.id}-{again}"
    taken.add(uid)
    return uid


def refresh(session: Session, jury: Jury, *, now: datetime) -> list[CalendarEvent]:
    """Store what calendars are to be told; the number of each changed event has grown by one."""
    return [session.merge(event) for event in events_of(session, jury, now=now)]


def is_behind(session: Session, jury: Jury, *, now: datetime) -> bool:
    """Whether the agenda has changed since calendars were last brought up to date."""
    return any(event not in session for event in events_of(session, jury, now=now))


def untold(events: Sequence[CalendarEvent]) -> list[CalendarEvent]:
    """Events of which the members have not been sent the present state; one cancelled unseen needs no telling."""
    return [event for event in events if event.sent_sequence != event.sequence
            and not (event.cancelled_at is not None and event.sent_sequence is None)]


def send_calendar(session: Session, jury: Jury, render: Renderer, *, vault: Vault, actor: Actor,
                  now: datetime) -> int:
    """Send the sessions as a calendar file to everybody who sits in them; cancelled ones as a file of their own.

    Returns to how many people. What changes afterwards shows as not told until this is done again.
    """
    actor.require(Role.ORGANIZER, Role.FACILITATOR)
    events = refresh(session, jury, now=now)
    session.flush()
    gone = [event for event in untold(events) if event.cancelled_at is not None]
    live = [event for event in events if event.cancelled_at is None]
    shown = [{"title": event.title, "starts_at": event.starts_at.isoformat(),
              "is_cancelled": event.cancelled_at is not None} for event in sorted(live + gone, key=_time)]
    people = {member.person_id: member.person for member in memberships.members_of(session, jury.id, *SITTING)}
    sent = [messages.queue(session, jury, "session_calendar", person=person, vault=vault, now=now,
                           values={"sessions": shown}, attachments=_files(live, gone, person.language, render))
            for person in people.values()]
    for event in events:
        event.sent_sequence = event.sequence
    count = sum(message is not None for message in sent)
    records.add_entry(session, jury.id, "calendar_sent", {"sessions": len(live), "cancelled": len(gone)}, now=now)
    return count


def _files(live: Sequence[CalendarEvent], gone: Sequence[CalendarEvent], language: str,
           render: Renderer) -> list[Attachment]:
    files = [("sessions.ics", live, False), ("cancelled.ics", gone, True)]
    return [Attachment(name, MEDIA_TYPE, render(events, language, is_cancel))
            for name, events, is_cancel in files if events]


def _time(event: CalendarEvent) -> datetime:
    return event.starts_at
