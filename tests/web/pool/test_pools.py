"""The organizer's way from a file to a pool, without JavaScript; nobody else comes near it."""
from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.extensions import db
from app.models import Jury, PoolUpload, Registrant
from tests.cast import Cast

GOOD = ("id,name,email,sex,area\n1,Aigul,a@x.kz,f,city\n2,Bolat,b@x.kz,m,aul\n3,Dana,d@x.kz,f,aul\n"
        "4,Erlan,e@x.kz,m,city\n")
SignIn = Callable[[int], FlaskClient]


@pytest.fixture
def organizer(sign_in: SignIn, cast: Cast) -> FlaskClient:
    return sign_in(cast.organizer)


def send(client: FlaskClient, content: bytes | str, language: str = "en") -> TestResponse:
    data = content.encode() if isinstance(content, str) else content
    return client.send(f"/{language}/juries/water-2026/pool", {"file": (io.BytesIO(data), "pool.csv"), "encoding": ""},
                       content_type="multipart/form-data", follow_redirects=True)


def people(app: Flask) -> list[Registrant]:
    with app.app_context():
        return list(db.session.scalars(select(Registrant).order_by(Registrant.number)))


def upload_path(app: Flask, language: str = "en") -> str:
    with app.app_context():
        upload = db.session.scalars(select(PoolUpload).order_by(PoolUpload.id.desc())).first()
        assert upload is not None
        return f"/{language}/juries/water-2026/pool/files/{upload.id}"


def choose(client: FlaskClient, path: str, *uses: str, **more: str) -> TestResponse:
    data = {f"uses-{place}": use for place, use in enumerate(uses)} | more
    return client.send(f"{path}/columns", data, follow_redirects=True)


def confirm(client: FlaskClient, path: str, **more: str) -> TestResponse:
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', client.get(path).get_data(as_text=True))
    return client.send(path, {"seen": seen[1] if seen else "", **more}, follow_redirects=True)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_from_a_file_to_the_pool(app: Flask, organizer: FlaskClient, language: str) -> None:
    columns = send(organizer, GOOD, language=language)
    assert columns.status_code == 200
    assert people(app) == []  # nothing before it is confirmed
    path = upload_path(app, language)
    checked = choose(organizer, path, "id", "name", "email", "feature", "feature")
    assert checked.status_code == 200
    assert people(app) == []
    done = confirm(organizer, path)
    assert "Aigul" in done.text
    assert people(app)[0].features == {"sex": "f", "area": "city"}


def test_problems_stop_the_import_and_say_where(app: Flask, organizer: FlaskClient) -> None:
    send(organizer, GOOD.replace("3,Dana", ",Dana").replace("aul", ""))
    path = upload_path(app)
    page = choose(organizer, path, "id", "name", "email", "feature", "feature").text
    assert "The identifier is missing" in page
    assert "“area” is blank" in page
    assert "Problems that stop the import: 3" in page
    assert 'name="seen"' not in page  # no button to import with
    refused = organizer.send(path, {"seen": "x"}, page=f"{path}/columns", follow_redirects=True)
    assert "Nothing was imported: 3 problems" in refused.text
    assert people(app) == []


def test_a_guessed_encoding_must_be_confirmed(app: Flask, organizer: FlaskClient) -> None:
    page = send(organizer, "номер;имя;пол\n1;Анна;ж\n2;Пётр;м\n3;Ольга;ж\n".encode("cp1251"))
    assert "Пётр" in page.text
    path = upload_path(app)
    assert "no Kazakh letters" in organizer.get(path).text
    assert "Look whether the letters are right" in confirm(organizer, path).text
    assert people(app) == []
    confirm(organizer, path, letters="y")
    assert len(people(app)) == 3


@pytest.mark.parametrize(("content", "sentence"), [
    (b"", "The file is empty"), (b"%PDF-1.4", "This is not a table"), (b"id,name\n", "no people under it"),
    (b"PK\x03\x04broken", "damaged"), (b"a,b\n1,\x002\n", "characters that no text has"),
])
def test_a_useless_file_is_refused_in_words(app: Flask, organizer: FlaskClient, content: bytes, sentence: str) -> None:
    assert sentence in send(organizer, content).text
    assert people(app) == []


def test_no_file_and_too_large_a_file(organizer: FlaskClient) -> None:
    page = "/en/juries/water-2026/pool"
    assert "Choose a file first." in organizer.send(page, {"encoding": ""}).text
    big = organizer.send(page, {"file": (io.BytesIO(b"x" * 12_000_000), "big.csv")}, content_type="multipart/form-data")
    assert big.status_code == 413


def test_wrong_columns_are_told_and_nothing_is_lost(app: Flask, organizer: FlaskClient) -> None:
    send(organizer, GOOD)
    path = upload_path(app)
    assert "Choose at least one column as a feature" in choose(organizer, path, *["nothing"] * 5).text
    assert "cannot both be used this way" in choose(organizer, path, "id", "id", "email", "feature", "feature").text
    assert choose(organizer, path, "id", "hacker", "email", "feature", "feature").status_code == 200
    assert choose(organizer, path, "id").status_code == 200
    assert organizer.get(path).status_code == 200


def test_a_second_press_and_an_old_page_change_nothing(app: Flask, organizer: FlaskClient) -> None:
    send(organizer, GOOD)
    path = upload_path(app)
    confirm(organizer, path)
    again = organizer.send(path, {"seen": "x"}, page="/en/juries/water-2026/pool", follow_redirects=True)
    assert again.status_code == 404
    assert "has been imported, replaced" in again.text
    assert len(people(app)) == 4


def test_excluding_taking_back_and_forgetting(app: Flask, organizer: FlaskClient) -> None:
    send(organizer, GOOD)
    confirm(organizer, upload_path(app))
    page = "/en/juries/water-2026/pool/people/2/exclude"
    assert "Please give the reason" in organizer.send(page, {"reason": ""}).text
    done = organizer.send(page, {"reason": "Works for the akimat"}, follow_redirects=True)
    assert "Works for the akimat" in done.text
    assert "Bolat" in organizer.get("/en/juries/water-2026/pool?excluded=1").text
    organizer.send("/en/juries/water-2026/pool/people/2/readmit", page="/en/juries/water-2026/pool")
    assert all(person.excluded_at is None for person in people(app))
    assert organizer.get("/en/juries/water-2026/pool/people/77/exclude").status_code == 404
    send(organizer, GOOD)
    path = upload_path(app)
    organizer.send(f"{path}/drop", page=f"{path}/columns")
    assert organizer.get(path).status_code == 404


def test_the_export_needs_a_fresh_sign_in(app: Flask, organizer: FlaskClient, cast: Cast) -> None:
    send(organizer, GOOD)
    confirm(organizer, upload_path(app))
    answer = organizer.get("/en/juries/water-2026/pool/people.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=water-2026-pool.csv"
    assert "Aigul" in answer.get_data().decode("utf-8-sig")
    with app.app_context():
        db.session.execute(db.text("UPDATE sign_in SET fresh_at = '2020-01-01 00:00:00'"))
        db.session.commit()
    stale = organizer.get("/en/juries/water-2026/pool/people.csv")
    assert stale.status_code == 302
    assert "/confirm-sign-in" in stale.headers["Location"]


@pytest.mark.parametrize("who", ["juror", "facilitator", "expert", "overseer", "commissioner", "observer", "outsider"])
def test_nobody_else_sees_the_pool(app: Flask, sign_in: SignIn, cast: Cast, who: str) -> None:
    client = sign_in(getattr(cast, who))
    for address in ("pool", "pool/files/1", "pool/files/1/columns", "pool/people/1/exclude", "pool/people.csv",
                    "targets", "targets/words"):
        assert client.get(f"/en/juries/water-2026/{address}").status_code in {403, 404}


def test_a_foreign_jurys_upload_is_not_found(app: Flask, organizer: FlaskClient) -> None:
    send(organizer, GOOD)
    with app.app_context():
        upload = db.session.scalars(select(PoolUpload)).one()
        twin = db.session.scalars(select(Jury)).one()
        other = {column.name: getattr(twin, column.name) for column in Jury.__table__.columns
                 if column.name not in {"id", "slug"}}
        db.session.add(Jury(slug="other", **other))
        db.session.flush()
        upload.jury_id = db.session.scalars(select(Jury.id).where(Jury.slug == "other")).one()
        db.session.commit()
    assert organizer.get(upload_path(app)).status_code == 404


def test_the_pool_page_after_recruitment_only_shows(app: Flask, organizer: FlaskClient) -> None:
    send(organizer, GOOD)
    confirm(organizer, upload_path(app))
    with app.app_context():
        db.session.execute(db.text("UPDATE jury SET stage = 'draw'"))
        db.session.commit()
    page = organizer.get("/en/juries/water-2026/pool").text
    assert "Recruitment is over" in page
    assert "exclude" not in page.lower().replace("excluded", "")
