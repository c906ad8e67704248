"""Drafting the verdict in a browser without JavaScript."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.transaction import transaction
from tests.cast import Cast
from tests.deliberation import propose, sit

SignIn = Callable[[int], FlaskClient]
BASE = "/en/juries/water-2026/proposals"
WORDS = {"title-kk": "Таза су", "body-kk": "Құбырлар жаңартылсын", "kind": "recommendation"}


@pytest.fixture
def sitting(app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction() as session:
        sit(session, cast)


@pytest.fixture
def proposal(app: Flask, cast: Cast, sitting: None) -> int:
    with app.app_context(), transaction() as session:
        return propose(session, cast, "Clean water").id


def test_a_juror_proposes_in_one_language(cast: Cast, sign_in: SignIn, sitting: None) -> None:
    client = sign_in(cast.juror)
    answer = client.send(f"{BASE}/new", WORDS)
    assert answer.status_code == 303
    page = client.get(answer.location).get_data(as_text=True)
    assert "Recommendation No. 1" in page
    assert 'lang="kk">Таза су</span>' in page  # marked as shown in Kazakh
    assert "Таза су" in client.get(f"{BASE}/").get_data(as_text=True)


def test_an_empty_form_says_everything_that_is_missing(cast: Cast, sign_in: SignIn, sitting: None) -> None:
    page = sign_in(cast.juror).send(f"{BASE}/new", {"kind": "finding"}).get_data(as_text=True)
    assert "<title>Error" in page
    assert "short title in at least one language" in page
    assert "Write the text in at least one language" in page


def test_a_conflict_shows_both_texts_and_loses_none(cast: Cast, sign_in: SignIn, proposal: int) -> None:
    first, second = sign_in(cast.juror), sign_in(cast.second_juror)
    address = f"{BASE}/{proposal}/edit"
    first.send(address, {"title-en": "Their title", "body-en": "Their text", "version": "1"})
    answer = second.send(address, {"title-en": "My title", "body-en": "My long text", "version": "1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    for words in ('value="My title"', "My long text</textarea>", "Their title", "Their text", "Nothing is lost"):
        assert words in page
    assert 'name="version" type="hidden" value="2"' in page
    saved = second.send(address, {"title-en": "Both", "body-en": "My long text. Their text", "version": "2"})
    assert saved.status_code == 303
    assert "Version 3" in second.get(f"{BASE}/{proposal}").get_data(as_text=True)


def test_its_author_withdraws_it(cast: Cast, sign_in: SignIn, proposal: int) -> None:
    assert "Withdraw" not in sign_in(cast.second_juror).get(f"{BASE}/{proposal}").get_data(as_text=True)
    client = sign_in(cast.juror)
    client.send(f"{BASE}/{proposal}/withdraw", page=f"{BASE}/{proposal}")
    assert "Withdrawn" in client.get(f"{BASE}/{proposal}").get_data(as_text=True)


@pytest.mark.parametrize(("who", "status"), [
    ("juror", 200), ("facilitator", 200), ("overseer", 200), ("organizer", 200), ("expert", 403),
    ("commissioner", 403), ("observer", 403), ("outsider", 404)])
def test_witnesses_and_the_authority_do_not_read_the_draft(
        cast: Cast, sign_in: SignIn, proposal: int, who: str, status: int) -> None:
    client = sign_in(getattr(cast, who))
    assert client.get(f"{BASE}/").status_code == status
    assert client.get(f"{BASE}/{proposal}").status_code == status


def test_what_people_write_is_shown_as_text(cast: Cast, sign_in: SignIn, sitting: None) -> None:
    client = sign_in(cast.juror)
    answer = client.send(f"{BASE}/new", {**WORDS, "title-kk": "<script>alert(1)</script>"})
    assert "<script>alert" not in client.get(answer.location).get_data(as_text=True)
