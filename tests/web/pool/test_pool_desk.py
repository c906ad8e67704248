"""The desk of the pool in a browser without JavaScript: found, edited, decided, counted, exported, erased."""
from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.jobs.worker import work_until_idle
from app.models import Job, PoolUpload, Registrant
from app.web.pool import pool_imports
from tests.cast import Cast
from tests.web.pool.test_pools import confirm, send, upload_path

PEOPLE = ("id,name,phone,address,sex\n1,Aigul Ospan,87011112233,Abay 5-1,f\n2,Ospan Aigul,+77011112233,Mira 7,f\n"
          "3,Bolat Kim,87021112233,Abay 5-1,m\n4,Dana Li,87031112233,Mira 9,f\n")
DESK = "/en/juries/water-2026/pool"


@pytest.fixture
def organizer(app: Flask, sign_in: Callable[[int], FlaskClient], cast: Cast) -> FlaskClient:
    client = sign_in(cast.organizer)
    send(client, PEOPLE)
    confirm(client, upload_path(app))
    return client


def test_a_person_is_found_edited_and_kept_with_a_history(organizer: FlaskClient) -> None:
    assert "Bolat Kim" in organizer.get(f"{DESK}?q=8+702+111").text
    assert "Nobody answers all of this" in organizer.get(f"{DESK}?q=bolat&f0=f").text
    for language in ("kk", "ru"):
        found = organizer.get(f"/{language}/juries/water-2026/pool?double=1&household=1&state=in_draw")
        assert found.status_code == 200
    page = organizer.get(f"{DESK}/people/3/edit").text
    typed = {"seen": "0", "name": "Bolat Kim", "email": "b@x.kz", "phone": "8 702 111 22 33", "address-0": "Abay 5-1",
             "address-1": "", "address-2": "", "language": "ru", "features-0": "m"}
    assert "Abay 5-1" in page
    saved = organizer.send(f"{DESK}/people/3/edit", typed, follow_redirects=True).text
    assert "<ins translate=\"no\">b@x.kz</ins>" in saved
    assert "Olzhas Organizer" in saved
    assert "Somebody changed this person" in organizer.send(f"{DESK}/people/3/edit", typed | {"name": "X"}).text
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', organizer.get(f"{DESK}/people/3/edit").text)
    assert seen
    wrong = typed | {"seen": seen[1], "email": "no"}
    assert "is not an e-mail address" in organizer.send(f"{DESK}/people/3/edit", wrong).text


def test_cases_are_decided_side_by_side(app: Flask, organizer: FlaskClient) -> None:
    page = organizer.get(f"{DESK}/cases/doubles").text
    assert "The same telephone number" in page
    organizer.send(f"{DESK}/cases/doubles", {"person": ["1", "2"], "keep": "2", "decision": "same"})
    assert "Nothing is left to decide" in organizer.get(f"{DESK}/cases/doubles").text
    assert "Registered twice" in organizer.get(f"{DESK}?state=excluded").text
    organizer.send(f"{DESK}/people/1/readmit", page=f"{DESK}/people/1")
    assert "The same address" in organizer.get(f"{DESK}/cases/homes").text
    refused = organizer.send(f"{DESK}/cases/homes", {"person": ["1", "3"], "together": "1", "decision": "same"},
                             follow_redirects=True).text
    assert "at least two people" in refused
    done = organizer.send(f"{DESK}/cases/homes", {"person": ["1", "3"], "decision": "different"}, follow_redirects=True)
    assert "Not a household" in done.text
    assert "Of one household with" not in organizer.get(f"{DESK}/people/1").text


def test_counts_exports_and_the_clock_are_pages(organizer: FlaskClient) -> None:
    assert "no targets yet" in organizer.get(f"{DESK}/counts").text
    part = organizer.get(f"{DESK}/counts", headers={"X-Fragment": "counts"}).text
    assert part.strip().startswith("<div id=\"counts\"")
    assert organizer.get(f"{DESK}/people.xlsx").data.startswith(b"PK")
    assert organizer.get(f"{DESK}/people/1/data.json").json["contact"]["name"] == "Aigul Ospan"
    assert "30 days after the draw" in organizer.get(f"{DESK}/retention").text
    assert "number from 1 to 30" in organizer.send(f"{DESK}/retention", {"pool_days": "31", "contacts_days": "9"}).text
    saved = organizer.send(f"{DESK}/retention", {"pool_days": "7", "contacts_days": "9"}, follow_redirects=True).text
    assert "7 days after the draw" in saved


def test_a_person_is_erased_on_request(app: Flask, organizer: FlaskClient) -> None:
    organizer.send(f"{DESK}/people/4/erase", follow_redirects=True)
    assert "Only the number stays" in organizer.get(f"{DESK}/people/4").text
    assert "Dana" not in organizer.get(f"{DESK}/people.csv").text
    assert "Dana" not in organizer.get(DESK).text


def test_a_large_import_is_done_in_the_background_at_once_or_not_at_all(
        app: Flask, organizer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_imports, "AT_ONCE", 4)
    rows = "".join(f"{n},Person {n},8705{n:07d},Street {n},{'fm'[n % 2]}\n" for n in range(10, 20))
    send(organizer, PEOPLE.replace("Mira 9", "Mira 11") + rows)
    path = upload_path(app)
    assert "in the background" not in confirm(organizer, path).text  # the page of the task, not of the pool
    again = confirm(organizer, path)
    assert again.status_code == 200
    organizer.send(f"{path}/drop", page=f"{path}/columns")  # too late: it is being imported
    with app.app_context():
        assert len(db.session.scalars(select(Job).where(Job.kind == "pool_import")).all()) == 1  # pressed twice
        assert db.session.scalars(select(Registrant.id)).all() == [1, 2, 3, 4]
        db.session.rollback()
        work_until_idle()
        assert len(db.session.scalars(select(Registrant.id)).all()) == 14
        upload = db.session.scalars(select(PoolUpload).order_by(PoolUpload.id.desc())).first()
        assert upload is not None
        assert upload.outcome == {"added": 10, "changed": 1, "unchanged": 3, "missing": 0, "left_out": 0}
    assert "Imported" not in organizer.get(f"{DESK}/import").text
    assert "Olzhas Organizer" in organizer.get(f"{DESK}/import").text


def test_a_background_import_stops_when_the_pool_changed_meanwhile(
        app: Flask, organizer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_imports, "AT_ONCE", 1)
    send(organizer, PEOPLE.replace("Mira 9", "Mira 11"))
    confirm(organizer, upload_path(app))
    organizer.send(f"{DESK}/people/2/exclude", {"reason": "moved"})
    with app.app_context():
        work_until_idle()
        job = db.session.scalars(select(Job).where(Job.kind == "pool_import")).one()
        assert (job.state.value, job.error_code) == ("failed", "pool_changed_meanwhile")
    assert "Files that wait for your decision" in organizer.get(DESK).text
