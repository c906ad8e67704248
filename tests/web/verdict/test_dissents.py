"""Dissents in the browser: attached by jurors, unsigned unless they sign, taken back by their author alone."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.transaction import transaction
from tests.cast import Cast
from tests.deliberation import adopt, sit, vault_of

SignIn = Callable[[int], FlaskClient]
BASE = "/en/juries/water-2026/dissents"
TEXT = {"kind": "dissent", "body": "The outskirts pay twice.", "language": "en"}


@pytest.fixture
def voted(app: Flask, cast: Cast) -> int:
    with app.app_context(), transaction() as session:
        sit(session, cast)
        return adopt(session, cast, vault_of(app), "Water").items[0].proposal_id


def test_an_unsigned_dissent_names_nobody_to_anybody(cast: Cast, sign_in: SignIn, voted: int) -> None:
    sign_in(cast.second_juror).send(f"{BASE}/{voted}/new", TEXT)
    for who in ("organizer", "facilitator", "juror", "overseer"):
        page = sign_in(getattr(cast, who)).get(f"{BASE}/").get_data(as_text=True)
        assert "The outskirts pay twice." in page
        assert "Dissent of a juror" in page
        assert "Second Juror" not in page
        assert "Take my text back" not in page


def test_a_signed_one_carries_the_name_of_the_room(cast: Cast, sign_in: SignIn, voted: int) -> None:
    client = sign_in(cast.second_juror)
    client.send(f"{BASE}/{voted}/new", {**TEXT, "kind": "concurrence", "is_named": "y"})
    assert "Concurrence: Second Juror" in sign_in(cast.juror).get(f"{BASE}/").get_data(as_text=True)


def test_its_author_takes_it_back(cast: Cast, sign_in: SignIn, voted: int) -> None:
    client = sign_in(cast.second_juror)
    client.send(f"{BASE}/{voted}/new", TEXT)
    assert "Take my text back" in client.get(f"{BASE}/").get_data(as_text=True)
    other = sign_in(cast.juror)
    other.send(f"{BASE}/1/withdraw", page=f"{BASE}/{voted}/new")
    assert "The outskirts pay twice." in other.get(f"{BASE}/").get_data(as_text=True)
    client.send(f"{BASE}/1/withdraw", page=f"{BASE}/")
    assert "The outskirts pay twice." not in other.get(f"{BASE}/").get_data(as_text=True)


def test_a_text_that_is_too_long_stays_in_the_form(cast: Cast, sign_in: SignIn, voted: int) -> None:
    page = sign_in(cast.juror).send(f"{BASE}/{voted}/new", {**TEXT, "body": "x" * 2001}).get_data(as_text=True)
    assert "At most 2000 characters" in page
    assert "x" * 2001 in page


@pytest.mark.parametrize(("who", "status"), [
    ("facilitator", 403), ("organizer", 403), ("expert", 403), ("outsider", 404)])
def test_only_jurors_open_the_form(cast: Cast, sign_in: SignIn, voted: int, who: str, status: int) -> None:
    assert sign_in(getattr(cast, who)).get(f"{BASE}/{voted}/new").status_code == status
