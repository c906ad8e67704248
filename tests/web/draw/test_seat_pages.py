"""The pages around the seats: names, past moments, reserves, needs, stipends, departures, and what the public sees."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.phases import OfferState
from app.extensions import db
from app.installation import utc_now
from app.jobs.worker import work_until_idle
from app.models import Membership, Message, NameView, SeatOffer
from app.models.sign_ins import SignIn as SignInRow
from app.transaction import transaction
from tests.cast import Cast
from tests.seating import all_confirmed, invited

SignIn = Callable[[int], FlaskClient]
JURY = "/en/juries/water-2026/"
BASE = JURY + "seats/"


@pytest.fixture
def seated(app: Flask, cast: Cast) -> Cast:
    """Invitations went out five minutes ago."""
    with app.app_context(), transaction() as session:
        invited(session, cast, app.extensions["alqa.vault"], utc_now() - timedelta(minutes=5))
    return cast


@pytest.fixture
def sitting(app: Flask, cast: Cast) -> Cast:
    """Everybody said yes and the jury sits."""
    with app.app_context(), transaction() as session:
        all_confirmed(session, cast, app.extensions["alqa.vault"], utc_now() - timedelta(minutes=5))
    return cast


def offer_ids(app: Flask) -> list[int]:
    with app.app_context():
        return list(db.session.scalars(select(SeatOffer.id).order_by(SeatOffer.id)))


def grow_stale(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.query(SignInRow).update({"fresh_at": utc_now() - timedelta(hours=1)})


def test_names_need_a_fresh_sign_in_and_the_overseer_sees_how_often(
        app: Flask, seated: Cast, sign_in: SignIn) -> None:
    organizer = sign_in(seated.organizer)
    grow_stale(app)
    assert "/confirm-sign-in" in organizer.get(BASE + "names").headers["Location"]
    organizer = sign_in(seated.organizer)
    page = organizer.get(BASE + "names").text
    assert "Family" in page and "+7700" in page
    organizer.get(f"{BASE}{offer_ids(app)[0]}/answer")
    seen = sign_in(seated.overseer).get(BASE).text
    assert "The list of names" in seen and "The page of one person" in seen and "Family" not in seen
    with app.app_context():
        assert db.session.query(NameView).count() == 2
    for who in (seated.facilitator, seated.overseer, seated.juror):
        assert sign_in(who).get(BASE + "names").status_code == 403


def test_the_facilitator_sees_names_of_the_room_only(sitting: Cast, sign_in: SignIn) -> None:
    page = sign_in(sitting.facilitator).get(BASE).text
    assert re.search(r"Name\d+ F\.", page) and "Family" not in page and "+7700" not in page
    assert "Name in the room" not in sign_in(sitting.overseer).get(BASE).text


def test_the_panel_at_a_past_moment(app: Flask, seated: Cast, sign_in: SignIn) -> None:
    organizer = sign_in(seated.organizer)
    organizer.send(f"{BASE}{offer_ids(app)[0]}/answer", {"answer": "yes", "note": "By telephone"})
    now, before = organizer.get(BASE).text, organizer.get(BASE + "?at=1").text
    assert "Confirmed: 1" in now and "Confirmed: 1" not in before and "Nobody had confirmed yet" in before
    for strange in ("0", "99", "x", "-1"):
        assert organizer.get(f"{BASE}?at={strange}").status_code == 200


def test_the_worker_reminds_once(app: Flask, seated: Cast) -> None:
    with app.app_context(), transaction() as session:
        session.query(SeatOffer).update({"remind_at": utc_now() - timedelta(seconds=1)})
    with app.app_context():
        work_until_idle()
        work_until_idle()
        assert len(list(db.session.scalars(select(Message).where(Message.template == "seat_reminder")))) == 6


def test_reserves_are_told_from_the_page(app: Flask, seated: Cast, sign_in: SignIn) -> None:
    organizer = sign_in(seated.organizer)
    address = JURY + "reserves/"
    ticket = re.search(r'name="tickets" value="(\d+)"', organizer.get(address).text)
    assert ticket
    day = (utc_now() + timedelta(days=20)).date().isoformat()
    done = organizer.send(address + "tell", {"tickets": ticket[1], "until": day}, page=address, follow_redirects=True)
    assert "One reserve is told" in done.text
    assert "Give a day" in organizer.send(address + "tell", {"tickets": ticket[1]}, page=address).text
    assert 'name="tickets"' not in sign_in(seated.overseer).get(address).text
    assert sign_in(seated.facilitator).get(address).status_code == 403


def test_needs_and_stipends(app: Flask, sitting: Cast, sign_in: SignIn) -> None:
    organizer, first = sign_in(sitting.organizer), offer_ids(app)[0]
    organizer.send(f"{BASE}{first}/needs", {"kinds": ["travel", "diet"], "arranged": ["diet"], "words": "=no pork"})
    page = organizer.get(BASE + "needs").text
    assert "Travel to the sittings" in page and "no pork" in page and "Family" not in page
    file = organizer.get(BASE + "needs.csv").get_data(as_text=True)
    assert "Travel to the sittings" in file and "'=no pork" in file and "Family" not in file
    assert "Name" not in file.replace("\ufeff", "")
    refused = organizer.send(f"{BASE}{first}/stipend", {"state": "paid", "note": "4400430123456789"})
    assert "Give the day" in refused.text
    organizer.send(f"{BASE}{first}/stipend", {"state": "paid", "paid_on": "2026-01-31", "note": "Receipt 14"})
    assert "Receipt 14" in organizer.get(BASE + "stipends").text
    assert sign_in(sitting.facilitator).get(BASE + "stipends").status_code == 403
    grow_stale(app)
    assert organizer.get(BASE + "needs.csv").status_code == 302


def test_a_juror_leaves_and_the_public_sees_the_quotas(
        app: Flask, sitting: Cast, sign_in: SignIn, client: FlaskClient) -> None:
    before = client.get(JURY + "panel/")
    assert "all quotas are kept" in before.text and before.headers.get("Set-Cookie") is None
    organizer, first = sign_in(sitting.organizer), offer_ids(app)[0]
    assert "Say how the juror told you" in organizer.send(f"{BASE}{first}/leave", {"note": ""}).text
    done = organizer.send(f"{BASE}{first}/leave", {"note": "By telephone"}, follow_redirects=True)
    assert "By the public rule ticket" in done.text and "Left later" in done.text
    with app.app_context():
        offer = db.session.get_one(SeatOffer, first)
        assert offer.state is OfferState.LEFT
        assert db.session.scalars(select(Membership.ended_at).where(Membership.person_id == offer.person_id)).one()
    after = client.get(JURY + "panel/").text
    assert re.search(r"seats passed on by the rule</dt><dd>1<", after)
    assert "Family" not in after and "Name" not in after


def test_the_cutoff_page(sitting: Cast, sign_in: SignIn) -> None:
    chair = sign_in(sitting.facilitator)
    page = chair.get(BASE + "cutoff").text
    assert "Hearing" in page
    last = re.findall(r'<option[^>]* value="(\d+)"', page)[-1]
    assert "entered in the public record" in chair.send(BASE + "cutoff", {"item": last}, follow_redirects=True).text
    assert "Not a valid choice" in chair.send(BASE + "cutoff", {"item": "999"}).text


def test_before_the_invitations_the_public_page_is_not_there(cast: Cast, client: FlaskClient) -> None:
    assert client.get(JURY + "panel/").status_code == 404
