"""What the lottery aims at: chosen by the organizer before the draw, public with its reason."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.domain.phases import DrawState
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import Draw, Jury
from app.services import juries, records
from sortition.lotteries.choice import OBJECTIVES

USUAL = "leximin"
CHANGEABLE = (Stage.DRAFT, Stage.RECRUITMENT, Stage.DRAW)

__all__ = ["CHANGEABLE", "OBJECTIVES", "USUAL", "choose_objective", "may_change"]


def may_change(session: Session, jury: Jury) -> bool:
    """Until a draw was computed, published or not, because nobody shall choose by looking at lists."""
    begun = session.scalar(select(Draw.id).where(
        Draw.jury_id == jury.id, Draw.state.not_in((DrawState.FAILED, DrawState.CANCELLED))).limit(1))
    return jury.stage in CHANGEABLE and begun is None


def choose_objective(session: Session, jury: Jury, objective: str, reason: str, *, actor: Actor,
                     now: datetime) -> None:
    """Choose what the lottery aims at; any but the usual one needs a public reason.

    Raises `objective_is_unknown`, `objective_needs_reason`, `objective_is_frozen`.
    """
    actor.require(Role.ORGANIZER)
    if objective not in OBJECTIVES:
        raise DomainError("objective_is_unknown")
    reason = reason.strip()
    if objective != USUAL and not reason:
        raise DomainError("objective_needs_reason")
    juries.hold(session, jury)
    if not may_change(session, jury):
        raise Conflict("objective_is_frozen")
    jury.objective, jury.objective_reason = objective, reason if objective != USUAL else None
    session.flush()
    records.add_entry(session, jury.id, "objective_chosen", {
        "objective": objective, "reason": jury.objective_reason or ""}, now=now)
