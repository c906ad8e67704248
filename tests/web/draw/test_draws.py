"""The pages of a draw: told to everybody, steered by few, each button once."""
from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.domain.phases import DrawState
from app.domain.stages import Stage
from app.extensions import db
from app.installation import utc_now
from app.jobs.worker import work_until_idle
from app.models import Draw, Job, Message, RecordEntry
from app.services.draw.draws import DrawPlan
from app.transaction import transaction
from tests.cast import Cast, jury_of
from tests.drawing import committed, computed, drawn, fill_pool, type_dice
from tests.pages import TOKEN

SignIn = Callable[[int], FlaskClient]
BASE = "/en/juries/water-2026/draw/"


def prepare(app: Flask, cast: Cast, step: Callable[..., object]) -> None:
    with app.app_context(), transaction() as session:
        step(session, cast, app.extensions["alqa.vault"], utc_now() - timedelta(minutes=5))


def only_pool(session: object, cast: Cast, vault: object, now: object) -> None:
    fill_pool(session, jury_of(session, cast), vault, now)  # type: ignore[arg-type]


def latest(app: Flask) -> Draw:
    with app.app_context():
        return db.session.scalars(select(Draw).order_by(Draw.number.desc())).first()  # type: ignore[return-value]


def count(app: Flask, model: type, *where: object) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0  # type: ignore[arg-type]


def approve_list(app: Flask, overseer: FlaskClient) -> None:
    """The overseer reads the page and presses its button."""
    draw = latest(app)
    assert (draw.list_hash or "?")[:4] in overseer.get(BASE).text
    overseer.send(f"{BASE}{draw.number}/decide", {"seen": draw.list_hash, "decision": "approved"}, page=BASE)


def test_the_whole_draw_by_hand(app: Flask, cast: Cast, client: FlaskClient, sign_in: SignIn) -> None:
    prepare(app, cast, only_pool)
    organizer, overseer = sign_in(cast.organizer), sign_in(cast.overseer)
    form = {"expected": "none", "panel_count": "100", "randomness": "dice"}
    started = organizer.send(BASE + "start", form, page=BASE)
    assert started.status_code == 303 and "/jobs/" in started.location
    assert "Waiting to start" in organizer.get(started.location).text
    with app.app_context():
        assert work_until_idle() == 1
    assert "data-done" in organizer.get(started.location, headers={"X-Fragment": "job"}).text
    assert "not published yet" in organizer.get(BASE).text
    assert "0001" not in client.get(BASE).text and client.get(BASE + "1/commitment.json").status_code == 404
    assert organizer.get(BASE + "1/draft/commitment.json").text.startswith('{"beacon":null')
    approve_list(app, overseer)
    organizer.send(BASE + "1/publish", page=BASE)
    assert "possible juries" in client.get(BASE).text
    organizer.send(BASE + "1/dice", {"digits": "4 2", "dice_round": "0"}, page=BASE)
    assert "Now it is your turn" in overseer.get(BASE).text
    overseer.send(BASE + "1/dice", {"digits": "42", "dice_round": "0"}, page=BASE)
    page = client.get(BASE).text
    assert "That is jury No. 42 of the list." in page and "4 – 2" in page


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_public_page_opens_in_every_language_at_every_step(
        app: Flask, cast: Cast, client: FlaskClient, language: str) -> None:
    address = BASE.replace("/en/", f"/{language}/")
    for step in (only_pool, computed, committed, drawn):
        with app.app_context(), transaction() as session:
            jury_of(session, cast).stage = Stage.DRAW if step is not only_pool else Stage.RECRUITMENT
            db.session.query(Draw).delete()
        prepare(app, cast, step)
        assert client.get(address).status_code == 200


def test_a_draft_hides_its_draw(cast: Cast, client: FlaskClient) -> None:
    assert client.get(BASE).status_code == 404


def test_the_downloaded_files_pass_the_downloaded_verifier(
        app: Flask, cast: Cast, client: FlaskClient, sign_in: SignIn, tmp_path: Path) -> None:
    prepare(app, cast, drawn)
    for name in ("1/commitment.json", "1/result.json", "verify.py"):
        answer = client.get(BASE + name)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert f'filename="{Path(name).name}"' in answer.headers["Content-Disposition"]
        (tmp_path / Path(name).name).write_bytes(answer.data)
        assert client.get(BASE + name, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    (tmp_path / "features.json").write_bytes(sign_in(cast.overseer).get(BASE + "1/features.json").data)
    command = [sys.executable, "-I", "verify.py", "commitment.json", "result.json"]
    ran = subprocess.run([*command, "--features", "features.json"], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0 and "OK" in ran.stdout
    broken = json.loads((tmp_path / "result.json").read_text())
    broken["dice"] = "43"
    (tmp_path / "result.json").write_text(json.dumps(broken))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 1


@pytest.mark.parametrize(("who", "status"), [
    ("overseer", 200), ("organizer", 200), ("facilitator", 403), ("juror", 403), ("observer", 403), ("outsider", 404)])
def test_features_are_for_overseers(app: Flask, cast: Cast, sign_in: SignIn, who: str, status: int) -> None:
    prepare(app, cast, drawn)
    assert sign_in(getattr(cast, who)).get(BASE + "1/features.json").status_code == status


def test_no_contact_of_the_pool_is_on_any_page(app: Flask, cast: Cast, client: FlaskClient, sign_in: SignIn) -> None:
    prepare(app, cast, drawn)
    for browser in (client, sign_in(cast.organizer), sign_in(cast.overseer)):
        for name in ("", "1/commitment.json", "1/result.json"):
            text = browser.get(BASE + name).text
            assert "Family" not in text and "person1@" not in text


def test_different_dice_are_refused_in_words(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    prepare(app, cast, committed)
    sign_in(cast.organizer).send(BASE + "1/dice", {"digits": "42", "dice_round": "0"}, page=BASE)
    answer = sign_in(cast.overseer).send(BASE + "1/dice", {"digits": "24", "dice_round": "0"}, page=BASE,
                                         follow_redirects=True)
    assert "neither counts" in answer.text
    assert latest(app).dice is None


@pytest.mark.parametrize("digits", ["", "x", "123", "4"])
def test_malformed_dice_keep_the_form(app: Flask, cast: Cast, sign_in: SignIn, digits: str) -> None:
    prepare(app, cast, committed)
    answer = sign_in(cast.organizer).send(BASE + "1/dice", {"digits": digits, "dice_round": "0"}, page=BASE)
    assert answer.status_code == 200 and "form-error" in answer.text


def test_a_step_needs_a_fresh_sign_in(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    from app.models import SignIn as Session_
    prepare(app, cast, computed)
    organizer = sign_in(cast.organizer)
    token = TOKEN.search(organizer.get(BASE).text)
    with app.app_context(), transaction() as session:
        for row in session.scalars(select(Session_)):
            row.fresh_at = utc_now() - timedelta(minutes=6)
    answer = organizer.post(BASE + "1/publish", data={"csrf_token": token[1], "return_to": BASE})  # type: ignore[index]
    assert "/confirm-sign-in" in answer.location
    assert latest(app).state is DrawState.COMPUTED


def post_at_once(app: Flask, browser: FlaskClient, address: str, data: dict[str, str], times: int) -> list[int]:
    """The same form, sent by a crowd of impatient fingers."""
    found = TOKEN.search(browser.get(BASE).text)
    body, statuses = {**data, "csrf_token": found[1]}, []  # type: ignore[index]
    cookie = browser.get_cookie("alqa")

    def send() -> None:
        other = app.test_client()
        other.set_cookie("alqa", cookie.value)  # type: ignore[union-attr]
        statuses.append(other.post(address, data=body).status_code)

    threads = [Thread(target=send) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def test_fifty_identical_posts_have_one_effect(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    prepare(app, cast, only_pool)
    organizer, overseer = sign_in(cast.organizer), sign_in(cast.overseer)
    form = {"expected": "none", "panel_count": "100", "randomness": "dice"}
    assert post_at_once(app, organizer, BASE + "start", form, 50) == [303] * 50
    assert count(app, Draw) == count(app, Job) == 1
    with app.app_context():
        work_until_idle()
    approve_list(app, overseer)
    assert post_at_once(app, organizer, BASE + "1/publish", {}, 50) == [303] * 50
    assert count(app, RecordEntry, RecordEntry.kind == "draw_committed") == 1
    with app.app_context():
        assert work_until_idle() == 1
    assert count(app, Message, Message.template == "ticket") == 40
    dice = {"digits": "42", "dice_round": "0"}
    assert post_at_once(app, organizer, BASE + "1/dice", dice, 50) == [303] * 50
    assert latest(app).dice is None
    assert post_at_once(app, overseer, BASE + "1/dice", dice, 50) == [303] * 50
    assert count(app, RecordEntry, RecordEntry.kind == "panel_drawn") == 1
    assert latest(app).panel_number == 42


def test_two_organizers_start_two_kinds_of_draw_and_one_wins(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    prepare(app, cast, only_pool)
    organizer = sign_in(cast.organizer)
    form = {"expected": "none", "randomness": "dice"}
    first = Thread(target=post_at_once, args=(app, organizer, BASE + "start", {**form, "panel_count": "100"}, 5))
    second = Thread(target=post_at_once, args=(app, organizer, BASE + "start", {**form, "panel_count": "1000"}, 5))
    for thread in (first, second):
        thread.start()
    for thread in (first, second):
        thread.join()
    assert count(app, Draw) == count(app, Job) == 1


def test_a_cancelled_computation_says_so_and_starts_again(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    prepare(app, cast, only_pool)
    organizer = sign_in(cast.organizer)
    form = {"expected": "none", "panel_count": "100", "randomness": "dice"}
    job = organizer.send(BASE + "start", form, page=BASE).location
    organizer.send(job + "/cancel", page=job)
    with app.app_context():
        work_until_idle()
    assert latest(app).state is DrawState.CANCELLED
    page = organizer.get(BASE).text
    assert "The computation was stopped" in page and "Compute the list" in page


def test_impossible_targets_are_told_on_the_page(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    from app.models import FeatureValue
    prepare(app, cast, only_pool)
    with app.app_context(), transaction() as session:
        for value in session.scalars(select(FeatureValue).where(FeatureValue.name == "female")):
            value.minimum, value.maximum = 6, 6
    organizer = sign_in(cast.organizer)
    organizer.send(BASE + "start", {"expected": "none", "panel_count": "100", "randomness": "dice"}, page=BASE)
    with app.app_context():
        work_until_idle()
    assert latest(app).state is DrawState.FAILED
    assert "add up to 9, more than the 6 seats" in organizer.get(BASE).text


def test_a_second_draw_shows_its_reason_and_keeps_the_first(
        app: Flask, cast: Cast, client: FlaskClient, sign_in: SignIn) -> None:
    prepare(app, cast, drawn)
    organizer, first = sign_in(cast.organizer), latest(app)
    form = {"expected": f"{first.id}-drawn-{first.job_id}", "panel_count": "100", "randomness": "dice",
            "reason": "Forty people were missing"}
    organizer.send(BASE + "again", form, page=BASE)
    with app.app_context():
        work_until_idle()
    approve_list(app, sign_in(cast.overseer))
    organizer.send(BASE + "2/publish", page=BASE)
    page = client.get(BASE).text
    assert "Forty people were missing" in page and "Draw No. 1" in page
    assert "This draw does not count" in client.get(BASE + "1/").text
    assert json.loads(client.get(BASE + "2/commitment.json").data)["previous"] == first.commitment_hash


def test_with_the_beacon_the_page_names_the_round_and_refuses_a_forged_one(
        app: Flask, cast: Cast, client: FlaskClient, sign_in: SignIn) -> None:
    def with_beacon(session: object, cast: Cast, vault: object, now: datetime) -> None:
        plan = DrawPlan(panel_count=100, beacon_at=utc_now() + timedelta(hours=1))
        draw = committed(session, cast, vault, now, plan)  # type: ignore[arg-type]
        for who in ("organizer", "overseer"):
            type_dice(session, cast, vault, now, draw, who, "42")  # type: ignore[arg-type]

    prepare(app, cast, with_beacon)
    overseer = sign_in(cast.overseer)
    page = overseer.get(BASE).text
    number = re.search(r"Round (\d+) counts", page)
    assert number and "drand is awaited" in client.get(BASE).text
    forged = f'{{"round": {number[1]}, "signature": "{"a" * 96}"}}'
    for text, words in ((forged, "is not that of the randomness service"),
                        ("nonsense", "not an answer of the randomness service")):
        answer = overseer.send(BASE + "1/beacon", {"published": text}, page=BASE, follow_redirects=True)
        assert words in answer.text
    assert latest(app).state is DrawState.COMMITTED
