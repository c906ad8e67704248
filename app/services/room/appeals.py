"""Appeals: whoever was hidden or muted asks the overseers, and one of them decides with a reason."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, Forbidden, NotFound
from app.domain.moderation import ActionKind, AppealState
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.domain.writing import checked_text
from app.models import Appeal, Jury, ModerationAction
from app.services import records
from app.services.room import moderation, mutes
from app.services.room.reasons import checked_reason

MAX_LENGTH = 600
OPEN_STAGES = (Stage.DELIBERATION, Stage.VERDICT)


def actions_against(session: Session, jury: Jury, *, actor: Actor) -> list[ModerationAction]:
    """What was done to the actor's own words, newest first."""
    return list(session.scalars(select(ModerationAction).where(
        ModerationAction.jury_id == jury.id, ModerationAction.membership_id.in_(list(actor.memberships.values())),
    ).order_by(ModerationAction.id.desc())))


def own_action(session: Session, jury: Jury, action_id: int, *, actor: Actor) -> ModerationAction:
    """An act against the actor; for everybody else it does not exist."""
    action = session.get(ModerationAction, action_id)
    if action is None or action.jury_id != jury.id or action.membership_id not in actor.memberships.values():
        raise NotFound("action_is_unknown")
    return action


def appeal(session: Session, jury: Jury, action_id: int, words: str, *, actor: Actor, now: datetime) -> Appeal:
    """Ask the overseers to look at it. A mute does not keep anybody from this.

    Raises `action_is_unknown`, `appeal_is_closed`, `appeal_is_made`, `text_is_empty`, `text_is_too_long`.
    """
    action = own_action(session, jury, action_id, actor=actor)
    if jury.stage not in OPEN_STAGES:
        raise Conflict("appeal_is_closed")
    clean = checked_text(words, MAX_LENGTH)
    row = Appeal(jury_id=jury.id, action_id=action.id, words=clean, at=now)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Conflict("appeal_is_made") from None
    records.add_entry(session, jury.id, "appeal_made", {}, now=now)
    return row


def appeals_of(session: Session, jury: Jury, *, actor: Actor) -> list[Appeal]:
    """All appeals for the overseers, those that wait first."""
    actor.require(Role.OVERSEER)
    rows = session.scalars(select(Appeal).where(Appeal.jury_id == jury.id).order_by(Appeal.id))
    return sorted(rows, key=lambda row: row.state is not AppealState.WAITING)


def waiting_for(session: Session, jury: Jury, membership_id: int) -> list[Appeal]:
    """Appeals that this overseer may decide: not those against what they did themselves."""
    return list(session.scalars(select(Appeal).join(Appeal.action).where(
        Appeal.jury_id == jury.id, Appeal.state == AppealState.WAITING, ModerationAction.by_id != membership_id,
    ).order_by(Appeal.id)))


def decide(session: Session, jury: Jury, appeal_id: int, is_upheld: bool, reason: str, *, actor: Actor,
           now: datetime) -> Appeal:
    """One overseer decides. An appeal that is upheld undoes the act: hidden words are shown, a mute ends.

    Raises `appeal_is_unknown`, `appeal_is_decided` for the second of two, `reason_is_missing`.
    """
    by, why = actor.require(Role.OVERSEER), checked_reason(reason)
    row = session.get(Appeal, appeal_id)
    if row is None or row.jury_id != jury.id:
        raise NotFound("appeal_is_unknown")
    if row.action.by_id == by:
        raise Forbidden("own_decision")
    state = AppealState.UPHELD if is_upheld else AppealState.REJECTED
    decided = session.execute(update(Appeal).where(Appeal.id == appeal_id, Appeal.state == AppealState.WAITING).values(
        state=state, decided_by_id=by, decided_at=now, reason=why))
    if decided.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("appeal_is_decided")
    records.add_entry(session, jury.id, "appeal_decided", {"outcome": state.value}, now=now)
    if is_upheld:
        _undo(session, row.action, why, actor=actor, now=now)
    return row


def _undo(session: Session, action: ModerationAction, why: str, *, actor: Actor, now: datetime) -> None:
    """Nothing to undo when the facilitator did it meanwhile or the time is over; the decision stands in the counts."""
    if action.kind is ActionKind.MUTE:
        mutes.end_mute(session, action, why, now=now)
    elif action.ended_at is None:
        moderation.put_back(session, action, why, actor=actor, now=now)
