"""The only code that changes a jury's stage."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, refuse_if
from app.domain.roles import Actor
from app.domain.stages import ROAD, Move, Stage, find_move, moves_from
from app.models import Jury, StageChange
from app.services import juries, records
from app.services.stage_checks import CHECKS, QUICK_CHECKS, Check


@dataclass(frozen=True)
class NextMove:
    """A possible step and what stands in its way."""

    move: Move
    blockers: tuple[DomainError, ...]
    is_allowed: bool  # whether this actor's role may take it


def blockers(session: Session, jury: Jury, move: Move, checks: Mapping[str, Check] = CHECKS) -> tuple[DomainError, ...]:
    """Run all checks of a move and return every reason against it."""
    return tuple(reason for name in move.checks for reason in checks[name](session, jury))


def next_moves(session: Session, jury: Jury, *, actor: Actor) -> list[NextMove]:
    """The steps from here as a page shows them: slow checks by their last answer, which taking a step asks anew."""
    return [NextMove(move, blockers(session, jury, move, QUICK_CHECKS), actor.has(*move.roles))
            for move in moves_from(jury.stage)]


def advance(session: Session, jury: Jury, target: Stage, *, actor: Actor, now: datetime,
            reason: str | None = None) -> StageChange:
    """Move a jury on. Raises `stage_is_wrong`, Forbidden, every failed check at once, Conflict for the second."""
    juries.hold(session, jury)
    source = jury.stage
    move = find_move(source, target)
    if move is None:
        raise Conflict("stage_is_wrong", stage=source.value, target=target.value)
    if actor.person_id is not None:
        actor.require(*move.roles)
    if move.needs_reason and not (reason or "").strip():
        raise DomainError("reason_is_missing")
    refuse_if(list(blockers(session, jury, move)))
    moved = session.execute(update(Jury).where(Jury.id == jury.id, Jury.stage == source).values(
        stage=target, updated_at=now))
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("stage_moved_meanwhile")
    session.refresh(jury)
    if target is Stage.RECRUITMENT:
        juries.freeze_charge(session, jury, now=now)
    change = StageChange(jury_id=jury.id, source=source, target=target, actor_id=actor.person_id, reason=reason, at=now)
    session.add(change)
    records.add_entry(session, jury.id, "stage_changed",
                      {"source": source.value, "target": target.value, "reason": reason or ""}, now=now)
    return change


def history(session: Session, jury_id: int) -> list[StageChange]:
    return list(session.scalars(select(StageChange).where(StageChange.jury_id == jury_id).order_by(StageChange.id)))


def next_on_road(stage: Stage) -> Stage | None:
    """The stage that follows on the usual road, if any."""
    if stage not in ROAD or stage is ROAD[-1]:
        return None
    return ROAD[ROAD.index(stage) + 1]
