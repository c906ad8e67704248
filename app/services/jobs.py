"""Background work: the row is the queue. Every change is one narrow UPDATE, so that two workers never share a job."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, NotFound
from app.domain.phases import JobState
from app.domain.roles import Actor, Role
from app.models import Job

LONGEST_SILENCE = timedelta(seconds=45)
MAX_ATTEMPTS = 3
LIVE = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True)
class Claim:
    """A job that one worker works on; `worker` proves it, and loses its force when the job is taken away."""

    job_id: int
    worker: str
    kind: str
    jury_id: int | None
    payload: dict[str, Any]
    steps_done: int


def enqueue(session: Session, kind: str, payload: dict[str, Any] | None = None, *, now: datetime,
            jury_id: int | None = None, actor: Actor | None = None) -> Job:
    """Put work into the queue; it begins only when the caller's transaction is committed."""
    job = Job(kind=kind, jury_id=jury_id, payload=payload or {}, created_at=now,
              created_by_id=actor.person_id if actor else None)
    session.add(job)
    session.flush()
    return job


def find_job(session: Session, jury_id: int, job_id: int) -> Job:
    """A job of this jury. Raises `job_is_unknown`."""
    job = session.get(Job, job_id)
    if job is None or job.jury_id != jury_id:
        raise NotFound("job_is_unknown")
    return job


def has_queued(session: Session) -> bool:
    return session.scalar(select(Job.id).where(Job.state == JobState.QUEUED).limit(1)) is not None


def claim_next(session: Session, *, worker: str, now: datetime) -> Claim | None:
    """Take the oldest waiting job, or None. Of two workers at once, one gets it."""
    job = session.scalars(select(Job).where(Job.state == JobState.QUEUED).order_by(Job.id).limit(1)
                          .with_for_update(skip_locked=True)).first()
    if job is None:
        return None
    taken = session.execute(update(Job).where(Job.id == job.id, Job.state == JobState.QUEUED).values(
        state=JobState.RUNNING, worker=worker, attempts=Job.attempts + 1, started_at=now, heartbeat_at=now))
    return _claim(job, worker) if _count(taken) else None


def find_claim(session: Session, job_id: int, worker: str) -> Claim | None:
    """The claim of a worker on a job, while it holds."""
    job = session.scalars(select(Job).where(
        Job.id == job_id, Job.worker == worker, Job.state == JobState.RUNNING)).first()
    return _claim(job, worker) if job else None


def _claim(job: Job, worker: str) -> Claim:
    return Claim(job.id, worker, job.kind, job.jury_id, dict(job.payload), job.steps_done)


def beat(session: Session, claim: Claim, *, now: datetime) -> bool:
    """Say that the work goes on; False when the job was taken away."""
    return _change(session, claim, heartbeat_at=now)


def report_progress(session: Session, claim: Claim, step: str, done: int, total: int) -> bool:
    """Keep where the work is, for the page; False when the job was taken away."""
    return _change(session, claim, step=step, steps_done=done, steps_total=total)


def is_cancel_requested(session: Session, claim: Claim) -> bool:
    """Whether somebody asked to stop, or the job is no longer ours."""
    row = session.execute(select(Job.is_cancel_requested).where(
        Job.id == claim.job_id, Job.worker == claim.worker, Job.state == JobState.RUNNING)).first()
    return row is None or bool(row[0])


def finish(session: Session, claim: Claim, *, now: datetime) -> None:
    """Mark the job done, in the transaction that keeps its results.

    Raises `job_was_taken_away`, which rolls the results back: another worker may have them already.
    """
    if not _change(session, claim, state=JobState.DONE, finished_at=now, worker=None):
        raise Conflict("job_was_taken_away")


def end_badly(session: Session, claim: Claim, state: JobState, *, now: datetime, code: str | None = None,
              params: dict[str, Any] | None = None) -> bool:
    """Mark the job failed or cancelled with its reason; False when it was no longer ours."""
    return _change(session, claim, state=state, finished_at=now, worker=None, error_code=code,
                   error_params=params or {})


def request_cancel(session: Session, job: Job, *, actor: Actor) -> bool:
    """Ask to stop; the worker stops at the next step, or before it begins. False when the job is already over."""
    actor.require(Role.ORGANIZER)
    asked = session.execute(update(Job).where(Job.id == job.id, Job.state.in_(LIVE)).values(is_cancel_requested=True))
    session.refresh(job)
    return _count(asked) == 1


def stale_claims(session: Session, *, now: datetime) -> list[Claim]:
    """Jobs whose worker has been silent for too long: it was killed, or its machine is gone."""
    rows = session.scalars(select(Job).where(
        Job.state == JobState.RUNNING, func.coalesce(Job.heartbeat_at, Job.started_at) < now - LONGEST_SILENCE))
    return [_claim(job, job.worker or "") for job in rows]


def give_back(session: Session, claim: Claim) -> bool:
    """Put a job back into the queue after its worker died; False after too many attempts, or when it moved on."""
    taken = session.execute(update(Job).where(
        Job.id == claim.job_id, Job.worker == claim.worker, Job.state == JobState.RUNNING,
        Job.attempts < MAX_ATTEMPTS, Job.is_cancel_requested.is_(False)).values(state=JobState.QUEUED, worker=None))
    return _count(taken) == 1


def jobs_of(session: Session, jury_id: int) -> list[Job]:
    return list(session.scalars(select(Job).where(Job.jury_id == jury_id).order_by(Job.id.desc())))


def is_live(job: Job | None) -> bool:
    return job is not None and job.state in LIVE


def _change(session: Session, claim: Claim, **values: Any) -> bool:
    return _count(session.execute(update(Job).where(
        Job.id == claim.job_id, Job.worker == claim.worker, Job.state == JobState.RUNNING).values(**values))) == 1


def _count(result: Any) -> int:
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
