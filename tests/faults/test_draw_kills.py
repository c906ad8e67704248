"""A draw survives kill -9 at any moment: every state that is found afterwards is whole, and nothing happens twice."""
from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from app.domain.phases import DrawState
from app.extensions import db
from app.installation import utc_now
from app.models import Base, Draw, Message, RecordEntry, Ticket
from app.services import records
from app.transaction import transaction
from sortition.verify import verify
from tests.cast import invite_cast, jury_of
from tests.drawing import fill_pool
from tests.faults.drawing_process import Place, carry_on, make_app

# 20 kills by default; ALQA_TEST_DRAW_KILLS=200 for the long run. A hung test is ended after a while, so each is short.
KILLS_EACH = 20
ROUNDS = max(1, int(os.environ.get("ALQA_TEST_DRAW_KILLS", "20")) // KILLS_EACH)
PEOPLE = 40
pytestmark = pytest.mark.fault
# Children come from a clean server process: the solver's threads of other tests would not survive a fork.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.faults.drawing_process"])


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A jury at its draw, in a database file."""
    app = make_app(tmp_path)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            cast = invite_cast(session, app.extensions["alqa.vault"], utc_now())
            fill_pool(session, jury_of(session, cast), app.extensions["alqa.vault"], utc_now(), people=PEOPLE)
    yield Place(tmp_path, cast)


def run_and_kill(place: Place, chance: random.Random, *, until: str | None = None,
                 is_unprotected: bool = False) -> list[str]:
    """Start the process and kill it: at a word that it says, or some steps later at a moment of chance.

    The moment is measured in the pace of the process itself, so that a busy machine is killed in the middle too.
    """
    mine, theirs = processes.Pipe()
    process = processes.Process(target=carry_on, args=(place, theirs, is_unprotected), daemon=True)
    process.start()
    theirs.close()
    said: list[str] = []
    pace, steps = 0.02, chance.randint(1, 4)
    while (until not in said) if until else (len(said) <= steps):
        before = time.monotonic()
        assert mine.poll(120), f"it hangs after {said}"
        said.append(mine.recv())
        pace = max(0.02, time.monotonic() - before)
    time.sleep(chance.uniform(0, 1.5 * min(pace, 2)))
    process.kill()
    process.join()
    return said[1:]  # the first word is only that it is ready


def half_states(place: Place, seen: dict[int, str]) -> list[str]:
    """Everything that must not be found after a kill. `seen` remembers commitments: none may ever change."""
    faults: list[str] = []
    with place.app().app_context():
        session = db.session()
        if session.scalar(text("PRAGMA integrity_check")) != "ok":
            faults.append("the database is broken")
        entries = records.entries_of(session, place.cast.jury_id)
        if records.first_broken_entry(entries) is not None:
            faults.append("the public record is broken")
        rows = list(session.scalars(select(Draw).order_by(Draw.number)))
        current = [row for row in rows if row.state not in (DrawState.VOID, DrawState.FAILED, DrawState.CANCELLED)]
        if len(current) > 1:
            faults.append("two draws at once")
        for row in rows:
            faults += [f"draw {row.number}: {fault}" for fault in faults_of(row, entries, seen)]
    return faults


def faults_of(draw: Draw, entries: list[RecordEntry], seen: dict[int, str]) -> list[str]:
    told = Counter(entry.kind for entry in entries if entry.data.get("draw") == draw.number)
    frozen = sum(entry.kind == "pool_frozen" for entry in entries)
    is_committed = draw.state in (DrawState.COMMITTED, DrawState.DRAWN, DrawState.VOID)
    is_drawn = draw.state in (DrawState.DRAWN, DrawState.VOID)
    tickets = db.session.scalar(select(func.count()).select_from(Ticket).where(Ticket.draw_id == draw.id))
    commitment = (draw.commitment or "").encode()
    digest = hashlib.sha256(commitment).hexdigest()
    checks = {
        "commitment and state differ": (draw.commitment is not None) == is_committed,
        "the record tells another number of commitments": told["draw_committed"] == is_committed,
        "the pool was not frozen with the commitment": frozen >= draw.number or not is_committed,
        "the sealed list outlived its publication": not (is_committed and draw.panels_sealed),
        "tickets are missing": tickets == (0 if draw.state is DrawState.COMPUTING else PEOPLE),
        "the hash is not that of the list": not is_committed or digest == draw.commitment_hash,
        "dice without a result": (draw.dice is None) == (draw.result is None) == (not is_drawn),
        "the record tells another number of results": told["panel_drawn"] == told["dice_published"] == is_drawn,
        "the verifier refuses it": not is_drawn or verify(commitment, (draw.result or "").encode()).ok,
        "the commitment was exchanged": not is_committed or seen.setdefault(draw.number, digest) == digest,
    }
    return [fault for fault, holds in checks.items() if not holds]


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_kills_at_random_moments_leave_whole_states_and_single_effects(place: Place, seed: int) -> None:
    seen: dict[int, str] = {}
    chance = random.Random(seed)
    steps: Counter[str] = Counter()
    for kill in range(KILLS_EACH):
        steps += Counter(run_and_kill(place, chance))
        faults = half_states(place, seen)
        assert not faults, f"after kill {kill + 1}: {faults}"
    assert {"computing", "computed", "committed"} <= steps.keys(), f"the kills missed most steps: {steps}"
    with place.app().app_context():
        session = db.session()
        published = select(func.count()).select_from(Draw).where(Draw.commitment_hash.is_not(None))
        assert len(seen) == session.scalar(published)
        letters = session.scalar(select(func.count()).select_from(Message).where(Message.template == "ticket")) or 0
        assert letters <= PEOPLE * len(seen)


def test_without_the_transaction_the_same_check_finds_a_half_state(place: Place) -> None:
    """The control: if this does not turn red, the test above proves nothing."""
    run_and_kill(place, random.Random(0), until="half", is_unprotected=True)
    faults = half_states(place, {})
    assert any("commitments" in fault for fault in faults), faults
