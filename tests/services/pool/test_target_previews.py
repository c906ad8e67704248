"""Previews of the chances, the chosen aim, crossed features, and the stored answer to whether a jury is possible."""
from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.stages import Stage
from app.models import FeasibilityAnswer, Registrant
from app.services import records, stage_checks
from app.services.draw import draw_lotteries, draws
from app.services.pool import (
    crossed_features,
    feasibility_answers,
    objectives,
    pool_readings,
    pools,
    target_previews,
    targets,
)
from app.services.pool.feasibility import Outcome
from app.services.pool.targets import FeatureTarget, ValueTarget
from app.services.vault import Vault
from tests.cast import Cast, actor, jury_of
from tests.drawing import PLAN, SEATS, fill_pool


@pytest.fixture
def vault(app: Flask) -> Vault:
    found: Vault = app.extensions["alqa.vault"]
    return found


@pytest.fixture
def filled(session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    """Forty people, six seats; three of them live where no seat is."""
    fill_pool(session, jury_of(session, cast), vault, now)
    jury_of(session, cast).stage = Stage.RECRUITMENT
    for row in session.scalars(select(Registrant).order_by(Registrant.id).limit(3)):
        row.features = {**row.features, "area": "island"}
    session.flush()
    save(session, cast, now, island=(0, 0))


def save(session: Session, cast: Cast, now: datetime, **area: tuple[int, int]) -> None:
    wide = {"town": (2, 5), "village": (1, 4)} | area
    wanted = [FeatureTarget("gender", (ValueTarget("female", 2, 4), ValueTarget("male", 2, 4))),
              FeatureTarget("area", tuple(ValueTarget(name, *bounds) for name, bounds in wide.items()))]
    targets.save_targets(session, jury_of(session, cast), wanted, actor=actor(session, cast, "organizer"), now=now)


def preview(session: Session, cast: Cast, now: datetime, *names: str) -> dict[str, object]:
    """Started, computed and stored, as the job does it."""
    asked = target_previews.start_preview(session, jury_of(session, cast), names, now=now,
                                          actor=actor(session, cast, "organizer"))
    asked.panel_count = 100
    asked.job_id = None  # no worker here: the next preview need not wait for it
    task = target_previews.prepare(session, asked.id)
    return target_previews.store(session, task, target_previews.compute(task), now=now).report


def test_a_preview_says_who_cannot_be_drawn_and_what_changed(session: Session, cast: Cast, now: datetime,
                                                            filled: None) -> None:
    report = preview(session, cast, now, "leximin", "uniform")
    numbers = report["objectives"]["leximin"]  # type: ignore[index]
    assert (numbers["never"], report["people"]) == (3, 40)
    assert 0 < numbers["least"] <= numbers["middle"] <= numbers["most"] <= 1
    assert sum(count for _, _, count in numbers["histogram"]) == 40
    (group,) = report["groups"]  # type: ignore[misc]
    assert (group["reason"], group["people"], group["params"]["value"]) == ("value_has_no_seats", 3, "island")
    save(session, cast, now, island=(0, 1))
    after = preview(session, cast, now, "leximin")
    assert after["objectives"]["leximin"]["never"] == 0  # type: ignore[index]
    found = target_previews.compare(target_previews.finished_previews(session, jury_of(session, cast)), "leximin")
    assert found is not None
    assert (found.was["never"], found.now["never"]) == (3, 0)
    assert [(change.value, change.was, change.now) for change in found.changes] == [("island", (0, 0), (0, 1))]
    assert preview(session, cast, now, "leximin")["objectives"] != {}  # the same again …
    again = target_previews.compare(target_previews.finished_previews(session, jury_of(session, cast)), "leximin")
    assert again is not None and again.was["never"] == 3  # … is compared with the last that differs


def test_people_in_no_jury_are_told_which_targets_stand_against_them(session: Session, cast: Cast, vault: Vault,
                                                                    now: datetime) -> None:
    jury = jury_of(session, cast)
    fill_pool(session, jury, vault, now, people=12)
    jury.stage = Stage.RECRUITMENT
    for number, row in enumerate(session.scalars(select(Registrant).order_by(Registrant.id))):
        row.features = {"gender": "female" if number < 7 else "male", "area": "town" if number in {6, *range(7, 12)}
                        else "village"}
        row.household = None
    session.flush()
    # Three men must come, all of the town; at most three of the town: the one woman of the town never can.
    wanted = [FeatureTarget("gender", (ValueTarget("female", 3, 3), ValueTarget("male", 3, 3))),
              FeatureTarget("area", (ValueTarget("town", 0, 3), ValueTarget("village", 0, 6)))]
    targets.save_targets(session, jury, wanted, actor=actor(session, cast, "organizer"), now=now)
    (group,) = preview(session, cast, now, "leximin")["groups"]  # type: ignore[misc]
    assert (group["reason"], group["rows"]) == ("in_no_valid_panel", [7])
    bounds = {(bound["side"], bound["value"]) for bound in group["bounds"]}
    assert ("max", "town") in bounds and bounds <= {("max", "town"), ("min", "male"), ("max", "female")}


def test_who_may_preview_and_when(session: Session, cast: Cast, now: datetime, filled: None) -> None:
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    with pytest.raises(Forbidden):
        target_previews.start_preview(session, jury, ["leximin"], actor=actor(session, cast, "overseer"), now=now)
    with pytest.raises(DomainError, match="objective_is_unknown"):
        target_previews.start_preview(session, jury, ["best"], actor=organizer, now=now)
    target_previews.start_preview(session, jury, ["leximin"], actor=organizer, now=now)
    with pytest.raises(Conflict, match="preview_is_under_way"):
        target_previews.start_preview(session, jury, ["leximin"], actor=organizer, now=now)
    jury.stage = Stage.SEATING
    with pytest.raises(Conflict, match="preview_is_late"):
        target_previews.start_preview(session, jury, ["leximin"], actor=organizer, now=now)


def test_the_chosen_aim_is_public_and_the_draw_takes_it(session: Session, cast: Cast, vault: Vault, now: datetime,
                                                       filled: None) -> None:
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    for objective, reason, code in (("nash", " ", "objective_needs_reason"), ("best", "x", "objective_is_unknown")):
        with pytest.raises(DomainError, match=code):
            objectives.choose_objective(session, jury, objective, reason, actor=organizer, now=now)
    with pytest.raises(Forbidden):
        objectives.choose_objective(session, jury, "nash", "x", actor=actor(session, cast, "overseer"), now=now)
    objectives.choose_objective(session, jury, "maximin", "The oversight board asked for it", actor=organizer, now=now)
    assert records.entries_of(session, jury.id)[-1].data == {
        "objective": "maximin", "reason": "The oversight board asked for it"}
    jury.stage = Stage.DRAW
    draw = draws.start_draw(session, jury, PLAN, expected="none", actor=organizer, now=now)
    task = draw_lotteries.prepare(session, draw.id, draw.job_id or 0, ())
    assert (draw.objective, task.objective) == ("maximin", "maximin")
    assert draw_lotteries.compute(task).commitment.document["objective"] == "maximin"
    with pytest.raises(Conflict, match="objective_is_frozen"):
        objectives.choose_objective(session, jury, "leximin", "", actor=organizer, now=now)


def test_a_crossed_feature_has_quotas_of_its_own_down_to_the_commitment(session: Session, cast: Cast, vault: Vault,
                                                                       now: datetime, filled: None) -> None:
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    half = Decimal(50)
    plain = [FeatureTarget("gender", (ValueTarget("female", share=half), ValueTarget("male", share=half))),
             FeatureTarget("area", (ValueTarget("town", share=Decimal(60)), ValueTarget("village", share=Decimal(40)),
                                    ValueTarget("island", share=Decimal(0))))]
    reading = pool_readings.read_pool(session, jury)
    *_, new = crossed_features.with_crossing(plain, "gender", "area", reading)
    assert (new.name, new.source, sum(value.people for value in new.values)) == ("gender × area", targets.PRODUCT, 40)
    assert {value.name: str(value.share) for value in new.values}["female, town"] == "30.000"
    with pytest.raises(DomainError, match="crossing_exists"):
        crossed_features.with_crossing([*plain, new], "area", "gender", reading)
    with pytest.raises(DomainError, match="crossing_needs_two"):
        crossed_features.with_crossing(plain, "area", "area", reading)
    (computed,) = targets.from_shares([new], SEATS, 1)
    targets.save_targets(session, jury, [computed], actor=organizer, now=now, tolerance=2)
    (kept,) = [feature for feature in targets.present_targets(session, jury) if feature.is_used]
    assert (kept.crosses, kept.source, jury.tolerance) == (("gender", "area"), targets.PRODUCT, 2)
    assert kept.values[0].people == new.values[0].people > 0
    jury.stage = Stage.DRAW
    draw = draws.start_draw(session, jury, PLAN, expected="none", actor=organizer, now=now)
    task = draw_lotteries.prepare(session, draw.id, draw.job_id or 0, ())
    assert draw_lotteries.compute(task).commitment.document["quotas"] == {
        "gender × area": {value.name: [value.minimum, value.maximum] for value in kept.values}}


def test_the_stored_answer_knows_when_it_no_longer_holds(session: Session, cast: Cast, now: datetime,
                                                        filled: None) -> None:
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    assert feasibility_answers.seen_answer(session, jury) is None
    assert stage_checks.targets_were_possible(session, jury) == []
    assert feasibility_answers.ask_again(session, now=now) == [jury.id]
    assert feasibility_answers.ask_again(session, now=now) == []  # it is queued
    question = feasibility_answers.question_of(session, jury)
    answer = question.answer()
    feasibility_answers.keep_answer(session, jury, question, answer, now=now)
    seen = feasibility_answers.seen_answer(session, jury)
    assert seen is not None
    assert (seen.answer, seen.is_stale, seen.answer.outcome) == (answer, False, Outcome.POSSIBLE)
    save(session, cast, now + timedelta(minutes=5), island=(4, 6), town=(1, 2))  # three live there
    seen = feasibility_answers.seen_answer(session, jury)
    assert seen is not None and seen.is_stale
    again = feasibility_answers.question_of(session, jury)
    assert again.sha256 != question.sha256
    feasibility_answers.keep_answer(session, jury, again, again.answer(), now=now)
    stored = session.get_one(FeasibilityAnswer, jury.id)
    assert feasibility_answers.read_answer(stored.answer).changes == again.answer().changes != ()
    assert [reason.code for reason in stage_checks.targets_were_possible(session, jury)] == ["targets_are_impossible"]
    number = session.scalars(select(Registrant.number).where(Registrant.jury_id == jury.id)).first()
    row = session.scalars(select(Registrant).where(Registrant.number == number)).one()
    pools.lock_open(session, jury, now=now + timedelta(minutes=9))
    row.excluded_at = now
    session.flush()
    seen = feasibility_answers.seen_answer(session, jury)
    assert seen is not None and seen.is_stale
    assert organizer.person_id
