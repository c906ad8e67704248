"""The queue: each job is done once, whoever dies; its progress, its cancelling and its end can be seen."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.domain.errors import Conflict, DomainError
from app.domain.phases import DrawState, JobState
from app.extensions import db
from app.installation import utc_now
from app.jobs import chores, kinds, work
from app.jobs.kinds import Kind
from app.jobs.worker import claim_next, work_until_idle
from app.models import Draw, Job
from app.services import jobs
from app.services.draw import draws
from app.transaction import transaction
from sortition.errors import Cancelled, Impossible
from tests.cast import Cast, actor, jury_of
from tests.drawing import PLAN, fill_pool

ROOT = Path(__file__).resolve().parents[2]


def run(job: work.Work) -> None:
    """What the test wants this kind of job to do, by its payload."""
    task = job.claim.payload["task"]
    job.progress("types", 1, 2)
    if task == "refuse":
        raise Impossible("no_valid_panel", seats=3)
    if task == "say no":
        raise DomainError("pool_is_empty")
    if task == "break":
        raise ZeroDivisionError
    if task == "wait":
        while not job.is_cancelled():
            time.sleep(0.05)
        raise Cancelled
    with transaction() as session:
        job.finish(session)


ENDED: list[tuple[int, JobState, str | None]] = []


def ended(_session: object, claim: jobs.Claim, state: JobState, code: str | None, _params: dict[str, Any]) -> None:
    ENDED.append((claim.job_id, state, code))


@pytest.fixture(autouse=True)
def test_kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two kinds of jobs whose work stands in this file."""
    ENDED.clear()
    monkeypatch.setitem(kinds.KINDS, "test", Kind(__name__))
    monkeypatch.setitem(kinds.KINDS, "test_repeatable", Kind(__name__, is_repeatable=True))
    yield


def enqueue(task: str = "", kind: str = "test") -> int:
    with transaction() as session:
        return jobs.enqueue(session, kind, {"task": task}, now=utc_now()).id


def find(job_id: int) -> Job:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Job, job_id)


def test_a_job_is_done_in_its_order(context: Flask) -> None:
    first, second = enqueue(), enqueue()
    assert work_until_idle() == 2
    assert find(first).state is find(second).state is JobState.DONE
    assert find(first).finished_at <= find(second).finished_at  # type: ignore[operator]


def test_what_was_rolled_back_is_not_queued(context: Flask) -> None:
    with pytest.raises(RuntimeError), transaction() as session:
        jobs.enqueue(session, "test", now=utc_now())
        raise RuntimeError
    assert work_until_idle() == 0


def test_of_many_workers_one_gets_the_job(app: Flask) -> None:
    with app.app_context():
        job_id = enqueue()
    won, gate = [], Barrier(8)

    def claim(number: int) -> None:
        with app.app_context():
            gate.wait()
            found = claim_next(f"worker{number}")
            if found:
                won.append(found.worker)

    threads = [Thread(target=claim, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    with app.app_context():
        assert find(job_id).worker == won[0] and find(job_id).attempts == 1


@pytest.mark.parametrize(("task", "code"), [
    ("refuse", "no_valid_panel"), ("say no", "pool_is_empty"), ("break", "job_broke")])
def test_a_failure_is_kept_with_its_reason_and_told(context: Flask, task: str, code: str) -> None:
    job_id = enqueue(task)
    work_until_idle()
    job = find(job_id)
    assert (job.state, job.error_code) == (JobState.FAILED, code)
    assert [(job_id, JobState.FAILED, code)] == ENDED


def test_progress_is_seen_by_others(context: Flask) -> None:
    job_id = enqueue()
    claim = claim_next("me")
    assert claim is not None
    work.Work(claim).progress("types", 1, 2)
    job = find(job_id)
    assert (job.step, job.steps_done, job.steps_total) == ("types", 1, 2)


def test_a_cancelled_job_stops(app: Flask, cast: Cast) -> None:
    with app.app_context():
        job_id = enqueue("wait")
        claim = claim_next("me")
        assert claim is not None
    running = Thread(target=lambda: _in_context(app, lambda: work.run_claimed(claim)))
    running.start()
    with app.app_context():
        with transaction() as session:
            jobs.request_cancel(session, session.get_one(Job, job_id), actor=actor(session, cast, "organizer"))
        running.join(10)
        assert not running.is_alive() and find(job_id).state is JobState.CANCELLED
        assert [(job_id, JobState.CANCELLED, None)] == ENDED


def _in_context(app: Flask, what: Any) -> None:
    with app.app_context():
        what()


def test_a_job_cancelled_while_it_waits_never_begins(context: Flask, cast: Cast) -> None:
    job_id = enqueue("break")
    with transaction() as session:
        jobs.request_cancel(session, session.get_one(Job, job_id), actor=actor(session, cast, "organizer"))
    work_until_idle()
    assert find(job_id).state is JobState.CANCELLED


def make_stale(job_id: int) -> None:
    with transaction() as session:
        session.execute(update(Job).where(Job.id == job_id).values(heartbeat_at=utc_now() - timedelta(minutes=2)))


def test_a_lost_job_fails_with_a_clear_reason(context: Flask) -> None:
    job_id = enqueue()
    claim_next("dead")
    chores.revive_lost_jobs()
    assert find(job_id).state is JobState.RUNNING, "its worker has just been heard"
    make_stale(job_id)
    chores.revive_lost_jobs()
    assert (find(job_id).state, find(job_id).error_code) == (JobState.FAILED, "job_worker_died")


def test_a_lost_repeatable_job_is_tried_again_but_not_for_ever(context: Flask) -> None:
    job_id = enqueue(kind="test_repeatable")
    for _ in range(jobs.MAX_ATTEMPTS):
        assert find(job_id).state is JobState.QUEUED
        claim_next("dead")
        make_stale(job_id)
        chores.revive_lost_jobs()
    assert (find(job_id).state, find(job_id).error_code) == (JobState.FAILED, "job_worker_died")


def test_a_job_whose_worker_was_killed_gives_itself_back(context: Flask) -> None:
    job_id = enqueue("wait", kind="test_repeatable")
    claim = claim_next("killed")
    assert claim is not None
    work.run_claimed(claim, parent=1 if os.getppid() != 1 else 2)
    assert find(job_id).state is JobState.QUEUED and ENDED == []


def test_a_worker_taken_for_dead_keeps_nothing(context: Flask) -> None:
    job_id = enqueue(kind="test_repeatable")
    slow = claim_next("slow")
    assert slow is not None
    work.recover(slow)
    with pytest.raises(Conflict, match="job_was_taken_away"), transaction() as session:
        session.get_one(Job, job_id).payload = {"task": "written by the dead"}
        jobs.finish(session, slow, now=utc_now())
    assert find(job_id).payload == {"task": ""}
    assert work.Work(slow).is_cancelled()
    assert work_until_idle() == 1 and find(job_id).state is JobState.DONE


def test_a_worker_that_is_killed_leaves_the_draw_to_the_next(tmp_path: Path) -> None:
    """Real processes: worker and job are killed with kill -9 in the middle; another worker finishes the draw."""
    from tests.cast import invite_cast
    from tests.faults.drawing_process import make_app
    app = make_app(tmp_path)
    environ = {**os.environ, "ALQA_ENVIRONMENT": "test", "ALQA_SECRET_KEY": app.config["SECRET_KEY"],
               "ALQA_DATA_DIR": str(tmp_path), "ALQA_DATABASE_URL": "", "ALQA_SMTP_URL": ""}
    with app.app_context():
        from app.models import Base
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            cast = invite_cast(session, app.extensions["alqa.vault"], utc_now())
            fill_pool(session, jury_of(session, cast), app.extensions["alqa.vault"], utc_now(), people=200)
            draws.start_draw(session, jury_of(session, cast), PLAN, expected="none", now=utc_now(),
                             actor=actor(session, cast, "organizer"))
        with _worker(environ) as first:
            _wait_for(lambda: db.session.scalars(select(Job.state)).one() is not JobState.QUEUED)
            os.killpg(first.pid, signal.SIGKILL)
        db.session.rollback()
        job = db.session.scalars(select(Job)).one()
        assert job.state is JobState.RUNNING, "killed before the job had even imported its code"
        make_stale(job.id)
        with _worker(environ) as second:
            _wait_for(lambda: db.session.scalars(select(Draw.state)).one() is DrawState.COMPUTED)
            _wait_for(lambda: db.session.scalars(select(Job.state)).one() is JobState.DONE)
            second.terminate()
            assert second.wait(30) == 0, "a worker that is told to stop ends by itself"
        assert find(job.id).attempts == 2


def _worker(environ: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work"]
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, start_new_session=True)


def _wait_for(holds: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it took too long"
        db.session.rollback()
        time.sleep(0.1)
