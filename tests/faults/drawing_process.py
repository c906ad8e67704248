"""A process that carries a draw on, step by step, until somebody kills it."""
from __future__ import annotations

import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from flask import Flask
from sqlalchemy import update

from app import create_app
from app.config import Settings
from app.domain.phases import DrawState, JobState
from app.extensions import db
from app.installation import current_vault, utc_now
from app.jobs.worker import work_until_idle
from app.models import Draw, Job
from app.services.draw import dice, draws
from app.services.pool import pools
from app.transaction import transaction
from tests.cast import Cast, actor, jury_of
from tests.drawing import PLAN, approve


@dataclass(frozen=True)
class Place:
    """Where the data lie; the same for the test and for the process that dies."""

    folder: Path
    cast: Cast

    def app(self) -> Flask:
        return make_app(self.folder)


def make_app(folder: Path) -> Flask:
    return create_app(Settings(environment="test", secret_key="a secret for tests only, long enough",
                               data_dir=folder, base_url="http://localhost", demo=True))


def carry_on(place: Place, line: Connection, is_unprotected: bool = False) -> None:
    """Do the next step for ever; tell the test when each begins. Unprotected: the commitment comes in two halves."""
    with place.app().app_context():
        if is_unprotected:
            _take_protection_away(line)
        line.send("ready")
        while True:
            step(place.cast, line)


def _take_protection_away(line: Connection) -> None:
    whole = pools.freeze_pool

    def in_two_halves(session, jury, people, sha256, *, now):  # type: ignore[no-untyped-def]
        session.commit()
        line.send("half")
        time.sleep(60)
        return whole(session, jury, people, sha256, now=now)

    pools.freeze_pool = in_two_halves


def step(cast: Cast, line: Connection) -> None:
    """Look where the draw stands and do what comes next, as the organizer, the overseer and the worker would."""
    session = db.session()
    session.rollback()
    draw = draws.latest_draw(session, jury_of(session, cast))
    state = draw.state if draw else None
    line.send(state.value if state else "none")
    session.rollback()
    if state in (None, DrawState.FAILED, DrawState.CANCELLED):
        _start(cast)
    elif state is DrawState.COMPUTING:
        _revive()
        work_until_idle()
    elif state is DrawState.COMPUTED:
        with transaction() as writer:
            found = draws.latest_draw(writer, jury_of(writer, cast))
            assert found is not None
            approve(writer, cast, found, utc_now())
            draws.publish_commitment(writer, jury_of(writer, cast), found.id, vault=current_vault(),
                                     actor=actor(writer, cast, "organizer"), now=utc_now())
    elif state is DrawState.COMMITTED:
        for who in ("organizer", "overseer"):
            _type(cast, who)
    else:
        _again(cast)


def _revive() -> None:
    """What the worker does with a job whose worker was killed, without the wait."""
    with transaction() as session:
        session.execute(update(Job).where(Job.state == JobState.RUNNING).values(state=JobState.QUEUED, worker=None))


def _start(cast: Cast) -> None:
    with transaction() as session:
        jury = jury_of(session, cast)
        draws.start_draw(session, jury, PLAN, expected=draws.stamp(draws.latest_draw(session, jury)), now=utc_now(),
                         actor=actor(session, cast, "organizer"))


def _again(cast: Cast) -> None:
    with transaction() as session:
        jury = jury_of(session, cast)
        draws.draw_again(session, jury, PLAN, "Once more", expected=draws.stamp(draws.latest_draw(session, jury)),
                         actor=actor(session, cast, "organizer"), now=utc_now())


def _type(cast: Cast, who: str) -> None:
    with transaction() as session:
        found = session.query(Draw).filter(Draw.state == DrawState.COMMITTED).one()
        dice.enter_dice(session, jury_of(session, cast), found.id, "42", dice_round=found.dice_round,
                        vault=current_vault(), actor=actor(session, cast, who), now=utc_now())
