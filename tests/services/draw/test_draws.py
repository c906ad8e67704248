"""A draw goes from the list of panels over commitment and dice to a panel that anybody can check."""
from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.phases import DiceOutcome, DrawState
from app.domain.stages import Stage
from app.models import DiceEntry, Draw, Job, RecordEntry, Registrant, Ticket
from app.services.draw import beacons, dice, draws
from app.services.draw.draws import DrawPlan
from app.services.vault import Vault
from sortition.beacon import BeaconRound
from sortition.verify import verify
from tests.cast import Cast, actor, jury_of
from tests.drawing import PLAN, SEATS, approve, committed, computed, drawn, fill_pool, type_dice


@pytest.fixture
def vault(app: Flask) -> Vault:
    found: Vault = app.extensions["alqa.vault"]
    return found


def test_a_drawn_panel_is_verified_by_the_stand_alone_verifier(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    draw = drawn(session, cast, vault, now)
    features = vault.open(jury_of(session, cast), draw.features_sealed or b"")
    verdict = verify((draw.commitment or "").encode(), (draw.result or "").encode(), json.dumps(features).encode())
    assert verdict.ok, verdict.sentence
    assert draw.panel_number == 42


def test_the_verifier_would_notice_a_changed_panel(session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    draw = drawn(session, cast, vault, now)
    result = dice.result_of(draw)
    result["panel"][0] = result["reserve_order"][0]
    assert not verify((draw.commitment or "").encode(), json.dumps(result).encode()).ok


def test_everybody_in_the_pool_gets_a_ticket_and_the_counts_add_up(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    draw = computed(session, cast, vault, now)
    tickets = list(session.scalars(select(Ticket).where(Ticket.draw_id == draw.id)))
    people = session.scalar(select(func.count()).select_from(Registrant).where(Registrant.jury_id == cast.jury_id))
    assert len(tickets) == people == draw.report["people"]
    assert sum(ticket.panel_count for ticket in tickets) == SEATS * 100
    assert sum(count for _low, _high, count in draw.report["histogram"]) == people


def test_tickets_do_not_follow_the_order_of_the_pool(session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    draw = computed(session, cast, vault, now)
    rows = session.scalars(select(Ticket.registrant_id).where(Ticket.draw_id == draw.id).order_by(Ticket.number))
    order = list(rows)
    assert order != sorted(order)


def test_nothing_is_public_before_the_commitment(session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    draw = computed(session, cast, vault, now)
    assert draw.commitment is None
    assert not draws.is_public(draw)
    assert b"panels" not in (draw.panels_sealed or b"")


def test_a_draw_belongs_to_its_stage(session: Session, cast: Cast, now: datetime) -> None:
    with pytest.raises(Conflict, match="draw_stage_is_wrong"):
        draws.start_draw(session, jury_of(session, cast), PLAN, expected="none", now=now,
                         actor=actor(session, cast, "organizer"))


def test_a_cancelled_jury_publishes_no_list_and_writes_to_nobody(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    draw, jury = computed(session, cast, vault, now), jury_of(session, cast)
    jury.stage = Stage.CANCELLED
    with pytest.raises(Conflict, match="draw_stage_is_wrong"):
        draws.publish_commitment(session, jury, draw.id, vault=vault, now=now, actor=actor(session, cast, "organizer"))


@pytest.mark.parametrize("who", ["facilitator", "juror", "overseer", "commissioner", "observer", "outsider"])
def test_only_the_organizer_starts_and_publishes(
        session: Session, cast: Cast, vault: Vault, now: datetime, who: str) -> None:
    draw = computed(session, cast, vault, now)
    jury, other = jury_of(session, cast), actor(session, cast, who)
    with pytest.raises(Forbidden):
        draws.start_draw(session, jury, PLAN, expected=draws.stamp(draw), actor=other, now=now)
    with pytest.raises(Forbidden):
        draws.publish_commitment(session, jury, draw.id, vault=vault, actor=other, now=now)


def test_a_start_pressed_twice_acts_once(session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    fill_pool(session, jury, vault, now)
    draws.start_draw(session, jury, PLAN, expected="none", actor=organizer, now=now)
    with pytest.raises(Conflict, match="draw_moved_on"):
        draws.start_draw(session, jury, PLAN, expected="none", actor=organizer, now=now)
    assert session.scalar(select(func.count()).select_from(Job)) == 1


def test_a_failed_computation_can_begin_anew_with_the_same_number(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    fill_pool(session, jury, vault, now)
    draw = draws.start_draw(session, jury, PLAN, expected="none", actor=organizer, now=now)
    draws.end_computation(session, draw.id, draw.job_id or 0, DrawState.FAILED)
    session.refresh(draw)
    again = draws.start_draw(session, jury, PLAN, expected=draws.stamp(draw), actor=organizer, now=now)
    assert (again.id, again.number, again.state) == (draw.id, 1, DrawState.COMPUTING)


def test_a_pool_that_changed_after_the_computation_stops_the_commitment(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    draw = computed(session, cast, vault, now)
    person = session.scalars(select(Registrant).where(Registrant.jury_id == cast.jury_id).limit(1)).one()
    person.features = {"gender": "male", "area": "nowhere"}
    approve(session, cast, draw, now)
    with pytest.raises(Conflict, match="pool_changed_since"):
        draws.publish_commitment(session, jury_of(session, cast), draw.id, vault=vault, now=now,
                                 actor=actor(session, cast, "organizer"))


def test_a_second_draw_needs_a_reason_and_names_the_first(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    first = drawn(session, cast, vault, now)
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    with pytest.raises(DomainError, match="reason_is_missing"):
        draws.draw_again(session, jury, PLAN, " ", expected=draws.stamp(first), actor=organizer, now=now)
    draws.draw_again(session, jury, PLAN, "It was incomplete", expected=draws.stamp(first), actor=organizer, now=now)
    second = draws.latest_draw(session, jury)
    assert second is not None and second.number == 2 and first.state is DrawState.VOID
    assert draws.is_public(first) and first.result is not None
    assert draws.previous_commitment(session, second) == first.commitment_hash


class TestDice:
    def test_one_person_is_not_enough(self, session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
        draw = committed(session, cast, vault, now)
        assert type_dice(session, cast, vault, now, draw, "organizer", "42") is DiceOutcome.WAITING
        assert type_dice(session, cast, vault, now, draw, "organizer", "42") is DiceOutcome.WAITING
        assert draw.dice is None and draw.state is DrawState.COMMITTED

    def test_different_numbers_are_dropped_and_both_type_again(
            self, session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
        draw = committed(session, cast, vault, now)
        type_dice(session, cast, vault, now, draw, "organizer", "42")
        assert type_dice(session, cast, vault, now, draw, "overseer", "24") is DiceOutcome.DIFFERENT
        assert session.scalar(select(func.count()).select_from(DiceEntry)) == 0
        type_dice(session, cast, vault, now, draw, "facilitator", "42")
        assert type_dice(session, cast, vault, now, draw, "overseer", "42") is DiceOutcome.PUBLISHED
        assert draw.panel_number == 42

    def test_an_old_form_does_not_begin_the_next_round(
            self, session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
        draw = committed(session, cast, vault, now)
        type_dice(session, cast, vault, now, draw, "organizer", "42")
        type_dice(session, cast, vault, now, draw, "overseer", "24")
        with pytest.raises(Conflict, match="dice_round_is_over"):
            dice.enter_dice(session, jury_of(session, cast), draw.id, "24", dice_round=0, vault=vault,
                            actor=actor(session, cast, "overseer"), now=now)

    @pytest.mark.parametrize("digits", ["", "4", "423", "4a", "-4", "٤٢"])
    def test_only_the_right_number_of_digits(
            self, session: Session, cast: Cast, vault: Vault, now: datetime, digits: str) -> None:
        draw = committed(session, cast, vault, now)
        with pytest.raises(DomainError, match="dice_are_malformed"):
            type_dice(session, cast, vault, now, draw, "organizer", digits)

    def test_published_dice_stand(self, session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
        draw = drawn(session, cast, vault, now)
        with pytest.raises(Conflict, match="dice_are_published"):
            type_dice(session, cast, vault, now, draw, "facilitator", "43")
        assert draw.dice == "42"

    @pytest.mark.parametrize("who", ["juror", "expert", "commissioner", "observer", "outsider"])
    def test_others_do_not_type(self, session: Session, cast: Cast, vault: Vault, now: datetime, who: str) -> None:
        draw = committed(session, cast, vault, now)
        with pytest.raises(Forbidden):
            type_dice(session, cast, vault, now, draw, who, "42")

    def test_with_a_beacon_the_dice_alone_decide_nothing(
            self, session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
        draw = committed(session, cast, vault, now, DrawPlan(panel_count=100, beacon_at=now + timedelta(hours=1)))
        for who in ("organizer", "overseer"):
            type_dice(session, cast, vault, now, draw, who, "42")
        assert draw.dice == "42" and draw.state is DrawState.COMMITTED and draw.result is None
        announced = beacons.announced_round(draw)
        assert announced is not None
        with pytest.raises(DomainError, match="signature_forged"):
            beacons.enter(session, jury_of(session, cast), draw.id, BeaconRound(announced[0], "a" * 96),
                              vault=vault, actor=actor(session, cast, "overseer"), now=now)


def test_a_real_round_of_the_beacon_decides_together_with_the_dice(
        session: Session, cast: Cast, vault: Vault) -> None:
    published = datetime.fromtimestamp(1694775603, UTC)  # when drand quicknet published round 657413
    before = published - timedelta(minutes=10)
    draw = committed(session, cast, vault, before, DrawPlan(panel_count=100, beacon_at=published))
    for who in ("organizer", "overseer"):
        type_dice(session, cast, vault, before, draw, who, "42")
    assert beacons.announced_round(draw) == (657413, 1694775603)
    answer = json.dumps({"round": 657413, "randomness": "…", "signature":
                         "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"})
    beacons.enter(session, jury_of(session, cast), draw.id, beacons.read_round(answer), vault=vault, now=published,
                      actor=actor(session, cast, "facilitator"))
    verdict = verify((draw.commitment or "").encode(), (draw.result or "").encode(), check_beacon=True)
    assert verdict.ok and draw.state is DrawState.DRAWN and draw.panel_number != 42


@pytest.mark.parametrize("text", [
    "", "{}", "[]", "17", '{"round": "1", "signature": "ab"}', '{"round": 1, "signature": null}'])
def test_an_answer_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(DomainError, match="beacon_is_malformed"):
        beacons.read_round(text)


def test_every_step_is_in_the_public_record_without_names(
        session: Session, cast: Cast, vault: Vault, now: datetime) -> None:
    drawn(session, cast, vault, now)
    entries = list(session.scalars(select(RecordEntry).where(RecordEntry.jury_id == cast.jury_id)))
    kinds = Counter(entry.kind for entry in entries)
    for kind in ("draw_started", "draw_committed", "pool_frozen", "dice_published", "panel_drawn"):
        assert kinds[kind] == 1
    assert "Family" not in json.dumps([entry.data for entry in entries])
    assert session.scalar(select(func.count()).select_from(Draw)) == 1


@pytest.mark.parametrize(("people", "seats", "count"), [
    (40, 6, 1000), (600, 6, 1000), (601, 6, 10_000), (40, 20, 1000)])
def test_a_large_pool_gets_a_longer_list(
        session: Session, cast: Cast, vault: Vault, now: datetime, people: int, seats: int, count: int) -> None:
    jury = jury_of(session, cast)
    fill_pool(session, jury, vault, now, people=people, seats=seats)
    assert draws.advised_panel_count(session, jury) == count
