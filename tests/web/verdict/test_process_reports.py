"""How the jury worked, as readers see it on the page and on paper: whole, and without jurors' names."""
from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from app.services.room.speaking_times import Band
from app.services.verdict.process_reports import joined_bands
from app.transaction import transaction
from tests import tracing
from tests.cast import Cast
from tests.deliberation import NOW, vault_of

PAGE = "/juries/water-2026/verdict/process"


@pytest.fixture
def published(app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction() as session:
        tracing.play(session, cast, vault_of(app), NOW)


def part(page: str, anchor: str) -> str:
    return page[page.index(f'id="{anchor}"'):].split("</section>", maxsplit=1)[0]


@pytest.mark.usefixtures("published")
def test_the_report_tells_what_was_planned_and_what_was_done(client: FlaskClient) -> None:
    answer = client.get(f"/en{PAGE}")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    page = answer.get_data(as_text=True)
    sessions = part(page, "sessions")
    hearing = next(row for row in sessions.split("<tr>") if ">Expert<" in row)
    assert '<td class="n" data-l="Planned, min">20</td>' in hearing
    assert '<td class="n" data-l="Spent, min">25</td>' in hearing
    assert "Not held" in sessions
    witnesses = part(page, "witnesses")
    assert all(words in witnesses for words in ("For new pipes (en)", "Sells pipes (en)", ">25<"))
    questions = part(page, "questions")
    assert all(words in questions for words in (
        "How old are the pipes?", "answered in part", "Forty years, in the mean.", "fewer than five jurors",
        "1 question was taken off the record"))
    review = part(page, "review")
    assert all(words in review for words in ("Say how old.", "It is in the why.", "/draft-reviews/1"))
    assert "many questions" in part(page, "departures")
    assert "Words were taken off the record 1 time." in part(page, "departures")
    assert "Nobody has objected." in part(page, "approvals")
    assert not [word for word in tracing.CANARIES if word in page]
    verdict = client.get("/en/juries/water-2026/verdict").get_data(as_text=True)
    assert f'href="/en{PAGE}"' in verdict
    assert "Как работало жюри" in client.get(f"/ru{PAGE}").get_data(as_text=True)


@pytest.mark.usefixtures("published")
def test_the_report_on_paper_can_be_read_by_a_screen_reader(client: FlaskClient) -> None:
    answer = client.get(f"/kk{PAGE}.pdf")
    assert answer.mimetype == "application/pdf"
    assert client.get(f"/kk{PAGE}.pdf", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    reader = PdfReader(io.BytesIO(answer.data))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "kk"
    assert root["/MarkInfo"]["/Marked"]
    words = " ".join("".join(page.extract_text() for page in reader.pages).split())
    assert "Алқа қалай жұмыс істеді" in words
    assert set("әғқңөұүі") <= set(words.lower())
    assert "How old are the pipes?" in words
    assert not [word for word in tracing.CANARIES if word in words]
    tags = {str(element.get("/S")) for element in elements(root["/StructTreeRoot"])}
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD"} <= tags


def elements(node: object) -> list[dict[str, object]]:
    """Every element of the tree that a screen reader walks."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [found for child in node for found in elements(child)]
    return [node, *elements(node.get("/K", []))] if isinstance(node, dict) else []


def test_before_publishing_there_is_no_report(cast: Cast, client: FlaskClient) -> None:
    assert client.get(f"/en{PAGE}").status_code == 404
    assert client.get(f"/en{PAGE}.pdf").status_code == 404


@pytest.mark.parametrize(("jurors", "expected"), [
    ((0, 0, 0), []), ((4, 0, 0), []), ((5, 4, 5), [5, 9]), ((5, 5, 4), [5, 9]), ((2, 2, 2), [6])])
def test_no_number_of_the_spread_is_under_five(jurors: tuple[int, int, int], expected: list[int]) -> None:
    bands = tuple(Band(least, below, count) for (least, below), count in zip(
        ((0, 1), (1, 60), (60, None)), jurors, strict=True))
    found = joined_bands(bands)
    assert [band.jurors for band in found] == expected
    assert not found or (found[0].least, found[-1].below) == (0, None)
