"""Conduct and moderation in the browser: plain forms, and pages that show each person what is theirs to see."""
from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.installation import utc_now
from app.transaction import transaction
from tests.cast import Cast
from tests.room import open_room

SignIn = Callable[[int], FlaskClient]
BASE = "/en/juries/water-2026"
ROOM, CONDUCT, DESK = f"{BASE}/room/", f"{BASE}/conduct/", f"{BASE}/moderation/"


@pytest.fixture
def sitting(app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction() as session:
        open_room(session, cast, utc_now())


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def say(client: FlaskClient, text: str) -> str:
    client.send(f"{ROOM}statements", {"text": text}, page=ROOM)
    return page(client, ROOM)


def test_from_the_code_to_an_appeal_that_is_right(cast: Cast, sitting: None, sign_in: SignIn,
                                                  client: FlaskClient) -> None:
    chair, juror, second, overseer = (sign_in(getattr(cast, who)) for who in (
        "facilitator", "juror", "second_juror", "overseer"))
    chair.send(f"{CONDUCT}begin", page=CONDUCT)
    assert "We criticise ideas, never people." in page(client, CONDUCT)  # the public reads it
    assert "agree to it" in say(juror, "Too early")
    for each in (juror, second):
        each.send(f"{CONDUCT}agree", {"seen": "1"}, page=CONDUCT)
    assert "You fool" in say(juror, "You fool")
    assert "Third Juror" in page(chair, DESK)  # has not agreed yet
    assert "Third Juror" not in page(overseer, DESK)

    second.send(f"{DESK}report/statement/1", {"category": "insult", "words": "That hurt me"})
    waiting = page(chair, DESK)
    assert "That hurt me" in waiting
    assert "only overseers see this" not in waiting
    assert "Second Juror" in page(overseer, DESK)
    assert "That hurt me" not in page(juror, CONDUCT) + page(juror, ROOM)

    chair.send(f"{DESK}hide", {"kind": "statement", "target": "1", "reason": "An insult"}, page=DESK)
    assert "You fool" not in page(second, ROOM)
    assert "The reason: An insult" in page(second, ROOM)
    muted = {"member": str(_option(chair, "Juror")), "minutes": "10", "reason": "Shouting"}
    chair.send(f"{DESK}mute", muted, page=DESK)
    blocked = say(juror, "I must say")
    assert "You cannot write or ask to speak until" in blocked
    assert "I must say" not in page(second, ROOM)
    assert "Shouting" not in page(second, ROOM) + page(second, CONDUCT) + page(client, CONDUCT)

    for number in (1, 2):
        juror.send(f"{DESK}appeals/{number}/new", {"words": "It was a joke among friends"})
    assert "It was a joke" in page(overseer, DESK)
    assert "It was a joke" not in page(chair, DESK)
    for number in (1, 2):
        overseer.send(f"{DESK}decide", {"appeal": str(number), "decision": "upheld", "reason": "Too strict"}, page=DESK)
    assert "You fool" in page(second, ROOM)
    assert "I can speak again" in say(juror, "I can speak again")
    counts = page(client, CONDUCT)
    assert "An insult" not in counts
    assert "Juror" not in counts


def _option(client: FlaskClient, alias: str) -> int:
    return int(re.findall(rf'<option[^>]* value="(\d+)">{alias}</option>', page(client, DESK))[0])


def test_doors_are_closed_to_those_whom_they_do_not_concern(cast: Cast, sitting: None, sign_in: SignIn) -> None:
    for who, path, status in (
            ("juror", DESK, 403), ("organizer", DESK, 403), ("outsider", DESK, 404), ("observer", f"{DESK}report", 403),
            ("expert", f"{CONDUCT}edit", 403), ("juror", f"{DESK}report/statement/99", 404),
            ("juror", f"{DESK}appeals/99/new", 404)):
        assert sign_in(getattr(cast, who)).get(path).status_code == status, (who, path)
    juror = sign_in(cast.juror)
    juror.get(CONDUCT)
    for door in ("hide", "mute", "unmute", "decide", "dismiss", "restore"):
        assert juror.send(f"{DESK}{door}", {}, page=f"{BASE}/room/").status_code == 403
