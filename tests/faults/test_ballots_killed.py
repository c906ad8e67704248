"""kill -9 while four writers vote: no acknowledged vote is lost, none counts twice, no ballot is half counted.

Bounded by default; ALQA_TEST_KILLS=200 runs the full number.
"""
from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.phases import BallotState, Choice
from app.extensions import db
from app.models import Ballot, BallotVoter, Base
from app.services.verdict import ballot_box, ballot_rolls
from app.transaction import transaction
from tests.cast import invite_cast
from tests.deliberation import NOW, sit
from tests.faults.casting import choice_of, make_app

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("ALQA_TEST_KILLS", "4"))
BATCH = 20  # kills of one test: no test may take as long as a hung one
JURORS = 24
pytestmark = pytest.mark.fault


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue("postgres_url") if request.param == "postgres" else ""


@pytest.fixture
def app(url: str, tmp_path: Path) -> Flask:
    """An installation of its own, with a jury that sits."""
    app = make_app(url, str(tmp_path))
    with app.app_context():
        Base.metadata.drop_all(db.engine)
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            cast = invite_cast(session, app.extensions["alqa.vault"], NOW)
            sit(session, cast, extra_jurors=JURORS - 3)
        db.session.remove()
        db.engine.dispose()
    return app


def run_and_kill(url: str, folder: Path, seconds: float, *mode: str) -> list[tuple[int, int]]:
    """Let it vote for a while from the first vote on, kill it, and return what voters were told."""
    log = folder / "told"
    with log.open("wb") as told:
        process = subprocess.Popen([sys.executable, "-m", "tests.faults.casting", url, str(folder), *mode], cwd=ROOT,
                                   stdout=told, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 60
        while log.stat().st_size == 0 and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(seconds)
        assert process.poll() is None, process.stderr and process.stderr.read().decode()[-2000:]
        process.send_signal(signal.SIGKILL)
        process.wait()
    lines = [line.split() for line in log.read_text().splitlines(keepends=False)]
    return [(int(line[1]), int(line[2])) for line in lines if line[0] == "vote" and len(line) == 3]


def lost(session: Session, told: list[tuple[int, int]]) -> list[tuple[int, int]]:
    voted = {(row[0], row[1]) for row in session.execute(select(Ballot.number, BallotVoter.membership_id).join(
        BallotVoter, BallotVoter.ballot_id == Ballot.id).where(BallotVoter.has_voted))}
    return [vote for vote in told if vote not in voted]


def wrong_ballots(app: Flask, session: Session) -> list[int]:
    """Ballots whose totals, or whose box while open, do not hold exactly the votes of those marked on the roll."""
    wrong = []
    for ballot in session.scalars(select(Ballot)):
        voters = session.scalars(select(BallotVoter.membership_id).where(
            BallotVoter.ballot_id == ballot.id, BallotVoter.has_voted))
        expected = Counter(choice_of(ballot.number, voter) for voter in voters)
        if _counts(app, session, ballot) != tuple(expected[choice] for choice in Choice):
            wrong.append(ballot.number)
    return wrong


def _counts(app: Flask, session: Session, ballot: Ballot) -> tuple[int, ...]:
    if ballot.state is BallotState.COUNTED:
        item = ballot.items[0]
        return (item.yes or 0, item.no or 0, item.abstain or 0)
    counts, _ = ballot_box.count(
        app.extensions["alqa.vault"].open_key(ballot.key_sealed), ballot.box or b"",
        ballot_rolls.terms_of(session, ballot), ballot_rolls.sealed_count(session, ballot))
    return (counts[0].yes, counts[0].no, counts[0].abstain)


@pytest.mark.parametrize("first", range(0, KILLS, BATCH))
def test_a_killed_server_loses_and_doubles_no_vote(
        app: Flask, url: str, tmp_path: Path, first: int, record_property: Callable[[str, object], None]) -> None:
    chance, told, kills = random.Random(first), [], min(BATCH, KILLS - first)
    for _ in range(kills):
        told += run_and_kill(url, tmp_path, chance.uniform(0.05, 0.9))
    with app.app_context(), transaction() as session:
        assert len(told) >= kills
        assert len(set(told)) == len(told)
        assert lost(session, told) == []
        assert wrong_ballots(app, session) == []
    record_property("acknowledged", len(told))


def test_control_telling_before_the_commit_is_found_out(app: Flask, url: str, tmp_path: Path) -> None:
    """The same harness, with the mistake built in, must lose votes."""
    for _ in range(20):
        told = run_and_kill(url, tmp_path, 0.03, "ack-first")
        with app.app_context(), transaction() as session:
            if lost(session, told):
                return
    pytest.fail("the harness does not notice lost votes")
