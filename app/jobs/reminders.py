"""Reminders: looked at again and again by the worker, each queued once for its condition.

A reminder is a function `(session, jury, vault, now)` that calls `messages.remind(…)` for everybody it concerns; add it
to REMINDERS. It runs in a transaction of its own for each jury that is under way.
"""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.stages import Stage
from app.models import AgendaSession, Jury
from app.services import messages, timelines
from app.services.accounts import memberships
from app.services.oversight import objections, reviews, waiting
from app.services.replies import ratings, reply_reminders
from app.services.suggestions import submission_reminders
from app.services.vault import Vault

Reminder = Callable[[Session, Jury, Vault, datetime], None]
UNDER_WAY = tuple(stage for stage in Stage if stage not in (Stage.CLOSED, Stage.CANCELLED))
BEFORE_A_SESSION = timedelta(hours=24)


def session_is_near(session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    """Jurors and facilitators hear of a session a day before; when it is moved, again."""
    if jury.stage not in (Stage.SEATING, Stage.DELIBERATION):
        return
    parts = session.scalars(select(AgendaSession).where(
        AgendaSession.jury_id == jury.id, AgendaSession.starts_at > now,
        AgendaSession.starts_at <= now + BEFORE_A_SESSION)).all()
    for part in parts:
        for member in memberships.members_of(session, jury.id, Role.JUROR, Role.FACILITATOR):
            messages.remind(session, jury, "session_reminder", key=f"{part.id}:{part.starts_at.isoformat()}",
                            person=member.person, vault=vault, now=now, in_digest=False,
                            values={"session": part.title, "starts_at": part.starts_at.isoformat()})


REMINDERS: tuple[Reminder, ...] = (session_is_near, timelines.remind_owners, reviews.remind_overseers,
                                  objections.remind_of_objections, waiting.remind_of_draw, waiting.remind_of_appeals,
                                  waiting.remind_of_review,
                                  submission_reminders.remind_of_statements, submission_reminders.remind_of_appeals,
                                  ratings.close_due, reply_reminders.remind_of_reply,
                                  reply_reminders.remind_of_milestones, reply_reminders.invite_raters)


def jury_ids(session: Session) -> list[int]:
    return list(session.scalars(select(Jury.id).where(Jury.stage.in_(UNDER_WAY)).order_by(Jury.id)))
