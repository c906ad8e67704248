"""The letter desk from the file to the reminder, without a script; the public draw; what only a fresh sign-in opens."""
from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.stages import Stage
from app.extensions import db
from app.installation import utc_now
from app.jobs import letter_pdfs
from app.jobs.worker import work_until_idle
from app.models import Address, AddressUpload, Job, Jury
from app.models import SignIn as SignInRow
from app.papers import missing_libraries
from app.services.recruitment.letter_codes import find_address
from app.transaction import transaction
from tests.cast import Cast

SignIn = Callable[[int], FlaskClient]
DESK, DRAWS, LIST = (f"/en/juries/water-2026/{name}" for name in ("letters", "letter-draws", "addresses"))
CANARY = "Канарейка көшесі"
FILE = "Мекенжай;Қала;Индекс;Аудан\n" + "".join(
    f"{CANARY}, {place};Алматы;050000;{'Медеу' if place % 2 else '=Алатау'}\n" for place in range(1, 31))
WORDS = {"sender": "Хатшылық\nАбай 1", "phone": "8 800 1", "first_language": "kk", "second_language": "ru",
         "window": "right", "registrations_per_letter": "1"}


@pytest.fixture
def organizer(sign_in: SignIn, cast: Cast) -> FlaskClient:
    return sign_in(cast.organizer)


def send_file(client: FlaskClient, content: str) -> TestResponse:
    return client.send(LIST, {"file": (io.BytesIO(content.encode()), "list.csv"), "encoding": ""},
                       content_type="multipart/form-data", follow_redirects=True)


def import_list(app: Flask, client: FlaskClient) -> None:
    assert "We have guessed" in send_file(client, FILE).text
    with app.app_context():
        path = f"{LIST}/files/{db.session.scalars(select(AddressUpload.id)).one()}"
    client.send(f"{path}/columns", {f"uses-{n}": use for n, use in enumerate(("street", "town", "postcode", "area"))})
    page = client.get(path).text
    assert "No problems were found" in page
    seen = re.search(r'name="seen"[^>]*value="([^"]+)"', page)
    assert seen is not None
    assert "Addresses in the list: 30" in client.send(path, {"seen": seen[1]}, follow_redirects=True).text


def test_from_the_list_to_the_reminder(app: Flask, cast: Cast, organizer: FlaskClient, sign_in: SignIn,
                                       client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """One walk, because each step needs those before it."""
    overseer = sign_in(cast.overseer)
    assert "Import a list of addresses" in organizer.get(DESK).text
    import_list(app, organizer)
    assert CANARY in organizer.get(f"{LIST}?state=not_drawn&number=3").text
    plan = {"wanted": "3", "response": "20", "letters": "12", "areas-0-name": "Алатау", "areas-0-weight": "x",
            "areas-1-name": "Медеу", "areas-1-weight": "1"}
    assert "is no weight" in organizer.send(f"{DESK}/plan", plan, page=DESK, follow_redirects=True).text
    plan["areas-0-weight"] = "2"
    assert "Saved" in organizer.send(f"{DESK}/plan", plan, page=DESK, follow_redirects=True).text
    assert "Saved" in organizer.send(f"{DESK}/words", WORDS, follow_redirects=True).text
    with app.app_context(), transaction() as session:
        session.execute(update(Jury).values(stage=Stage.RECRUITMENT))
    announced = organizer.send(DRAWS, {"randomness": "dice"}, page=DESK, follow_redirects=True)
    assert "the list is fixed" in announced.text
    for who, answer in ((organizer, "Your entry is kept"), (overseer, "Both entries are equal")):
        assert answer in who.send(f"{DRAWS}/1/dice", {"digits": "41 72 03", "dice_round": "1"}, page=DRAWS,
                                  follow_redirects=True).text
    public = client.get(DRAWS).text
    assert "--letters 12 --seed 417203" in public
    with app.app_context():
        drawn = {row.number for row in db.session.scalars(select(Address).where(Address.place.is_not(None)))}
    for number in (next(iter(drawn)), next(iter(set(range(1, 31)) - drawn))):
        found = client.get(f"{DRAWS}?letter={number}").text
        assert (f"Yes: No. {number}" in found) is (number in drawn)
    assert CANARY not in public + client.get(f"{DRAWS}/1/list.csv").text
    assert "How the addresses for the letters were drawn" in client.get("/en/juries/water-2026").text
    _print_and_post(app, organizer, monkeypatch)
    assert "Addresses found: 1." in organizer.get(f"{LIST}?state=returned").text


def _print_and_post(app: Flask, organizer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    if missing_libraries():
        pytest.skip("no libraries for PDFs")
    monkeypatch.setattr(letter_pdfs, "PART", 7)
    monkeypatch.setattr(letter_pdfs, "WAITS", (0.0,))
    faults = [OperationalError("BEGIN IMMEDIATE", None, Exception("database is locked"))]

    def busy_at_first() -> AbstractContextManager[Session]:
        if faults:
            raise faults.pop()
        return transaction()

    monkeypatch.setattr(letter_pdfs, "transaction", busy_at_first)
    organizer.send(f"{DESK}/waves", {"kind": "invitation"}, page=DESK)
    with app.app_context():
        work_until_idle()
        assert db.session.scalars(select(Job.error_code).where(Job.kind == "letter_pdfs")).all() == [None]
    assert not faults  # the database was busy once, and nothing was lost
    assert "Part 2: letters 8–12" in organizer.get(DESK).text
    parts = zipfile.ZipFile(io.BytesIO(organizer.get(f"{DESK}/waves/1/letters.zip").data))
    pages = [page.extract_text() for name in parts.namelist() for page in PdfReader(io.BytesIO(parts.read(name))).pages]
    assert len(pages) == 12
    with app.app_context():
        vault = app.extensions["alqa.vault"]
        for page in pages:
            code = re.search(r"\d{4} \d{4} \d{4}", page)
            assert code is not None
            address = find_address(db.session(), db.session.scalars(select(Jury)).one(), code[0], vault=vault)
            assert f"№ {address.number}" in page
            assert "Water (kk)" in page and "Water (ru)" in page
    merge = organizer.get(f"{DESK}/waves/1/merge.csv").data.decode("utf-8-sig")
    assert len(merge.splitlines()) == 13
    assert "/kk/juries/water-2026/register?code=" in merge
    day = utc_now().date().isoformat()
    assert "Letters: 12" in organizer.send(f"{DESK}/waves/1/posted", {"posted_on": day}, page=DESK,
                                           follow_redirects=True).text
    assert organizer.get(f"{DESK}/waves/1/parts/1.pdf").status_code == 404
    number = re.search(r"№ (\d+)", pages[0])
    assert number is not None
    noted = organizer.send(f"{DESK}/marks", {"numbers": f"{number[1]} 999", "mark": "returned"}, page=DESK)
    assert "No letter has these numbers: 999" in noted.text
    organizer.send(f"{DESK}/marks", {"numbers": number[1], "mark": "returned"}, page=DESK)
    page = organizer.get(DESK).text
    assert "Silent since their letter: 11" in page
    assert "Response by area" in organizer.get(DESK, headers={"X-Fragment": "came-back"}).text


def test_what_leaves_the_house_asks_for_a_fresh_sign_in(app: Flask, cast: Cast, organizer: FlaskClient,
                                                        sign_in: SignIn, client: FlaskClient) -> None:
    import_list(app, organizer)
    content = organizer.get(f"{LIST}/addresses.csv").data.decode("utf-8-sig")
    assert content.count(CANARY) == 30
    for who in (sign_in(cast.overseer), sign_in(cast.juror), sign_in(cast.outsider), client):
        for path in (DESK, LIST, f"{LIST}/addresses.csv", f"{DESK}/waves/1/merge.csv", f"{DESK}/waves/1/letters.zip"):
            answer = who.get(path)
            assert answer.status_code in (302, 403, 404)
            assert CANARY not in answer.text
    with app.app_context(), transaction() as session:
        session.execute(update(SignInRow).values(fresh_at=utc_now() - timedelta(hours=1)))
    for path in (f"{LIST}/addresses.csv", f"{DESK}/waves/1/merge.csv", f"{DESK}/waves/1/parts/1.pdf"):
        assert "confirm" in organizer.get(path).location
