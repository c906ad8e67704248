"""The organizer's timeline: what is done is folded, what is next is at hand, dates come from a template."""
from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.domain.stages import Stage
from app.domain.timelines import STEPS, Step
from app.extensions import db
from app.jobs import chores
from app.models import AgendaSession, Jury, Message, RecordEntry, StepPlan
from app.transaction import transaction
from tests.cast import Cast
from tests.pages import CheckedClient

SignIn = Callable[[int], CheckedClient]


@pytest.fixture
def organizer(cast: Cast, sign_in: SignIn) -> CheckedClient:
    return sign_in(cast.organizer)


def test_the_timeline_opens_at_every_stage(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    clients = [sign_in(cast.organizer), sign_in(cast.commissioner)]
    for stage in Stage:
        with app.app_context(), transaction() as session:
            session.get_one(Jury, cast.jury_id).stage = stage
        assert [client.get(f"/en/juries/{cast.slug}/run").status_code for client in clients] == [200, 200], stage


def test_the_first_thing_on_the_page_is_what_is_yours_to_do(cast: Cast, organizer: CheckedClient,
                                                            sign_in: SignIn) -> None:
    page = organizer.get(f"/en/juries/{cast.slug}/run").get_data(as_text=True)
    assert page.index("For you now") < page.index("Set seats, threshold and dates")
    assert "The commissioner signs the charge" in page and "First:" in page
    hers = sign_in(cast.commissioner).get(f"/en/juries/{cast.slug}/run").get_data(as_text=True)
    assert "For you now" not in hers, "the charge is not written, so nothing can be signed"


def test_a_template_is_looked_at_first_and_then_fills_dates_and_agenda(app: Flask, cast: Cast,
                                                                       organizer: CheckedClient) -> None:
    address = f"/en/juries/{cast.slug}/steps/plan"
    values = {"template": "three_days", "starts_at": "2027-03-19T09:00"}
    preview = organizer.get(address, query_string=values).get_data(as_text=True)
    assert "25 March 2027" in preview, "the days of Nauryz are left free"
    with app.app_context():
        assert db.session.scalar(select(StepPlan.id)) is None, "looking changes nothing"
    assert organizer.send(address, values, page=f"{address}?template=three_days&starts_at=2027-03-19T09:00"
                            ).status_code == 303
    with app.app_context():
        jury = db.session.get_one(Jury, cast.jury_id)
        assert (jury.starts_on, jury.ends_on) == (date(2027, 3, 19), date(2027, 3, 25))
        days = [part.starts_at.date() for part in db.session.scalars(select(AgendaSession).order_by(AgendaSession.id))]
        assert days == [date(2027, 3, 19), date(2027, 3, 20), date(2027, 3, 25)]
        plans = {row.step: row.due_on for row in db.session.scalars(select(StepPlan))}
        assert plans[Step.SESSIONS] == date(2027, 3, 25) and set(plans) == set(STEPS)
        assert db.session.scalar(select(RecordEntry.id).where(RecordEntry.kind == "dates_planned")) is not None
    assert "Due by 2 March 2027" in organizer.get(f"/en/juries/{cast.slug}/run").get_data(as_text=True)


def test_a_date_in_the_past_is_overdue_and_its_owner_can_be_one_person(app: Flask, cast: Cast,
                                                                       organizer: CheckedClient) -> None:
    address = f"/en/juries/{cast.slug}/steps/charge_written"
    assert organizer.send(address, {"due_on": "2026-01-05", "owner": ""}).status_code == 303
    assert "Overdue: 5 January 2026" in organizer.get(f"/en/juries/{cast.slug}/run").get_data(as_text=True)
    assert organizer.send(address, {"due_on": "2026-01-05", "owner": "999999"}).status_code == 200, "no such choice"
    assert organizer.get(f"/en/juries/{cast.slug}/steps/nonsense").status_code == 404


def test_owners_are_reminded_once_and_again_when_the_day_has_passed(app: Flask, cast: Cast,
                                                                    organizer: CheckedClient) -> None:
    address = f"/en/juries/{cast.slug}/steps/charge_written"
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    organizer.send(address, {"due_on": tomorrow.isoformat(), "owner": ""})
    with app.app_context():
        chores.remind()
        chores.remind()
        assert [row.template for row in db.session.scalars(select(Message))] == ["step_due"]
    organizer.send(address, {"due_on": "2026-01-05", "owner": ""})
    with app.app_context():
        chores.remind()
        assert len(db.session.scalars(select(Message)).all()) == 2
