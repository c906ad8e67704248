"""Whether the installation can do its work: the questions behind `/readyz`."""
from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.domain.phases import JobState
from app.models.jobs import Job

LONGEST_WAIT = timedelta(minutes=5)
LONGEST_SILENCE = timedelta(minutes=2)


def schema_version(session: Session) -> str | None:
    """The migration the database is at; None when it was never migrated. Raises when there is no database."""
    version: str | None = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def is_queue_moving(session: Session, *, now: datetime) -> bool:
    """Whether somebody works on the jobs: none waits long while no other is being worked on."""
    oldest = session.scalar(select(func.min(Job.created_at)).where(Job.state == JobState.QUEUED))
    if oldest is None or now - oldest < LONGEST_WAIT:
        return True
    last_sign = session.scalar(select(func.max(Job.heartbeat_at)).where(Job.state == JobState.RUNNING))
    return last_sign is not None and now - last_sign < LONGEST_SILENCE
