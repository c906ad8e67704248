"""Jurors who join by telephone: a named helper enters their hand, words and questions, and everybody sees that."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from app.domain.errors import Conflict, Forbidden, NotFound
from app.domain.roles import Actor, Role
from app.domain.room_desk import OverrideKind
from app.models import Jury, Membership, PhoneVoice, Room
from app.services import records
from app.services.room.room_overrides import log_override

DESK = (Role.FACILITATOR, Role.ORGANIZER)


@dataclass(frozen=True)
class VoiceView:
    juror_id: int
    juror: str
    helper_id: int
    helper: str
    began_at: datetime


def begin_voice(session: Session, room: Room, juror_id: int, helper_id: int, *, actor: Actor, now: datetime) -> None:
    """Say that a juror joins by telephone, and who helps. Another helper takes over from the one before.

    Raises `juror_is_unknown`, `helper_is_unknown`; helpers are facilitators and organizers of this jury.
    """
    actor.require(*DESK)
    if not _is_member(session, room, juror_id, (Role.JUROR,)):
        raise NotFound("juror_is_unknown")
    if not _is_member(session, room, helper_id, DESK):
        raise NotFound("helper_is_unknown")
    _end(session, juror_id, now=now)
    session.add(PhoneVoice(juror_id=juror_id, helper_id=helper_id, began_at=now))
    log_override(session, room, OverrideKind.PHONE_JUROR, None, subject_id=juror_id, actor=actor, now=now)
    session.flush()


def end_voice(session: Session, room: Room, juror_id: int, *, actor: Actor, now: datetime) -> None:
    """The juror speaks for themselves again. Raises `voice_is_over`."""
    actor.require(*DESK)
    if not _is_member(session, room, juror_id, (Role.JUROR,)) or not _end(session, juror_id, now=now):
        raise Conflict("voice_is_over")
    records.add_entry(session, room.jury_id, "juror_left_the_phone", {}, now=now)


def voices_of(session: Session, jury_id: int) -> list[VoiceView]:
    """Who joins by telephone now, by name."""
    juror, helper = aliased(Membership), aliased(Membership)
    rows = session.execute(
        select(juror.id, juror.alias, helper.id, helper.alias, PhoneVoice.began_at)
        .select_from(PhoneVoice).join(juror, juror.id == PhoneVoice.juror_id)
        .join(helper, helper.id == PhoneVoice.helper_id)
        .where(juror.jury_id == jury_id, PhoneVoice.ended_at.is_(None), juror.ended_at.is_(None))
        .order_by(juror.alias, juror.id))
    return [VoiceView(*row) for row in rows]


def voice_for(session: Session, jury: Jury, juror_id: int, *, actor: Actor) -> Actor:
    """The juror, entered by the helper who acts: what the services of the floor, the record and the questions take.

    Raises `voice_is_not_yours` for everybody but the present helper. A ballot is never cast this way.
    """
    voice = next((voice for voice in voices_of(session, jury.id) if voice.juror_id == juror_id), None)
    if voice is None or voice.helper_id not in {actor.memberships.get(role) for role in DESK}:
        raise Forbidden("voice_is_not_yours")
    return Actor(person_id=actor.person_id, jury_id=jury.id, memberships={Role.JUROR: juror_id},
                 helper_id=voice.helper_id)


def helpers_of(session: Session, jury_id: int) -> list[Membership]:
    """Who may help: facilitators and organizers, by name."""
    return list(session.scalars(select(Membership).where(
        Membership.jury_id == jury_id, Membership.role.in_(DESK), Membership.ended_at.is_(None),
    ).order_by(Membership.alias, Membership.id)))


def _end(session: Session, juror_id: int, *, now: datetime) -> bool:
    ended = session.execute(update(PhoneVoice).where(
        PhoneVoice.juror_id == juror_id, PhoneVoice.ended_at.is_(None)).values(ended_at=now))
    return bool(ended.rowcount)  # type: ignore[attr-defined]  # a CursorResult at run time


def _is_member(session: Session, room: Room, membership_id: int, roles: tuple[Role, ...]) -> bool:
    return session.scalar(select(Membership.id).where(
        Membership.id == membership_id, Membership.jury_id == room.jury_id, Membership.role.in_(roles),
        Membership.ended_at.is_(None))) is not None
