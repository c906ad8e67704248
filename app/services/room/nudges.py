"""A gentle private hint that only its juror sees; overseers learn that one was sent, not what it said or to whom."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, NotFound
from app.domain.roles import Actor, Role
from app.domain.room_desk import NudgeKind, OverrideKind
from app.domain.stages import Stage
from app.domain.writing import checked_text
from app.models import Jury, Membership, Nudge, Room
from app.services.announcements import announce
from app.services.room.room_overrides import log_override

MAX_LENGTH = 200


@dataclass(frozen=True)
class Whisper:
    """Announced after the commit: this person has an unread hint. The words stay in the table."""

    room_id: int
    membership_id: int


@dataclass(frozen=True)
class NudgeView:
    id: int
    kind: NudgeKind
    body: str | None
    sent_at: datetime


def send_nudge(session: Session, room: Room, membership_id: int, kind: NudgeKind, own_words: str, *, actor: Actor,
               now: datetime) -> None:
    """Give one juror a private hint. While it is unread the same hint is not given twice: a second press is harmless.

    Raises `juror_is_unknown`, `text_is_empty` for own words without words, `room_is_closed`.
    """
    actor.require(Role.FACILITATOR)
    if session.scalar(select(Jury.stage).where(Jury.id == room.jury_id)) is not Stage.DELIBERATION:
        raise Conflict("room_is_closed")
    juror_of(session, room, membership_id)
    body = checked_text(own_words, MAX_LENGTH) if kind is NudgeKind.OWN_WORDS else None
    if not any((view.kind, view.body) == (kind, body) for view in unread_of(session, room.id, membership_id)):
        session.add(Nudge(room_id=room.id, membership_id=membership_id, kind=kind, body=body, sent_at=now))
        log_override(session, room, OverrideKind.NUDGE_SENT, None, actor=actor, now=now)
    session.flush()
    announce(session, Whisper(room.id, membership_id))


def unread_of(session: Session, room_id: int, membership_id: int) -> list[NudgeView]:
    """What one juror has not put away yet, in order."""
    rows = session.execute(
        select(Nudge.id, Nudge.kind, Nudge.body, Nudge.sent_at)
        .where(Nudge.room_id == room_id, Nudge.membership_id == membership_id, Nudge.seen_at.is_(None))
        .order_by(Nudge.id))
    return [NudgeView(*row) for row in rows]


def put_away(session: Session, room: Room, nudge_id: int, *, actor: Actor, now: datetime) -> None:
    """Take note of one's own hint; its words are erased. Raises `nudge_is_gone`, also for somebody else's."""
    membership_id = actor.require(Role.JUROR)
    done = session.execute(update(Nudge).where(
        Nudge.id == nudge_id, Nudge.room_id == room.id, Nudge.membership_id == membership_id, Nudge.seen_at.is_(None),
    ).values(seen_at=now, body=None))
    if done.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise NotFound("nudge_is_gone")
    announce(session, Whisper(room.id, membership_id))


def juror_of(session: Session, room: Room, membership_id: int) -> Membership:
    """A juror who is on the jury now. Raises `juror_is_unknown`."""
    found = session.scalars(select(Membership).where(
        Membership.id == membership_id, Membership.jury_id == room.jury_id, Membership.role == Role.JUROR,
        Membership.ended_at.is_(None))).first()
    if found is None:
        raise NotFound("juror_is_unknown")
    return found
