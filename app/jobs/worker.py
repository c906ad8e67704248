"""The worker: claims jobs one at a time, runs each in a child process, and does the regular chores."""
from __future__ import annotations

import logging
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from sqlalchemy.exc import SQLAlchemyError

from app.domain.phases import JobState
from app.extensions import db
from app.installation import utc_now
from app.jobs import chores, work
from app.services import jobs
from app.services.jobs import Claim
from app.transaction import transaction

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
POLL_SECONDS = 0.5
BEAT_SECONDS = 5.0
CANCEL_GRACE_SECONDS = 15.0


class Worker:
    """One process of `flask jobs work`. A crash of a job's code, even of the native solver, ends only its child."""

    def __init__(self, parent: int | None = None) -> None:
        self.name = secrets.token_hex(8)
        self._parent = parent
        self._is_stopping = False

    def run(self) -> None:
        """Work until told to stop, or until the server that started us is gone."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        log.info("worker_started")
        while not self._is_over():
            try:
                if not self.work_once():
                    time.sleep(POLL_SECONDS)
            except SQLAlchemyError:  # the database is away for a while: wait, do not die
                log.exception("worker_waits")
                db.session.remove()
                time.sleep(5)
        log.info("worker_stopped")

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._is_stopping = True

    def _is_over(self) -> bool:
        return self._is_stopping or (self._parent is not None and os.getppid() != self._parent)

    def work_once(self) -> bool:
        """Do the chores and at most one job; True when there was one."""
        chores.do_due()
        claim = claim_next(self.name)
        db.session.remove()  # no connection stays open while we sleep or wait
        if claim is None:
            return False
        self._run_in_child(claim)
        return True

    def _run_in_child(self, claim: Claim) -> None:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run", str(claim.job_id), self.name]
        child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL)
        self._watch(child, claim)
        if self._is_stopping:
            work.recover(claim)
        elif child.returncode != 0:
            log.warning("job_crashed", extra={"job_id": claim.job_id, "kind": claim.kind, "code": child.returncode})
            work.end(claim, JobState.FAILED, "job_crashed")

    def _watch(self, child: subprocess.Popen[bytes], claim: Claim) -> None:
        """Keep the heartbeat; end the child when it was cancelled and does not listen, or when we must stop."""
        cancelled_at, beat_at = None, 0.0
        while child.poll() is None:
            moment = time.monotonic()
            if moment - beat_at >= BEAT_SECONDS:
                beat_at = moment
                chores.do_due()
                if self._beat(claim):
                    cancelled_at = cancelled_at or moment
            is_deaf = cancelled_at is not None and moment - cancelled_at > CANCEL_GRACE_SECONDS
            if is_deaf or self._is_over():
                child.kill()
                child.wait()
                if is_deaf:
                    work.end(claim, JobState.CANCELLED)
                return
            time.sleep(0.1)

    def _beat(self, claim: Claim) -> bool:
        """Say that we live; True when the job is to be stopped."""
        with transaction() as session:
            is_ours = jobs.beat(session, claim, now=utc_now())
            is_cancelled = jobs.is_cancel_requested(session, claim)
        db.session.remove()
        return is_cancelled or not is_ours


def claim_next(worker: str) -> Claim | None:
    """Look without writing first: an idle worker must not disturb the one writer of SQLite."""
    reader = db.session()
    reader.rollback()
    if not jobs.has_queued(reader):
        return None
    with transaction() as session:
        return jobs.claim_next(session, worker=worker, now=utc_now())


def work_until_idle() -> int:
    """Do everything that waits, in this process: for demo data and tests. Returns the number of jobs."""
    name, count = secrets.token_hex(8), 0
    while (claim := claim_next(name)) is not None:
        work.run_claimed(claim)
        count += 1
    chores.do_all()
    return count
