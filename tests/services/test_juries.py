"""Setting up a jury: what is signed is what was read, and what is frozen stays, also when two act at once."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.domain.errors import Conflict
from app.domain.phases import Decision
from app.domain.stages import Stage
from app.extensions import db
from app.models import Charge, Jury
from app.services import juries, records, stages
from app.services.juries import ChargeTexts
from tests.cast import Cast, actor, frame, jury_of, texts


def words(question: str) -> ChargeTexts:
    return ChargeTexts(texts(question), texts("in"), texts("out"), texts("powers"), texts("promise"))


def write(session: Session, cast: Cast, question: str, now: datetime) -> Charge:
    organizer = actor(session, cast, "organizer")
    return juries.write_charge(session, jury_of(session, cast), words(question), actor=organizer, now=now)


def test_nobody_signs_words_that_changed_after_they_were_read(session: Session, cast: Cast, now: datetime) -> None:
    read = juries.charge_mark(write(session, cast, "Shall water be metered?", now))
    write(session, cast, "Shall water cost more?", now + timedelta(minutes=1))
    with pytest.raises(Conflict, match="charge_moved_on"):
        juries.decide_on_charge(session, jury_of(session, cast), Decision.SIGNED, version=1, seen=read,
                                actor=actor(session, cast, "commissioner"), now=now)


def test_the_words_that_were_read_are_signed(session: Session, cast: Cast, now: datetime) -> None:
    read = juries.charge_mark(write(session, cast, "Shall water be metered?", now))
    made = juries.decide_on_charge(session, jury_of(session, cast), Decision.SIGNED, version=1, seen=read,
                                   actor=actor(session, cast, "commissioner"), now=now)
    assert made.charge_version == 1


@pytest.fixture
def refusal(context: Flask) -> type[Exception]:
    """How a transaction ends that began before another one was committed: SQLite does not even let it write."""
    return OperationalError if db.engine.dialect.name == "sqlite" else Conflict


@pytest.fixture
def rival(context: Flask) -> Iterator[Session]:
    """A connection of its own, for a transaction beside another."""
    with Session(db.engine) as session:
        yield session


def move_aside(cast: Cast, stage: Stage) -> None:
    """Somebody else moves the jury on, and is done."""
    with Session(db.engine) as first:
        first.get_one(Jury, cast.jury_id).stage = stage
        first.commit()


def test_seats_do_not_change_when_recruitment_began_meanwhile(
        cast: Cast, rival: Session, refusal: type[Exception], now: datetime) -> None:
    late = jury_of(rival, cast)
    assert late.stage is Stage.DRAFT
    move_aside(cast, Stage.RECRUITMENT)
    with pytest.raises(refusal):
        juries.change_frame(rival, late, frame(seats=12), actor=actor(rival, cast, "organizer"), now=now)


def test_a_move_rests_on_the_stage_of_the_moment(
        cast: Cast, rival: Session, refusal: type[Exception], now: datetime) -> None:
    late = jury_of(rival, cast)
    assert late.stage is Stage.DRAFT
    move_aside(cast, Stage.CLOSED)
    with pytest.raises(refusal):
        stages.advance(rival, late, Stage.CANCELLED, reason="Late", actor=actor(rival, cast, "organizer"), now=now)


def test_the_terms_cannot_change_under_a_signature(session: Session, cast: Cast, now: datetime) -> None:
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    juries.change_frame(session, jury, frame(seats=18), actor=organizer, now=now)
    assert records.entries_of(session, jury.id)[-1].data["seats"] == 18
    read = juries.charge_mark(write(session, cast, "Shall water be metered?", now))
    juries.decide_on_charge(session, jury, Decision.SIGNED, version=1, seen=read,
                            actor=actor(session, cast, "commissioner"), now=now)
    with pytest.raises(Conflict, match="terms_are_signed"):
        juries.change_frame(session, jury, frame(seats=25), actor=organizer, now=now)
    session.rollback()
