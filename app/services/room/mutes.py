"""Keeping somebody from writing for a time: by the facilitator, with a reason, and it ends by itself."""
from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.moderation import MUTE_MINUTES, ActionKind
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import Jury, Membership, ModerationAction
from app.services import juries, records
from app.services.room.reasons import checked_reason
from app.services.room.voices import WRITERS


def mute(session: Session, jury: Jury, membership_id: int, minutes: int, reason: str, *, actor: Actor,
         now: datetime) -> ModerationAction:
    """Keep a juror or expert from writing and from asking to speak for some minutes; reading and voting go on.

    Raises `room_is_closed`, `mute_is_too_long`, `reason_is_missing`, `member_is_unknown`, `member_is_muted_already`.
    """
    by = actor.require(Role.FACILITATOR)
    why = checked_reason(reason)
    if minutes not in MUTE_MINUTES:
        raise DomainError("mute_is_too_long", most=max(MUTE_MINUTES))
    juries.hold(session, jury)
    if jury.stage is not Stage.DELIBERATION:
        raise Conflict("room_is_closed")
    member = session.get(Membership, membership_id)
    if member is None or member.jury_id != jury.id or member.role not in WRITERS or member.ended_at is not None:
        raise NotFound("member_is_unknown")
    _close_past(session, jury, now=now)
    if any(row.membership_id == membership_id for row in running_mutes(session, jury, now=now)):
        raise Conflict("member_is_muted_already")
    action = ModerationAction(jury_id=jury.id, kind=ActionKind.MUTE, membership_id=membership_id, reason=why, by_id=by,
                              at=now, ends_at=now + timedelta(minutes=minutes))
    session.add(action)
    session.flush()
    records.add_entry(session, jury.id, "member_muted", {"minutes": minutes}, now=now)
    return action


def _close_past(session: Session, jury: Jury, *, now: datetime) -> None:
    """Write the end into those that ended by themselves, so that a member can be muted again."""
    session.execute(update(ModerationAction).where(
        ModerationAction.jury_id == jury.id, ModerationAction.kind == ActionKind.MUTE,
        ModerationAction.ended_at.is_(None), ModerationAction.ends_at <= now,
    ).values(ended_at=ModerationAction.ends_at))


def running_mutes(session: Session, jury: Jury, *, now: datetime) -> list[ModerationAction]:
    return list(session.scalars(select(ModerationAction).where(
        ModerationAction.jury_id == jury.id, ModerationAction.kind == ActionKind.MUTE,
        ModerationAction.ended_at.is_(None), ModerationAction.ends_at > now).order_by(ModerationAction.id)))


def unmute(session: Session, jury: Jury, action_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """The facilitator lets somebody write again before the time is over. Raises `member_is_not_muted`."""
    actor.require(Role.FACILITATOR)
    action = session.get(ModerationAction, action_id)
    if action is None or action.jury_id != jury.id or action.kind is not ActionKind.MUTE:
        raise NotFound("member_is_not_muted")
    if not end_mute(session, action, checked_reason(reason), now=now):
        raise NotFound("member_is_not_muted")


def end_mute(session: Session, action: ModerationAction, reason: str, *, now: datetime) -> bool:
    """End a running mute; False when it is over already. The caller has checked who may."""
    ended = session.execute(update(ModerationAction).where(
        ModerationAction.id == action.id, ModerationAction.ended_at.is_(None), ModerationAction.ends_at > now,
    ).values(ended_at=now, end_reason=reason))
    if ended.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        return False
    records.add_entry(session, action.jury_id, "mute_ended", {}, now=now)
    return True
