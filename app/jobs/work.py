"""What a job's code is given: progress, cancel and the one commit at the end. `run_claimed` carries one job out."""
from __future__ import annotations

import logging
import os
import time
from typing import Any

from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.domain.phases import JobState
from app.extensions import db
from app.installation import utc_now
from app.jobs.kinds import KINDS
from app.services import jobs
from app.services.jobs import Claim
from app.transaction import transaction
from sortition.errors import Cancelled, SortitionError

log = logging.getLogger(__name__)
REPORT_EVERY = 0.5


class Work:
    """One run of one job. Progress is written in transactions of its own, short and rare: SQLite has one writer."""

    def __init__(self, claim: Claim, parent: int | None = None) -> None:
        self.claim = claim
        self._parent = parent
        self._reported_at = self._asked_at = float("-inf")
        self._is_cancelled = False

    def progress(self, step: str, done: int = 0, total: int = 0) -> None:
        """Keep the step for the page, at most twice a second."""
        moment = time.monotonic()
        if moment - self._reported_at < REPORT_EVERY:
            return
        self._reported_at = moment
        with transaction() as session:
            jobs.report_progress(session, self.claim, step, done, total)

    def is_cancelled(self) -> bool:
        """Whether to stop: somebody asked, the job was taken away, or the worker that started us is gone."""
        moment = time.monotonic()
        if not self._is_cancelled and moment - self._asked_at >= REPORT_EVERY:
            self._asked_at = moment
            session = db.session()
            session.rollback()
            self._is_cancelled = jobs.is_cancel_requested(session, self.claim) or self.is_orphan()
            session.rollback()
        return self._is_cancelled

    def is_orphan(self) -> bool:
        """Whether the worker that started us was killed."""
        return self._parent is not None and os.getppid() != self._parent

    def finish(self, session: Session) -> None:
        """Call inside the transaction that keeps the results."""
        jobs.finish(session, self.claim, now=utc_now())


def run_claimed(claim: Claim, parent: int | None = None) -> None:
    """Carry one job out and keep how it ended."""
    log.info("job_started", extra={"job_id": claim.job_id, "kind": claim.kind})
    job = Work(claim, parent)
    try:
        if job.is_cancelled():
            raise Cancelled
        KINDS[claim.kind].run()(job)
    except Cancelled:
        if job.is_orphan():
            recover(claim)
        else:
            end(claim, JobState.CANCELLED)
    except (DomainError, SortitionError) as error:
        end(claim, JobState.FAILED, error.code, plain(error.params))
    except Exception:  # the edge: whatever a job breaks on, the page must say that it is over
        log.exception("job_broke", extra={"job_id": claim.job_id, "kind": claim.kind})
        end(claim, JobState.FAILED, "job_broke")


def end(claim: Claim, state: JobState, code: str | None = None, params: dict[str, Any] | None = None) -> None:
    """Keep a bad end of a job, and tell what waits for it, in one transaction."""
    with transaction() as session:
        if jobs.end_badly(session, claim, state, now=utc_now(), code=code, params=params):
            KINDS[claim.kind].ended(session, claim, state, code, params or {})
            log.info("job_ended", extra={
                "job_id": claim.job_id, "kind": claim.kind, "status": state.value, "code": code})


def recover(claim: Claim) -> None:
    """After a worker's death: try again what may be tried again, and say of the rest that it failed."""
    if KINDS[claim.kind].is_repeatable:
        with transaction() as session:
            if jobs.give_back(session, claim):
                log.info("job_given_back", extra={"job_id": claim.job_id, "kind": claim.kind})
                return
    end(claim, JobState.FAILED, "job_worker_died")


def plain(params: dict[str, Any]) -> dict[str, Any]:
    """Parameters as they fit into JSON."""
    return {name: value if isinstance(value, str | int | float | bool | None) else str(value)
            for name, value in params.items()}
