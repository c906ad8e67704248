"""The life of a jury moves only along the table, once, and with every reason told."""
from __future__ import annotations

from datetime import datetime
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.stages import Stage
from app.models import Jury, StageChange
from app.services import records, stages
from app.transaction import transaction
from tests.cast import Cast, actor, jury_of


def test_every_reason_is_told_at_once(session: Session, cast: Cast, now: datetime) -> None:
    with pytest.raises(DomainError) as refused:
        stages.advance(session, jury_of(session, cast), Stage.RECRUITMENT, now=now,
                       actor=actor(session, cast, "organizer"))
    codes = {reason.code for reason in refused.value.reasons}
    assert codes == {"charge_is_missing", "charge_is_not_signed", "charge_is_not_approved"}


def test_a_move_that_is_not_in_the_table_is_refused(session: Session, cast: Cast, now: datetime) -> None:
    with pytest.raises(Conflict) as refused:
        stages.advance(session, jury_of(session, cast), Stage.PUBLISHED, now=now,
                       actor=actor(session, cast, "organizer"))
    assert refused.value.code == "stage_is_wrong"


@pytest.mark.parametrize("who", ["juror", "expert", "overseer", "commissioner", "outsider"])
def test_only_the_organizer_cancels(session: Session, cast: Cast, now: datetime, who: str) -> None:
    with pytest.raises(Forbidden):
        stages.advance(session, jury_of(session, cast), Stage.CANCELLED, now=now, reason="x",
                       actor=actor(session, cast, who))


def test_cancelling_needs_a_reason_and_is_recorded(session: Session, cast: Cast, now: datetime) -> None:
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    with pytest.raises(DomainError, match="reason_is_missing"):
        stages.advance(session, jury, Stage.CANCELLED, actor=organizer, now=now, reason="  ")
    stages.advance(session, jury, Stage.CANCELLED, actor=organizer, now=now, reason="No money")
    assert jury.stage is Stage.CANCELLED
    entries = records.entries_of(session, jury.id)
    assert entries[-1].data == {"source": "draft", "target": "cancelled", "reason": "No money"}
    assert records.first_broken_entry(entries) is None
    entries[1].data = {"role": "nobody"}
    assert records.first_broken_entry(entries) == 2


def test_of_eight_at_once_exactly_one_moves_the_jury(app: Flask, cast: Cast, now: datetime) -> None:
    outcomes: list[str] = []

    def press() -> None:
        with app.app_context():
            try:
                with transaction() as session:
                    stages.advance(session, jury_of(session, cast), Stage.CANCELLED,
                                   actor=actor(session, cast, "organizer"), now=now, reason="once")
                outcomes.append("moved")
            except DomainError as error:
                outcomes.append(error.code)

    threads = [Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("moved") == 1
    assert set(outcomes) <= {"moved", "stage_is_wrong", "stage_moved_meanwhile"}
    with app.app_context(), transaction() as session:
        assert session.get_one(Jury, cast.jury_id).stage is Stage.CANCELLED
        assert session.query(StageChange).count() == 1
