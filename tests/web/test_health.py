"""Alive and ready are two things."""
from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.config import Settings
from app.domain.phases import JobState
from app.installation import utc_now
from app.models import Job
from app.transaction import transaction
from tests.serving.server import free_port

ROOT = Path(__file__).resolve().parents[2]


def make_app(folder: Path, **settings: str) -> Flask:
    return create_app(Settings(environment="test", secret_key="x" * 40, data_dir=folder, **settings))


@pytest.fixture
def migrated(tmp_path: Path) -> Flask:
    app = make_app(tmp_path)
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
    return app


def parts_of(app: Flask) -> tuple[int, dict[str, bool]]:
    answer = app.test_client().get("/readyz")
    return answer.status_code, answer.get_json()["parts"]


def add_job(app: Flask, state: JobState, minutes_ago: int) -> None:
    moment = utc_now() - timedelta(minutes=minutes_ago)
    with app.app_context(), transaction() as session:
        session.add(Job(kind="sample", state=state, created_at=moment, heartbeat_at=moment))


def test_a_migrated_installation_is_ready(migrated: Flask) -> None:
    status, parts = parts_of(migrated)
    assert (status, set(parts.values())) == (200, {True})


def test_without_migrations_it_is_alive_but_not_ready(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    assert app.test_client().get("/healthz").status_code == 200
    status, parts = parts_of(app)
    assert status == 503
    assert parts["database"] and not parts["migrations"]


def test_without_a_database_it_is_alive_but_not_ready(tmp_path: Path) -> None:
    app = make_app(tmp_path, database_url=f"postgresql+pg8000://nobody@127.0.0.1:{free_port()}/none")
    assert app.test_client().get("/healthz").status_code == 200
    status, parts = parts_of(app)
    assert status == 503
    assert not parts["database"]


def test_a_job_that_nobody_takes_makes_it_unready(migrated: Flask) -> None:
    add_job(migrated, JobState.QUEUED, minutes_ago=1)
    assert parts_of(migrated)[0] == 200
    add_job(migrated, JobState.QUEUED, minutes_ago=6)
    status, parts = parts_of(migrated)
    assert (status, parts["queue"]) == (503, False)


def test_a_long_job_that_gives_signs_of_life_keeps_it_ready(migrated: Flask) -> None:
    add_job(migrated, JobState.QUEUED, minutes_ago=6)
    add_job(migrated, JobState.RUNNING, minutes_ago=3)
    assert parts_of(migrated)[0] == 503, "three minutes of silence are too long"
    add_job(migrated, JobState.RUNNING, minutes_ago=1)
    assert parts_of(migrated)[0] == 200


def test_a_missing_redis_makes_it_unready(tmp_path: Path) -> None:
    _, parts = parts_of(make_app(tmp_path, redis_url=f"redis://127.0.0.1:{free_port()}/0"))
    assert not parts["redis"]


@pytest.mark.redis
def test_a_redis_that_answers_is_ready(tmp_path: Path, redis_url: str) -> None:
    _, parts = parts_of(make_app(tmp_path, redis_url=redis_url))
    assert parts["redis"]
