"""Open data follows the jury: a draft is not there, a verdict when it is published, and every change shows at once."""
from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.stages import Stage
from app.services import juries
from app.transaction import transaction
from app.web.open_data import catalogue
from tests.cast import Cast, actor, frame
from tests.deliberation import NOW, set_stage, vault_of

FILE, API = "/data/juries/water-2026/jury.csv", "/api/v1/juries"


def test_what_is_told_follows_the_stage(app: Flask, cast: Cast) -> None:
    program = FlaskClient(app, app.response_class)
    for address in (FILE, f"{API}/water-2026", "/data/juries/water-2026/"):
        assert program.get(address).status_code == 404, address  # a draft
    assert program.get("/data/catalog.jsonld").get_json()["dcat:dataset"] == []
    with app.app_context(), transaction() as session:
        set_stage(session, cast, Stage.RECRUITMENT)
        juries.create_jury(session, "air-2026", frame(), vault=vault_of(app), now=NOW,
                           actor=actor(session, cast, "organizer"))
    first = program.get(FILE)
    assert (first.status_code, program.get(f"{API}/water-2026/verdict").get_json()["code"]) == (
        200, "verdict_is_not_public_yet")
    with app.app_context(), transaction() as session:
        set_stage(session, cast, Stage.CANCELLED)
    assert program.get(FILE, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    assert [row["jury"] for row in program.get(API).get_json()["items"]] == ["water-2026"]


def test_the_list_of_juries_goes_on_where_the_page_before_ended(app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction() as session:
        set_stage(session, cast, Stage.RECRUITMENT)
        for number in range(2):
            juries.create_jury(session, f"air-{number}", frame(), vault=vault_of(app), now=NOW,
                               actor=actor(session, cast, "organizer")).stage = Stage.RECRUITMENT
    program, address, found = FlaskClient(app, app.response_class), f"{API}?limit=1", []
    while address:
        page = program.get(address.removeprefix("http://localhost")).get_json()
        found, address = [*found, *(row["jury"] for row in page["items"])], page["next"]
    assert found == ["air-1", "air-0", "water-2026"]


def test_the_catalogue_names_its_next_page(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context(), transaction() as session:
        set_stage(session, cast, Stage.RECRUITMENT)
        juries.create_jury(session, "air-2026", frame(), vault=vault_of(app), now=NOW,
                           actor=actor(session, cast, "organizer")).stage = Stage.CANCELLED
    monkeypatch.setattr(catalogue, "PAGE", 1)
    program, address, found = FlaskClient(app, app.response_class), "/data/catalog.jsonld", []
    while address:
        page = program.get(address.removeprefix("http://localhost")).get_json()
        found += [one["dct:identifier"] for one in page["dcat:dataset"]]
        address = page["hydra:view"].get("hydra:next", {}).get("@id", "")
    assert found == ["air-2026", "water-2026"]
