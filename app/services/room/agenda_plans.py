"""Writing the agenda: sessions and items, from a template or one by one, until each of them runs."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.agenda_templates import SESSIONS, AgendaTemplate, default_prompt, default_title, session_starts
from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.phases import ItemKind, ItemState
from app.domain.roles import Actor, Role
from app.models import AgendaItem, AgendaSession, Jury, Membership
from app.services import records
from app.services.room import rooms
from app.services.room.agenda import find_item

MOST_MINUTES = 600


@dataclass(frozen=True)
class ItemFrame:
    """What the writer of an agenda decides about an item. A blank title means the usual one of its kind."""

    kind: ItemKind
    title: dict[str, str]
    prompt: dict[str, str]
    minutes: int
    witness_id: int | None = None


def use_template(session: Session, jury: Jury, template: AgendaTemplate, starts_at: datetime, *, actor: Actor,
                 now: datetime) -> list[AgendaSession]:
    """Lay out an agenda after what is there already; `starts_at` is the beginning of its first session.

    The others follow on the clock of the jury's place, and stay clear of public holidays where the template says so.
    """
    made, zone = [], ZoneInfo(jury.time_zone)
    starts = session_starts(template, starts_at.astimezone(zone).replace(tzinfo=None))
    for number, (planned, start) in enumerate(zip(SESSIONS[template], starts, strict=True), start=1):
        title = {"kk": f"{number}-отырыс", "ru": f"Заседание {number}", "en": f"Session {number}"}
        part = add_session(session, jury, title, start.replace(tzinfo=zone).astimezone(UTC), actor=actor, now=now)
        for kind, minutes in planned.items:
            add_item(session, jury, part.id, ItemFrame(kind, {}, default_prompt(kind), minutes), actor=actor)
        made.append(part)
    records.add_entry(session, jury.id, "agenda_laid_out", {"template": template.value}, now=now)
    return made


def add_session(session: Session, jury: Jury, title: dict[str, str], starts_at: datetime, *, actor: Actor,
                now: datetime) -> AgendaSession:
    """Add a session at the end. The first one also sets up the room."""
    actor.require(Role.ORGANIZER, Role.FACILITATOR)
    rooms.ensure_room(session, jury.id, now=now)
    number = (session.scalar(select(func.max(AgendaSession.number)).where(AgendaSession.jury_id == jury.id)) or 0) + 1
    part = AgendaSession(jury_id=jury.id, number=number, title=dict(title), starts_at=starts_at)
    session.add(part)
    session.flush()
    return part


def change_session(session: Session, jury: Jury, session_id: int, title: dict[str, str], starts_at: datetime, *,
                   actor: Actor) -> None:
    actor.require(Role.ORGANIZER, Role.FACILITATOR)
    part = find_session(session, jury, session_id)
    part.title, part.starts_at = dict(title), starts_at
    session.flush()


def remove_session(session: Session, jury: Jury, session_id: int, *, actor: Actor) -> None:
    """Remove a session of which nothing has run. Raises `item_has_run`."""
    actor.require(Role.ORGANIZER, Role.FACILITATOR)
    part = find_session(session, jury, session_id)
    if any(item.state is not ItemState.PLANNED for item in part.items):
        raise Conflict("item_has_run")
    session.delete(part)
    session.flush()


def add_item(session: Session, jury: Jury, session_id: int, frame: ItemFrame, *, actor: Actor) -> AgendaItem:
    """Add an item at the end of a session."""
    actor.require(Role.ORGANIZER, Role.FACILITATOR)
    part = find_session(session, jury, session_id)
    last = session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.session_id == part.id)) or 0
    item = AgendaItem(session_id=part.id, position=last + 1, state=ItemState.PLANNED)
    _apply(session, jury, item, frame)
    session.add(item)
    session.flush()
    session.expire(part, ["items"])
    return item


def change_item(session: Session, jury: Jury, item_id: int, frame: ItemFrame, *, actor: Actor) -> None:
    """Change an item before it runs. Raises `item_has_run`."""
    _apply(session, jury, _planned(session, jury, item_id, actor=actor), frame)
    session.flush()


def move_item(session: Session, jury: Jury, item_id: int, is_up: bool, *, actor: Actor) -> None:
    """Change places with the planned item before or after; at the edge nothing happens."""
    item = _planned(session, jury, item_id, actor=actor)
    siblings = [other for other in item.session.items if other.state is ItemState.PLANNED]
    place = siblings.index(item) + (-1 if is_up else 1)
    if 0 <= place < len(siblings):
        other = siblings[place]
        item.position, other.position = other.position, item.position
        session.flush()
        session.expire(item.session, ["items"])


def remove_item(session: Session, jury: Jury, item_id: int, *, actor: Actor) -> None:
    item = _planned(session, jury, item_id, actor=actor)
    item.session.items.remove(item)
    session.flush()


def _apply(session: Session, jury: Jury, item: AgendaItem, frame: ItemFrame) -> None:
    if not 1 <= frame.minutes <= MOST_MINUTES:
        raise DomainError("minutes_out_of_range", most=MOST_MINUTES)
    if frame.witness_id is not None and not _is_expert(session, jury, frame.witness_id):
        raise DomainError("expert_is_unknown")
    written = {language: text for language, text in frame.title.items() if text.strip()}
    item.kind, item.minutes, item.witness_id = frame.kind, frame.minutes, frame.witness_id
    item.title, item.prompt = written or default_title(frame.kind), dict(frame.prompt)


def _planned(session: Session, jury: Jury, item_id: int, *, actor: Actor) -> AgendaItem:
    actor.require(Role.ORGANIZER, Role.FACILITATOR)
    item = find_item(session, jury.id, item_id)
    if item.state is not ItemState.PLANNED:
        raise Conflict("item_has_run")
    return item


def find_session(session: Session, jury: Jury, session_id: int) -> AgendaSession:
    """A session of this jury. Raises `session_is_gone`."""
    part = session.get(AgendaSession, session_id)
    if part is None or part.jury_id != jury.id:
        raise NotFound("session_is_gone")
    return part


def _is_expert(session: Session, jury: Jury, membership_id: int) -> bool:
    return session.scalar(select(Membership.id).where(
        Membership.id == membership_id, Membership.jury_id == jury.id, Membership.role == Role.EXPERT,
        Membership.ended_at.is_(None))) is not None
