"""Writing together by plain forms, and the posts of the script where sockets are blocked."""
from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.roles import Role
from app.extensions import db
from app.models import Amendment, Draft
from app.transaction import transaction
from app.web.room.room_commands import buckets
from tests.cast import Cast, actor
from tests.deliberation import propose, sit
from tests.drafting import Browser

SignIn = Callable[[int], FlaskClient]
BASE = "/en/juries/water-2026"
BODY = "Clean water: the whole text (en)"


@pytest.fixture
def number(app: Flask, cast: Cast) -> int:
    buckets._buckets.clear()
    with app.app_context(), transaction() as session:
        sit(session, cast, extra_jurors=3)
        return propose(session, cast, "Clean water").id


def form_of(client: FlaskClient, number: int) -> dict[str, str]:
    """The fields of the editing page as a browser would send them."""
    page = client.get(f"{BASE}/proposals/{number}/edit").get_data(as_text=True)
    found = dict(re.findall(r'<textarea[^>]*name="([\w-]+)"[^>]*>([^<]*)</textarea>', page))
    for field in re.findall(r"<input [^>]*>", page):
        named = re.search(r'name="([\w-]+)"', field)
        if named and "checkbox" not in field:
            value = re.search(r'value="([^"]*)"', field)
            found[named[1]] = value[1] if value else ""
    return found


def post(client: FlaskClient, address: str, fields: dict[str, str]) -> tuple[int, str]:
    answer = client.post(address, data=fields)
    page = client.get(answer.location) if answer.status_code == 303 else answer
    return answer.status_code, page.get_data(as_text=True)


def test_two_forms_at_once_both_stay_unless_they_touch_the_same_words(
        cast: Cast, sign_in: SignIn, number: int) -> None:
    one, two = sign_in(cast.juror), sign_in(cast.second_juror)
    address = f"{BASE}/proposals/{number}/edit"
    first, second, third = form_of(one, number), form_of(two, number), form_of(two, number)
    assert post(one, address, first | {"body-en": f"Soon {BODY}"})[0] == 303
    assert post(two, address, second | {"body-en": f"{BODY} for all"})[0] == 303
    page = one.get(f"{BASE}/proposals/{number}").get_data(as_text=True)
    assert f"Soon {BODY} for all" in page and "Version 3" in page
    status, page = post(two, address, third | {"body-en": f"Never {BODY}"})
    assert status == 409 and f"Soon {BODY} for all" in page and f"Never {BODY}</textarea>" in page


def test_the_script_writes_by_posts_where_sockets_are_blocked(
        app: Flask, cast: Cast, sign_in: SignIn, number: int) -> None:
    client, address = sign_in(cast.juror), f"{BASE}/proposals/{number}/changes"
    token = form_of(client, number)["csrf_token"]
    with app.app_context():
        browser = Browser(db.session.get_one(Draft, number).state)
    browser.write("Таза су 😀")
    change = {"after": "1", "change": b64encode(browser.outbox[0]).decode(), "command_id": "c1", "csrf_token": token}
    for _ in range(2):
        answer = client.post(address, data=change).get_json()
        assert (answer["ok"], answer["seq"], len(answer["changes"])) == (True, 2, 1)
    assert "Таза су 😀</textarea>" in client.get(f"{BASE}/proposals/{number}/edit").get_data(as_text=True)
    assert "has changed since version 1" in client.get(f"{BASE}/proposals/{number}").get_data(as_text=True)
    refused = client.post(address, data=change | {"change": "no letters", "command_id": "c2"})
    assert (refused.status_code, refused.get_json()["ok"]) == (400, False)
    assert client.post(address, data={"after": "1"}).status_code == 400, "no token"
    client.send(f"{BASE}/proposals/{number}/version", page=f"{BASE}/proposals/{number}")
    assert "Version 2" in client.get(f"{BASE}/proposals/{number}").get_data(as_text=True)


def test_the_history_is_read_compared_and_taken_back(cast: Cast, sign_in: SignIn, number: int) -> None:
    client = sign_in(cast.second_juror)
    fields = form_of(client, number)
    post(client, f"{BASE}/proposals/{number}/edit", fields | {"body-en": "Clean water: the <b>short</b> text (en)"})
    address = f"{BASE}/proposals/{number}/history?clause=body.en"
    page = client.get(address).get_data(as_text=True)
    assert "<b>short" not in page and "&lt;b&gt;short" in page and "<del>" in page
    assert "Second Juror" in page
    assert "whole" in client.get(address + "&from=1&to=2").get_data(as_text=True).split("The difference")[1]
    client.send(f"{BASE}/proposals/{number}/undo", {"clause": "body.en", "seq": "2"}, page=address)
    page = client.get(f"{BASE}/proposals/{number}/edit").get_data(as_text=True)
    assert f"{BODY}</textarea>" in page
    assert client.get(f"{BASE}/proposals/{number}/history?clause=body.xx").status_code == 404


def test_an_amendment_and_the_scale_by_plain_forms(app: Flask, cast: Cast, sign_in: SignIn, number: int) -> None:
    chair, scribe, other = sign_in(cast.facilitator), sign_in(cast.juror), sign_in(cast.second_juror)
    with app.app_context():
        pen = actor(db.session(), cast, "juror").memberships[Role.JUROR]
    chair.send(f"{BASE}/proposals/{number}/scribes", {"scribes": [str(pen)]})
    assert other.get(f"{BASE}/proposals/{number}/edit").status_code == 303, "the pen is with another"
    index = f"{BASE}/proposals/{number}/amendments"
    refused = other.send(f"{index}/body.en", {"text": BODY, "reason": "Because"})
    assert "says exactly this already" in refused.get_data(as_text=True)
    other.send(f"{index}/body.en", {"text": "Clear water: the whole text (en)", "reason": "Because"})
    page = scribe.get(index).get_data(as_text=True)
    assert "Waits for an answer" in page and "Because" in page
    with app.app_context():
        (amendment,) = db.session.query(Amendment).all()
        one = amendment.id
    scribe.send(f"{BASE}/amendments/{one}/support", page=index)
    scribe.send(f"{BASE}/amendments/{one}/take-over", page=index)
    page = other.get(index).get_data(as_text=True)
    assert "Taken over" in page and "1 juror supports it" in page
    scale = f"{BASE}/proposals/{number}/consensus/"
    assert "Choose one of the five" in other.send(scale, {"part": "body", "version": "1"}).get_data(as_text=True)
    answer = other.send(scale, {"part": "body", "version": "1", "step": "concern", "wish": "A date"})
    page = other.get(answer.location.split("#")[0]).get_data(as_text=True)
    assert "1 juror has answered" in page and "A date" in page, "one's own answer is in one's own form"
    page = scribe.get(scale).get_data(as_text=True)
    assert "1 juror has answered" in page and "A date" not in page, "until five have answered"


@pytest.mark.parametrize(("who", "status"), [("overseer", 200), ("organizer", 200), ("expert", 403),
                                             ("commissioner", 403), ("observer", 403), ("outsider", 404)])
def test_witnesses_and_observers_see_nothing_of_it(
        cast: Cast, sign_in: SignIn, number: int, who: str, status: int) -> None:
    client = sign_in(getattr(cast, who))
    for page in ("history", "amendments", "consensus/"):
        assert client.get(f"{BASE}/proposals/{number}/{page}").status_code == status
    assert client.post(f"{BASE}/proposals/{number}/changes", data={"after": "1"}).status_code in {400, 403, 404}
