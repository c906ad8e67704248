"""The ceremony's screen: the same for everybody, without cookie or script, moved on by its presenter."""
from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.stages import Stage
from app.extensions import db
from app.installation import utc_now
from app.models import Draw
from app.services.draw.draws import DrawPlan
from app.transaction import transaction
from tests.cast import Cast, jury_of
from tests.drawing import committed, computed, drawn, fill_pool, type_dice

SignIn = Callable[[int], FlaskClient]
BASE = "/en/juries/water-2026/draw/"
SCREEN, SCENE = BASE + "ceremony", BASE + "ceremony/scene"


def play(app: Flask, cast: Cast, step: Callable[..., object], **plan: object) -> None:
    with app.app_context(), transaction() as session:
        step(session, cast, app.extensions["alqa.vault"], utc_now() - timedelta(minutes=5), **plan)


def change(app: Flask, **values: object) -> None:
    with app.app_context(), transaction() as session:
        for name, value in values.items():
            setattr(session.scalars(select(Draw)).one(), name, value)


def test_a_draft_has_no_ceremony(cast: Cast, client: FlaskClient) -> None:
    assert client.get(SCREEN).status_code == client.get(SCENE).status_code == 404


def test_before_the_list_only_the_way_is_told(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        fill_pool(session, jury_of(session, cast), app.extensions["alqa.vault"], utc_now())
    assert "is published first" in client.get(SCREEN).text  # no draw at all
    play(app, cast, computed)
    page = client.get(SCREEN).text
    assert "is published first" in page and "Fingerprint" not in page and "people can be drawn" not in page


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_scene_opens_in_every_language(app: Flask, cast: Cast, client: FlaskClient, language: str) -> None:
    play(app, cast, drawn)
    address = SCREEN.replace("/en/", f"/{language}/")
    for scene in ("welcome", "list", "dice", "panel", "check"):
        change(app, scene=scene, scene_since=utc_now() - timedelta(seconds=7))
        answer = client.get(address + "?theme=dark")
        assert answer.status_code == 200 and 'data-theme="dark"' in answer.text
        assert f'data-scene="{scene}"' in answer.text


def test_a_watcher_gets_no_cookie_and_is_told_when_nothing_changed(app: Flask, cast: Cast, client: FlaskClient) -> None:
    play(app, cast, committed)
    for address in (SCREEN, SCENE):
        answer = client.get(address)
        assert "Set-Cookie" not in answer.headers and "csrf_token" not in answer.text
        again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    with app.app_context(), transaction() as session:
        type_dice(session, cast, app.extensions["alqa.vault"], utc_now(), session.scalars(select(Draw)).one(),
                  "organizer", "42")
    changed = client.get(SCENE, headers={"If-None-Match": answer.headers["ETag"]})
    assert changed.status_code == 200 and "Entry 1 is in" in changed.text
    assert "42" not in re.sub(r"<[^>]*>", "", changed.text).split("Fingerprint")[0]  # never what the first one typed


def test_different_entries_are_told_on_the_screen(app: Flask, cast: Cast, client: FlaskClient) -> None:
    play(app, cast, committed)
    with app.app_context(), transaction() as session:
        draw = session.scalars(select(Draw)).one()
        for who, digits in (("organizer", "42"), ("overseer", "24")):
            type_dice(session, cast, app.extensions["alqa.vault"], utc_now(), draw, who, digits)
    assert "neither counts" in client.get(SCENE).text


def test_a_countdown_is_never_an_old_page(app: Flask, cast: Cast, client: FlaskClient) -> None:
    play(app, cast, committed, plan=DrawPlan(panel_count=100, beacon_at=utc_now() + timedelta(hours=1)))
    with app.app_context(), transaction() as session:
        draw = session.scalars(select(Draw)).one()
        for who in ("organizer", "overseer"):
            type_dice(session, cast, app.extensions["alqa.vault"], utc_now(), draw, who, "42")
    answer = client.get(SCREEN)
    assert "data-deadline" in answer.text and "ETag" not in answer.headers
    assert re.search(r"data-clock>(59|60):\d\d<", answer.text)


def test_tickets_appear_one_after_the_other(app: Flask, cast: Cast, client: FlaskClient) -> None:
    play(app, cast, drawn)
    with app.app_context():
        panel = json.loads(db.session.scalars(select(Draw.result)).one())["panel"]
    for seconds, shown in ((0, 0), (2.2, 1), (5, 2), (70, 6)):
        change(app, scene="panel", scene_since=utc_now() - timedelta(seconds=seconds))
        text = client.get(SCENE).text
        assert [ticket for ticket in panel if f">{ticket}<" in text] == panel[:shown]


def test_the_presenter_moves_and_an_old_press_moves_nothing(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    play(app, cast, drawn)
    presenter, move = sign_in(cast.facilitator), BASE + "1/ceremony/scene"
    change(app, scene="welcome", scene_since=utc_now())
    for _ in range(2):  # the second press still says that it saw the welcome
        assert presenter.send(move, {"move": "next", "shown": "welcome"}, page=SCREEN).status_code == 303
    assert 'data-scene="list"' in presenter.get(SCREEN).text
    presenter.send(move, {"move": "back", "shown": "list", "theme": "dark"}, page=SCREEN)
    assert 'data-scene="welcome"' in presenter.get(SCREEN).text
    juror = sign_in(cast.juror)
    assert "data-keys" not in juror.get(SCREEN).text


def test_a_replaced_draw_can_still_be_watched_and_says_so(app: Flask, cast: Cast, client: FlaskClient) -> None:
    play(app, cast, drawn)
    with app.app_context(), transaction() as session:
        session.execute(Draw.__table__.update().values(state="void"))
        jury_of(session, cast).stage = Stage.SEATING
    assert "does not count" in client.get(BASE + "1/ceremony").text
    assert client.get(BASE + "2/ceremony").status_code == 404
