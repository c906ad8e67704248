"""What the public learns of moderation: how often, never who and never what."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.moderation import ActionKind, AppealState
from app.models import Appeal, Jury, ModerationAction


@dataclass(frozen=True)
class ModerationCounts:
    """`shown_again`: of those hidden; `upheld`: of the appeals."""

    hidden: int
    shown_again: int
    muted: int
    appeals: int
    upheld: int


def counts_of(session: Session, jury: Jury) -> ModerationCounts:
    acts = dict(session.execute(select(ModerationAction.kind, func.count()).where(
        ModerationAction.jury_id == jury.id).group_by(ModerationAction.kind)).all())
    shown = session.scalar(select(func.count()).where(
        ModerationAction.jury_id == jury.id, ModerationAction.kind == ActionKind.HIDE,
        ModerationAction.ended_at.is_not(None)))
    appeals = dict(session.execute(select(Appeal.state, func.count()).where(
        Appeal.jury_id == jury.id).group_by(Appeal.state)).all())
    return ModerationCounts(acts.get(ActionKind.HIDE, 0), shown or 0, acts.get(ActionKind.MUTE, 0),
                            sum(appeals.values()), appeals.get(AppealState.UPHELD, 0))


def actions_of(session: Session, jury: Jury) -> list[ModerationAction]:
    """Every act, newest first, for the facilitator and the overseers."""
    return list(session.scalars(select(ModerationAction).where(
        ModerationAction.jury_id == jury.id).order_by(ModerationAction.id.desc())))
