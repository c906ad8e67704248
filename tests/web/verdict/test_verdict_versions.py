"""Later versions beside the earlier ones, what differs, and the paper to hang up: one page, however long the jury."""
from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from app.installation import utc_now
from app.services.verdict import verdicts
from app.transaction import transaction
from tests.cast import Cast, actor, jury_of, texts
from tests.deliberation import vault_of
from tests.publishing import CASES, publish, sign_off, to_verdict, write
from tests.web.verdict.test_verdicts import elements

PAGE = "/en/juries/water-2026/verdict"
KAZAKH = "әғқңөұүһі"


@pytest.fixture
def corrected(app: Flask, cast: Cast) -> None:
    """Two published versions."""
    with app.app_context(), transaction() as session:
        first = publish(session, cast, vault_of(app))
        jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
        second = verdicts.write(session, jury, texts("The better answer"), texts("How the jury worked"), now=utc_now(),
                                seen=verdicts.mark_of(first), cases=CASES, reason="A slip of the pen", actor=organizer)
        sign_off(session, cast, vault_of(app), utc_now())
        verdicts.publish(session, jury, seen=verdicts.mark_of(second), actor=organizer, now=utc_now())


def test_no_version_hides_another(client: FlaskClient, corrected: None) -> None:
    def read(path: str) -> str:
        answer = client.get(PAGE + path)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        return answer.get_data(as_text=True)

    listed = read("/versions/")
    assert listed.index("Version 2") < listed.index("Version 1")
    assert "A slip of the pen" in listed
    assert "The better answer (en)" in read("/versions/2")
    old = read("/versions/1")
    assert "The answer (en)" in old
    assert "This is an earlier version. A newer one has been published." in old
    assert "This is an earlier version" not in read("")
    changes = read("/versions/2/changes")
    assert changes.count("(removed:)") == changes.count("</del>")
    assert changes.count("(added:)") == changes.count("</ins>") >= 3
    assert changes.count("<section") == 3  # the answer, in each language; nothing else differs
    for path in ("/versions/3", "/versions/1/changes", "/versions/2/changes?since=2", "/versions/2/changes?since=9"):
        assert client.get(PAGE + path).status_code == 404


def test_the_page_says_what_a_reader_needs_in_five_minutes(client: FlaskClient, corrected: None) -> None:
    page = client.get(PAGE).get_data(as_text=True)
    for words in ("The best case for it (en)", "No juror took this position.", "What happens next",
                  "If the texts in the three languages differ, the Kazakh one counts.",
                  "3 of 3 jurors signed off this text", "after 12 months", "Follow and share this jury"):
        assert words in page


def test_one_page_stays_one_page(app: Flask, cast: Cast, client: FlaskClient) -> None:
    long = tuple(f"Ұсыным {number}: әр ауылда таза су мен жарық жол болсын, шығынын бюджет көтерсін, есебі ашық тұрсын"
                 for number in range(24))
    with app.app_context(), transaction() as session:
        to_verdict(session, cast, vault_of(app), titles=long)
        verdict = write(session, cast, answer=dict.fromkeys(("kk", "ru", "en"), f"{KAZAKH} " + "сөз " * 59))
        sign_off(session, cast, vault_of(app), utc_now())
        verdicts.publish(session, jury_of(session, cast), seen=verdicts.mark_of(verdict), now=utc_now(),
                         actor=actor(session, cast, "organizer"))
    more = {"kk": "Мұнда барлық ұсыным сыймады.", "ru": "Здесь поместились не все рекомендации."}
    for language in ("kk", "ru"):
        answer = client.get(f"/{language}/juries/water-2026/verdict/one-page.pdf")
        assert answer.mimetype == "application/pdf"
        reader = PdfReader(io.BytesIO(answer.data))
        root = reader.trailer["/Root"]
        assert (len(reader.pages), root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == (1, language, True)
        words = " ".join(reader.pages[0].extract_text().split())
        assert KAZAKH in words
        assert "Ұсыным 0:" in words
        assert "Ұсыным 23:" not in words
        assert more[language] in words
        figures = [each for each in elements(root["/StructTreeRoot"]) if each.get("/S") == "/Figure"]
        assert figures
        assert all(each.get("/Alt") for each in figures)


def test_a_short_verdict_fills_its_page_and_leaves_nothing_out(
        client: FlaskClient, corrected: None, app: Flask) -> None:
    reader = PdfReader(io.BytesIO(client.get(f"{PAGE}/one-page.pdf").data))
    words = " ".join(reader.pages[0].extract_text().split())
    assert len(reader.pages) == 1
    assert "The better answer (en)" in words
    assert "Not all recommendations have room here." not in words
    assert "/en/juries/water-2026/verdict" in words
    whole = PdfReader(io.BytesIO(client.get(f"{PAGE}/verdict.pdf").data))
    text = " ".join(" ".join(page.extract_text() for page in whole.pages).split())
    for part in ("The best case for it (en)", "No juror took this position.", "3 of 3 jurors signed off this text"):
        assert part in text
