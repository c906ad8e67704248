"""The demo is played through the services, once, and what it publishes can be checked."""
from __future__ import annotations

from pathlib import Path

from flask import Flask

from app.cli.demo import air, schools, steps, water
from app.domain.phases import DrawState
from app.domain.stages import Stage
from app.installation import utc_now
from app.models import Draw, Jury
from app.services import records
from app.transaction import transaction
from sortition.verify import verify
from tests.cast import frame

DEMO_JURIES = {air.SLUG: Stage.PUBLISHED, water.SLUG: Stage.DELIBERATION, schools.SLUG: Stage.RECRUITMENT}


def test_three_juries_at_three_stages(app: Flask, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(args=["demo", "seed"])
    assert first.exit_code == 0, first.output
    assert "there already" in runner.invoke(args=["demo", "seed"]).output
    with app.app_context(), transaction() as session:
        juries = session.query(Jury).all()
        assert {jury.slug: jury.stage for jury in juries} == DEMO_JURIES
        assert all(records.first_broken_entry(records.entries_of(session, jury.id)) is None for jury in juries)
        for draw in session.query(Draw).filter_by(state=DrawState.DRAWN):
            assert verify(str(draw.commitment).encode(), str(draw.result).encode()).ok
    printed = runner.invoke(args=["demo", "links"]).output
    for role in ("public", "organizer", "facilitator", "juror 1", "juror 2", "juror 3", "expert", "overseer",
                 "commissioner"):
        assert f"{role} " in printed


def test_a_demo_that_was_cut_off_says_so(app: Flask) -> None:
    runner = app.test_cli_runner()
    with app.app_context():

        steps.create_staff(utc_now())
        steps.found(steps.Play(schools.SLUG, utc_now()), frame(), schools.CHARGE)
    answer = runner.invoke(args=["demo", "seed"])
    assert answer.exit_code == 1
    assert "cut off" in answer.output






