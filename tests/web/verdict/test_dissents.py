"""Dissents in the browser: attached by jurors, unsigned unless they sign, taken back by their author alone."""
from __future__ import annotations

import re
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


def test_two_sign_together_and_nobody_else_sees_the_invitation(app: Flask, cast: Cast, sign_in: SignIn,
                                                               voted: int) -> None:
    author, second, third = (sign_in(getattr(cast, who)) for who in ("juror", "second_juror", "third_juror"))
    author.send(f"{BASE}/{voted}/new", TEXT)
    choices = re.findall(r'name="jurors"[^>]* value="(\d+)"', author.get(f"{BASE}/1").get_data(as_text=True))
    assert len(choices) == 2
    author.send(f"{BASE}/1", {"jurors": choices[0]})
    assert "You are asked to sign this" in second.get(f"{BASE}/").get_data(as_text=True)
    asked = second.get(f"{BASE}/1").get_data(as_text=True)
    assert "The outskirts pay twice." in asked
    assert "Dissent of a juror" in asked  # not by whom
    assert third.get(f"{BASE}/1").status_code == 404
    second.send(f"{BASE}/1/sign", {"seen": "1", "is_named": "y"}, page=f"{BASE}/1")
    assert "Dissent: Second Juror and 1 more juror" in third.get(f"{BASE}/").get_data(as_text=True)
    author.send(f"{BASE}/1/change", {"body": "They pay three times.", "language": "en", "seen": "1"})
    changed = third.get(f"{BASE}/").get_data(as_text=True)
    assert "Second Juror" not in changed
    organizer = sign_in(cast.organizer)
    organizer.send(f"{BASE}/1/translate", {"texts-kk": "Олар үш есе төлейді.", "seen": "2"})
    page = sign_in(cast.overseer).get("/kk/juries/water-2026/dissents/").get_data(as_text=True)
    assert "Олар үш есе төлейді." in page
    assert "They pay three times." in page  # the original stays


def test_only_the_chair_sets_the_time_limit(cast: Cast, sign_in: SignIn, voted: int) -> None:
    assert sign_in(cast.juror).get(f"{BASE}/deadline").status_code == 403
    chair = sign_in(cast.facilitator)
    assert "at least one hour ahead" in chair.send(f"{BASE}/deadline", {"closes_at": "2026-01-01T10:00"}).get_data(
        as_text=True)
    assert chair.send(f"{BASE}/deadline", {"closes_at": "2099-01-01T10:00"}).status_code == 303
    assert "1 January 2099" in sign_in(cast.juror).get(f"{BASE}/").get_data(as_text=True)
