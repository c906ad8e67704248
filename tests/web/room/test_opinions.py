"""Opinions and surveys as their pages: answered by plain forms, the map drawn by the worker, closed to witnesses."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.installation import utc_now
from app.jobs.worker import work_until_idle
from app.transaction import transaction
from tests.cast import Cast, jury_of, signed_in_client
from tests.room import open_room
from tests.services.opinions.test_opinions import seat_jurors

SignIn = Callable[[int], FlaskClient]
BASE = "/en/juries/water-2026"


@pytest.fixture
def jurors(app: Flask, cast: Cast, now: datetime) -> list[FlaskClient]:
    with app.app_context(), transaction() as session:
        open_room(session, cast, now)
        people = [actor.person_id or 0 for actor in seat_jurors(session, jury_of(session, cast), 7, utc_now())]
    return [signed_in_client(app, person_id) for person_id in people]


def next_id(page: str) -> str:
    found = re.search(r'name="opinion" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_from_the_first_statement_to_the_map(app: Flask, cast: Cast, jurors: list[FlaskClient],
                                             sign_in: SignIn) -> None:
    chair, path = sign_in(cast.facilitator), f"{BASE}/opinions"
    assert "not being gathered" in jurors[0].get(path).text
    chair.send(f"{path}/switch", {"to": "open"}, page=path)
    for text in ("Water meters help", "Prices may rise"):
        assert "Your statement is there" in jurors[0].send(path, {"text": text}, follow_redirects=True).text
    assert "is there already" in jurors[1].send(path, {"text": "water meters HELP"}, follow_redirects=True).text
    for place, juror in enumerate(jurors):
        for _ in range(2):
            page = juror.get(path).text
            juror.send(f"{path}/answer", {"opinion": next_id(page), "value": "1" if place < 6 else "-1"}, page=path)
        assert "You have answered every statement" in juror.get(path).text
    assert "7 jurors have answered something since" in chair.get(f"{path}/map").text
    chair.send(f"{path}/map", {}, page=f"{path}/map")
    with app.app_context():
        work_until_idle()
    page = jurors[0].get(f"{path}/map").text
    assert "do not fall into groups" in page
    assert "agree 6, disagree 1, pass 0" in page
    assert "Only you see it" in page
    assert "Only you see it" not in chair.get(f"{path}/map").text
    juror_page = jurors[1].send(f"{path}/map", {}, page=path, follow_redirects=True)
    assert juror_page.status_code == 403


@pytest.mark.parametrize("who", ["expert", "observer", "commissioner", "outsider"])
@pytest.mark.parametrize("page", ["opinions/", "opinions/map", "surveys/"])
def test_witnesses_and_outsiders_see_nothing(jurors: list[FlaskClient], sign_in: SignIn, cast: Cast, who: str,
                                             page: str) -> None:
    assert jurors[0].get(f"{BASE}/{page}").status_code == 200
    assert sign_in(getattr(cast, who)).get(f"{BASE}/{page}").status_code in {403, 404}


def test_a_survey_from_the_items_to_the_sums(jurors: list[FlaskClient], sign_in: SignIn, cast: Cast) -> None:
    chair, path = sign_in(cast.facilitator), f"{BASE}/surveys"
    items = "Түсінемін | Понимаю | I understand\nЕркінмін | Свободен | I feel free"
    wrong = chair.send(f"{path}/open", {"kind": "opening", "items": "Only one language"}, page=f"{path}/",
                       follow_redirects=True)
    assert "Write every item in Kazakh, Russian and English" in wrong.text
    chair.send(f"{path}/open", {"kind": "opening", "items": items}, page=f"{path}/")
    for place, juror in enumerate(jurors):
        assert "I understand" in juror.get(f"{path}/opening").text
        sent = juror.send(f"{path}/opening", {"item0": "5" if place < 5 else "1"}, follow_redirects=True)
        assert "Thank you" in sent.text
        assert "You have answered" in juror.get(f"{path}/").text
    again = jurors[0].send(f"{path}/opening", {"item0": "1"}, follow_redirects=True)
    assert "You have answered this survey already" in again.text
    chair.send(f"{path}/close", {"kind": "opening"}, page=f"{path}/")
    page = jurors[0].get(f"{path}/").text
    assert "7 jurors have answered" in page
    assert "Fewer than five answers" in page  # the second item
    assert "Disagree strongly to agree strongly" in page  # two cells of 5 and 2 are joined
