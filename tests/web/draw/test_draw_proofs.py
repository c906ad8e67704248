"""The proof of a draw for readers: every number on the page is the one in the files, and nothing asks for a cookie."""
from __future__ import annotations

import hashlib
import html
import json
import re
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from string import Formatter

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.phases import DrawState
from app.domain.stages import Stage
from app.extensions import db
from app.i18n.draw_checks import check_words, offline_words, refusal_words
from app.i18n.letters import render_letter, render_short
from app.i18n.speaking import speaking
from app.installation import utc_now
from app.models import Draw, Registrant
from app.services import records
from app.services.draw import beacons, draw_proofs, draws
from app.services.draw.draws import DrawPlan
from app.services.recruitment import registrant_tickets
from app.transaction import transaction
from sortition import verify
from sortition.beacon import BeaconRound, round_time
from tests.cast import Cast, jury_of
from tests.drawing import committed, computed, drawn, type_dice
from tests.pages import TOKEN
from tests.sortition.bundles import ROUNDS

BASE = "/en/juries/water-2026/draw/"
FILES = re.compile(r'href="([^"]+)" download.*?data-l="Size">([\d,]+) bytes</td><td[^>]*>([0-9a-f ]{64,})</td>')


def prepare(app: Flask, cast: Cast, step: Callable[..., object], **options: object) -> None:
    with app.app_context(), transaction() as session:
        step(session, cast, app.extensions["alqa.vault"], utc_now() - timedelta(minutes=5), **options)


def plain(text: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


def with_beacon(session: object, cast: Cast, vault: object, _now: datetime) -> None:
    """A draw that waited for a real round: its list is published an hour before, the dice two minutes before."""
    given = ROUNDS[-1]
    at = datetime.fromtimestamp(round_time(given.round), tz=utc_now().tzinfo)
    draw = committed(session, cast, vault, at - timedelta(hours=1), DrawPlan(panel_count=100, beacon_at=at))  # type: ignore[arg-type]
    for who in ("organizer", "overseer"):
        type_dice(session, cast, vault, at - timedelta(minutes=2), draw, who, "42")  # type: ignore[arg-type]
    jury = jury_of(session, cast)  # type: ignore[arg-type]
    beacons.decide(session, jury, draw.id, BeaconRound(given.round, given.signature), vault=vault, now=at)  # type: ignore[arg-type]


def test_the_page_tells_the_files_numbers_and_gives_no_cookie(app: Flask, cast: Cast, client: FlaskClient) -> None:
    prepare(app, cast, drawn)
    answer = client.get(BASE + "proof")
    page = plain(answer.text)
    assert "Set-Cookie" not in answer.headers and "csrf_token" not in answer.text
    assert "read as one number that is 42" in page.lower() and "jury No. 42." in page
    result = client.get(BASE + "1/result.json").json
    assert " · ".join(result["panel"]) in page
    rows = FILES.findall(answer.text)
    assert len(rows) == 4
    for address, size, sha256 in rows:
        file = client.get(address)
        assert len(file.data) == int(size.replace(",", "")), address
        assert hashlib.sha256(file.data).hexdigest() == sha256.replace(" ", ""), address
        assert client.get(address, headers={"If-None-Match": file.headers["ETag"]}).status_code == 304
    for language in ("kk", "ru"):
        assert client.get(f"/{language}/juries/water-2026/draw/1/proof").status_code == 200
        words = client.get(f"/{language}/juries/water-2026/draw/words.json").json
        assert words["right"] and words["stands"] and words["decimal"] == ","
    assert "40" in page and "people can be drawn" in page and "points more" in page


def test_the_commands_on_the_page_give_what_stands_below_them(
        app: Flask, cast: Cast, client: FlaskClient, tmp_path: Path) -> None:
    prepare(app, cast, with_beacon)
    page = client.get(BASE + "proof").text
    for name in ("1/commitment.json", "1/result.json", "verify.py"):
        (tmp_path / Path(name).name).write_bytes(client.get(BASE + name).data)
    blocks = [html.unescape(block) for block in re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.S)]
    assert len(blocks) == 7
    said = subprocess.run(["bash", "-c", blocks[0]], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "OK:" in said and "NOT OK" not in said
    for block in blocks[1:]:
        command, _, shown = block.partition("\n")
        said = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
        assert said.strip().removesuffix("  commitment.json").removesuffix("  -") == shown or not shown, command
    words = plain(page)
    with app.app_context():
        found = draw_proofs.calculation_of(db.session.get_one(Draw, 1))
    assert found and found.given and (found.thrown + found.given.number) % 100 == found.number
    assert f"42 + {found.given.number} = {42 + found.given.number}." in words and f"jury No. {found.number}." in words


def test_before_the_dice_the_list_stands_and_nothing_is_said_to_be_drawn(
        app: Flask, cast: Cast, client: FlaskClient) -> None:
    prepare(app, cast, computed)
    assert "Nothing is published yet" in client.get(BASE + "proof").text
    assert client.get(BASE + "1/proof").status_code == client.get(BASE + "1/ticket/").status_code == 404
    with app.app_context(), transaction() as session:
        session.query(Draw).delete()
    prepare(app, cast, committed)
    page = client.get(BASE + "proof").text
    assert "Dice will be thrown in public" in page and "verify_draw" not in page and "result.json" not in page
    assert 'data-result=""' in page


def test_a_second_draw_shows_its_reason_and_the_first_stays(app: Flask, cast: Cast, client: FlaskClient) -> None:
    prepare(app, cast, drawn)
    with app.app_context(), transaction() as session:
        first = draws.find_draw(session, jury_of(session, cast), 1)
        first.state = DrawState.VOID
        session.add(Draw(jury_id=cast.jury_id, number=2, state=DrawState.CANCELLED, reason="A die fell off the table.",
                         seats=6, objective="leximin", panel_count=100, started_at=utc_now()))
    page = plain(client.get(BASE + "proof").text)
    assert "This draw does not count." in page and "Draw No. 2 is being prepared" in page
    assert "A die fell off the table." in page
    with app.app_context(), transaction() as session:
        jury_of(session, cast).stage = Stage.CANCELLED
    assert "can still be checked" in client.get(BASE + "1/proof").text


def test_who_was_replaced_is_told_by_the_record(app: Flask, cast: Cast, client: FlaskClient) -> None:
    prepare(app, cast, drawn)
    assert "Nobody has given a seat up so far." in client.get(BASE + "proof").text
    answers = [("0003", "declined", "0009", 0), ("0004", "confirmed", "", 0), ("0009", "expired", "", 2)]
    with app.app_context(), transaction() as session:
        for ticket, answer, called, violation in answers:
            records.add_entry(session, cast.jury_id, "seat_answered", {
                "draw": 1, "ticket": ticket, "answer": answer, "called": called, "violation": violation}, now=utc_now())
        for number, ticket, called in ((1, "0004", "0011"), (2, "0005", "0012")):
            records.add_entry(session, cast.jury_id, "seat_left", {
                "draw": number, "ticket": ticket, "called": called, "violation": 0}, now=utc_now())
        jury = jury_of(session, cast)
        found = draw_proofs.replacements_of(session, jury, draws.find_draw(session, jury, 1))
        assert [(one.ticket, one.answer.value, one.called) for one in found] == [
            ("0003", "declined", "0009"), ("0009", "expired", ""), ("0004", "left", "0011")]
    page = plain(client.get(BASE + "proof").text)
    assert "missed by 2" in page and "nobody was left" in page and "So far 3 seats were given up." in page


def test_without_a_script_the_ticket_is_posted_and_kept_nowhere(app: Flask, cast: Cast, client: FlaskClient) -> None:
    prepare(app, cast, drawn)
    address = BASE + "1/ticket/"
    asked = client.get(address)
    token = TOKEN.search(asked.text)
    assert token and "Set-Cookie" not in asked.headers

    def look_up(ticket: str, key: str = token[1]) -> str:
        answer = client.post(address, data={"csrf_token": key, "ticket": ticket})
        assert answer.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in answer.headers
        return plain(answer.text)

    result = client.get(BASE + "1/result.json").json
    assert "It is in the drawn jury." in look_up(result["panel"][0].lstrip("0"))
    assert "In the reserve it has place 1." in look_up(result["reserve_order"][0])
    assert "There is no ticket with this number" in look_up("9999") and "There is no ticket" in look_up("<b>")
    assert "Type the number of your ticket." in look_up("")
    assert "open for too long" in look_up("1", "forged") and "of the 100 juries" not in look_up("1", "forged")


def test_letters_carry_the_ticket_where_no_server_sees_it(app: Flask, cast: Cast, client: FlaskClient) -> None:
    values = {"ticket": "0007", "count": 3, "panels": 100, "number": 1, "commitment": "ab" * 32, "salt": "cd" * 16}
    with app.app_context(), transaction() as session:
        jury = jury_of(session, cast)
        letter = render_letter("ticket", "ru", jury, values, base_url="http://localhost").body
        paths: list[str] = []

        def shorten(path: str) -> str:
            paths.append(path)
            return "code"

        render_short("ticket", "kk", jury, values, base_url="http://localhost", shorten=shorten)
    assert "http://localhost/ru/juries/water-2026/draw/1/proof#ticket=0007" in letter and "?ticket" not in letter
    assert paths == ["/kk/juries/water-2026/draw/1/proof#ticket=0007"]


def test_links_of_older_letters_lead_to_the_proof(cast: Cast, client: FlaskClient) -> None:
    """The ticket goes behind #, which browsers tell no server."""
    for query, place in (("7", "=7"), ("9999", "=9999"), ("%3Cb%3E", ""), ("1" * 40, "")):
        answer = client.get(f"{BASE}1/?ticket={query}")
        assert answer.status_code == 302 and answer.location == f"{BASE}1/proof#ticket{place}"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_refusal_of_the_verifier_has_a_sentence_with_its_values(app: Flask, language: str) -> None:
    with app.app_context(), speaking(language):
        own, every = refusal_words(), check_words()
        assert offline_words()["title"]
    needed = set(verify.SENTENCES) - {"draw_verified", "beacon_checker_missing"}
    assert set(own) == needed
    for code in needed:
        assert fields(own[code].replace("%(", "{").replace(")s", "}")) == fields(verify.SENTENCES[code]), code
    assert not [word for word in every.values() if not word]


def fields(sentence: str) -> set[str]:
    return {name for _text, name, _form, _kind in Formatter().parse(sentence) if name}


def test_a_line_of_proof_is_what_the_leaf_of_the_own_ticket_was_made_of(app: Flask, cast: Cast) -> None:
    prepare(app, cast, drawn)
    with app.app_context(), transaction() as session:
        jury, vault = jury_of(session, cast), app.extensions["alqa.vault"]
        draw = draws.find_draw(session, jury, 1)
        leaves = dict(json.loads(draw.commitment or "")["tickets"])
        person = session.scalars(select(Registrant).order_by(Registrant.id)).first()
        ticket = registrant_tickets.ticket_of(session, draw, person)  # type: ignore[arg-type]
        assert ticket is not None
        line = registrant_tickets.proof_line(jury, draw, ticket, vault=vault)
        assert line and hashlib.sha256(line.encode()).hexdigest() == leaves[ticket.number]
        assert person and line.count(json.dumps(person.features["gender"])) == 1
        jury.data_key = None
        assert registrant_tickets.proof_line(jury, draw, ticket, vault=vault) is None


def test_the_saved_page_speaks_the_readers_language_and_holds_everything(cast: Cast, client: FlaskClient) -> None:
    pages = {language: client.get(f"/{language}/juries/water-2026/draw/check.html") for language in ("kk", "ru", "en")}
    for language, answer in pages.items():
        assert 'filename="check.html"' in answer.headers["Content-Disposition"]
        assert f'<html lang="{language}">' in answer.text
        assert "\nimport " not in answer.text and " src=" not in answer.text
        words = json.loads(html.unescape(re.search(r'data-words="([^"]+)"', answer.text)[1]))  # type: ignore[index]
        assert words["right"] and words["percent"]
    assert len({answer.text for answer in pages.values()}) == 3
