"""Taking words off the record with a reason that stands in their place, and putting them back."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, Forbidden, NotFound
from app.domain.moderation import ActionKind, ReportState, TargetKind
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.models import ModerationAction, Question, Report, Room, Statement
from app.services import records
from app.services.room import rooms
from app.services.room.moderation_targets import Target, find_target
from app.services.room.reasons import checked_reason

# How the public record calls it; what a table writes into its note is changed by the table, not hidden.
_HIDDEN = {TargetKind.STATEMENT: "statement_hidden", TargetKind.QUESTION: "question_hidden"}
_RESTORED = {TargetKind.STATEMENT: "statement_restored", TargetKind.QUESTION: "question_restored"}


def hide(session: Session, room: Room, kind: TargetKind, target_id: int, reason: str, *, actor: Actor, now: datetime,
         command_id: str | None = None) -> rooms.LoggedEvent:
    """Hide a statement or question of this room; its words stay in the tables for the overseers and for an appeal.

    The facilitator may; what the facilitator said, an overseer. Raises `note_is_edited` for notes of tables,
    `reason_is_missing`, NotFound when it is hidden already.
    """
    actor.require(Role.FACILITATOR, Role.OVERSEER)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    why = checked_reason(reason)
    turn = rooms.take_open_turn(session, room)
    target = find_target(session, room.jury_id, kind, target_id)
    by = _require_moderator(target, actor)
    if target.room.id != room.id or not _mark(session, target, now=now, reason=why):
        raise NotFound("statement_is_gone" if kind is TargetKind.STATEMENT else "question_is_gone")
    session.add(ModerationAction(
        jury_id=room.jury_id, kind=ActionKind.HIDE, membership_id=target.author.id, target_kind=kind,
        target_id=target_id, reason=why, by_id=by, at=now))
    close_reports(session, room.jury_id, kind, target_id, ReportState.ACTED, by=by, now=now)
    records.add_entry(session, room.jury_id, _HIDDEN[kind], {kind.value: target_id, "reason": why}, now=now)
    return _tell(session, room, turn, target, actor=actor, now=now, command_id=command_id)


def restore(session: Session, room: Room, kind: TargetKind, target_id: int, reason: str, *, actor: Actor,
            now: datetime, command_id: str | None = None) -> rooms.LoggedEvent:
    """Show hidden words again: the facilitator may think better of it. Raises `words_are_not_hidden`."""
    actor.require(Role.FACILITATOR, Role.OVERSEER)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    target = find_target(session, room.jury_id, kind, target_id)
    _require_moderator(target, actor)
    action = session.scalars(select(ModerationAction).where(
        ModerationAction.kind == ActionKind.HIDE, ModerationAction.target_kind == kind,
        ModerationAction.target_id == target_id, ModerationAction.ended_at.is_(None))).first()
    if action is None or target.room.id != room.id:
        raise NotFound("words_are_not_hidden")
    return put_back(session, action, reason, actor=actor, now=now, command_id=command_id)


def put_back(session: Session, action: ModerationAction, reason: str, *, actor: Actor, now: datetime,
             command_id: str | None = None) -> rooms.LoggedEvent:
    """End a hiding; the caller has checked who may. The room may be closed by now: justice may take longer."""
    if action.target_kind is None or action.target_id is None:
        raise NotFound("words_are_not_hidden")
    why = checked_reason(reason)
    target = find_target(session, action.jury_id, action.target_kind, action.target_id)
    turn = rooms.take_turn(session, target.room)
    action.ended_at, action.end_reason = now, why
    _mark(session, target, now=None, reason=None)
    records.add_entry(session, action.jury_id, _RESTORED[target.kind], {target.kind.value: target.id}, now=now)
    return _tell(session, target.room, turn, target, actor=actor, now=now, command_id=command_id)


def _require_moderator(target: Target, actor: Actor) -> int:
    """The facilitator, or for the facilitator's own words an overseer: nobody judges about themselves alone."""
    if actor.has(Role.FACILITATOR):
        return actor.memberships[Role.FACILITATOR]
    if target.author.role is not Role.FACILITATOR:
        raise Forbidden("role_is_missing")
    return actor.require(Role.OVERSEER)


def _mark(session: Session, target: Target, *, now: datetime | None, reason: str | None) -> bool:
    """Set or clear the sign in the table that readers' pages come from; False when it stood there already."""
    if target.kind is TargetKind.TABLE_NOTE:
        raise DomainError("note_is_edited")
    if target.kind is TargetKind.QUESTION:
        query = update(Question).where(Question.id == target.id, _differs(Question, reason)).values(
            hidden_reason=reason)
    else:
        query = update(Statement).where(Statement.id == target.id, _differs(Statement, reason)).values(
            hidden_at=now, hidden_reason=reason)
    marked = session.execute(query)
    return bool(marked.rowcount == 1)  # type: ignore[attr-defined]  # a CursorResult at run time


def _differs(model: type[Question] | type[Statement], reason: str | None) -> ColumnElement[bool]:
    return model.hidden_reason.is_(None) if reason else model.hidden_reason.is_not(None)


def close_reports(session: Session, jury_id: int, kind: TargetKind, target_id: int, state: ReportState, *, by: int,
                  now: datetime, answer: str | None = None) -> int:
    """End what was reported about these words; returns how many reports that were."""
    closed = session.execute(update(Report).where(
        Report.jury_id == jury_id, Report.target_kind == kind, Report.target_id == target_id,
        Report.state == ReportState.OPEN).values(state=state, closed_at=now, closed_by_id=by, answer=answer))
    return int(closed.rowcount)  # type: ignore[attr-defined]  # a CursorResult at run time


def _tell(session: Session, room: Room, turn: rooms.Turn, target: Target, *, actor: Actor, now: datetime,
          command_id: str | None) -> rooms.LoggedEvent:
    """Have the line drawn anew, for those only who could read it when it was said."""
    if target.kind is TargetKind.QUESTION:
        return rooms.write_event(session, room, turn, RoomEventKind.QUESTION_CHANGED, actor=actor, now=now,
                                 data={"question": target.id}, command_id=command_id)
    data = {"statement": target.id, "said_during": target.phase.value if target.phase else None}
    return rooms.write_event(session, room, turn, RoomEventKind.STATEMENT_HIDDEN, actor=actor, now=now, data=data,
                             command_id=command_id)
