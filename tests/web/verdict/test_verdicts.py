"""The verdict as its readers meet it: the page, the data, the paper; and how it is written and answered."""
from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import update

from app import papers
from app.domain.stages import Stage
from app.installation import utc_now
from app.models import Jury, SignIn
from app.papers import Papers
from app.services.replies import replies
from app.services.verdict import verdicts
from app.transaction import transaction
from tests.cast import Cast, actor, jury_of, texts
from tests.deliberation import set_stage, vault_of
from tests.publishing import CASES, publish, sign_off, to_verdict, write

Browser = Callable[[int], FlaskClient]
PAGE = "/en/juries/water-2026/verdict"
REPLIES = "/en/juries/water-2026/replies"
KAZAKH = "әғқңөұүһі"


@pytest.fixture
def published(app: Flask, cast: Cast) -> list[int]:
    """A published verdict with a dissent; the ids of its recommendations."""
    with app.app_context(), transaction() as session:
        publish(session, cast, vault_of(app), dissent="I see it otherwise, and <b>so</b> do others")
        return [row.id for row in replies.recommendations(session, jury_of(session, cast))]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_anybody_reads_the_verdict_without_a_cookie(client: FlaskClient, published: list[int], language: str) -> None:
    answer = client.get(f"/{language}/juries/water-2026/verdict")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    for words in (f"What should be done about the water? ({language})", f"The answer ({language})",
                  f"Clean water: the whole text ({language})", f"How the jury worked ({language})"):
        assert words in page


def test_counts_dissents_and_the_deadline_stand_beside_each_recommendation(
        client: FlaskClient, published: list[int]) -> None:
    page = client.get(PAGE).get_data(as_text=True)
    assert page.count("<title>For 3, against 0, abstained 0; needed to adopt: 3</title>") == 2
    assert page.count("bead-for") >= 6
    first = page[page.index('id="recommendation-1"'):page.index('id="recommendation-2"')]
    assert "Dissent of a juror" in first
    assert "and &lt;b&gt;so&lt;/b&gt; do others" in first
    assert "Reply awaited" in first or "No reply" in first


def test_before_publishing_nobody_outside_sees_it(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        to_verdict(session, cast, vault_of(app))
        write(session, cast)
    for path in ("", "/verdict.json", "/verdict.pdf"):
        assert client.get(PAGE + path).status_code == 404


def test_the_data_is_what_the_page_says_it_is(client: FlaskClient, published: list[int]) -> None:
    answer = client.get(f"{PAGE}/verdict.json")
    digest = hashlib.sha256(answer.data).hexdigest()
    assert digest in client.get(PAGE).get_data(as_text=True)
    assert digest in client.get("/en/juries/water-2026/record").get_data(as_text=True)
    assert json.loads(answer.data)["answer"]["en"] == "The answer (en)"


def test_the_paper_is_tagged_and_has_kazakh_letters(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context(), transaction() as session:
        to_verdict(session, cast, vault_of(app), titles=("Таза су",))
        verdict = write(session, cast, answer={"kk": f"Әліпби: {KAZAKH}", "ru": "Ответ", "en": "Answer"})
        sign_off(session, cast, vault_of(app), utc_now())
        verdicts.publish(session, jury_of(session, cast), seen=verdicts.mark_of(verdict), now=utc_now(),
                         actor=actor(session, cast, "organizer"))
    answer = client.get("/kk/juries/water-2026/verdict/verdict.pdf")
    assert answer.mimetype == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.data))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "kk"
    assert root["/MarkInfo"]["/Marked"]
    assert "What should be done about the water? (kk)" in (reader.metadata.title or "")
    words = "".join(page.extract_text() for page in reader.pages)
    assert KAZAKH in words
    assert "Таза су" in words
    figures = [element for element in elements(root["/StructTreeRoot"]) if element.get("/S") == "/Figure"]
    assert figures
    assert all(element.get("/Alt") for element in figures)
    fonts = {str(font["/BaseFont"]) for page in reader.pages for font in
             (entry.get_object() for entry in page["/Resources"]["/Font"].values())}
    assert fonts
    assert all("Onest" in font or "Literata" in font for font in fonts), fonts


def elements(node: object) -> list[dict[str, object]]:
    """Every element of the tree that a screen reader walks."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [found for child in node for found in elements(child)]
    if not isinstance(node, dict):
        return []
    return [node, *elements(node.get("/K", []))]


def test_the_paper_may_read_the_assets_and_nothing_else(app: Flask, tmp_path: object) -> None:
    folder = app.extensions["alqa.settings"].data_dir
    printer = Papers(assets=folder / "assets", folder=tmp_path)
    for address in ("file:///etc/passwd", "http://127.0.0.1:1/x.css", "/static/../secret_key", "/static/%2e%2e/x.css"):
        with pytest.raises(papers.PaperFailed, match="not an asset"):
            printer.draw(f'<html lang="en"><title>x</title><link rel="stylesheet" href="{address}"><p>x</p></html>')
    good = app.extensions["alqa.assets"].url("paper.css")
    assert printer.draw(f'<html lang="en"><title>x</title><link rel="stylesheet" href="{good}"><p>x</p></html>')


def test_without_the_libraries_the_page_says_what_is_missing(
        client: FlaskClient, published: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("verdicts", "verdict_papers"):
        monkeypatch.setattr(f"app.web.verdict.{place}.missing_libraries", lambda: ("libpangoft2-1.0-0",))
    page = client.get(PAGE).get_data(as_text=True)
    assert "libpangoft2-1.0-0" in page
    assert "verdict.pdf" not in page
    answer = client.get(f"{PAGE}/verdict.pdf")
    assert answer.status_code == 400
    assert "libpangoft2-1.0-0" in answer.get_data(as_text=True)


def test_the_organizer_writes_and_publishes(app: Flask, cast: Cast, sign_in: Browser) -> None:
    with app.app_context(), transaction() as session:
        to_verdict(session, cast, vault_of(app))
    client = sign_in(cast.organizer)
    words = {f"{field}-{code}": f"{field} {code}" for field in ("answer", "process_note", "case_for")
             for code in ("kk", "ru", "en")}
    assert client.send(f"{PAGE}/edit", {**words, "nobody_against": "y", "seen": ""}).status_code == 303
    page = client.get(f"{PAGE}/edit").get_data(as_text=True)
    assert "The jurors have not been asked yet whether this text says what they decided." in page
    assert "publish-seen" not in page
    with app.app_context(), transaction() as session:
        sign_off(session, cast, vault_of(app), utc_now())
    page = client.get(f"{PAGE}/edit").get_data(as_text=True)
    assert "Clean water: the whole text (en)" in page
    seen = re.search(r'id="publish-seen"[^>]*value="([^"]+)"', page)
    assert seen
    answer = client.send(f"{PAGE}/publish", {"seen": seen[1].replace("&#43;", "+")}, page=f"{PAGE}/edit")
    assert answer.location == PAGE
    assert "answer en" in client.get(PAGE).get_data(as_text=True)


def test_publishing_asks_who_is_there_when_the_sign_in_is_old(app: Flask, cast: Cast, sign_in: Browser) -> None:
    with app.app_context(), transaction() as session:
        to_verdict(session, cast, vault_of(app))
        write(session, cast)
    client = sign_in(cast.organizer)
    with app.app_context(), transaction() as session:
        session.execute(update(SignIn).values(fresh_at=utc_now() - timedelta(hours=1)))
    answer = client.send(f"{PAGE}/publish", {"return_to": f"{PAGE}/edit"}, page=f"{PAGE}/edit")
    assert "/confirm-sign-in" in answer.location
    with app.app_context(), transaction() as session:
        assert jury_of(session, cast).stage is Stage.VERDICT


def test_too_long_an_answer_stays_in_the_form(app: Flask, cast: Cast, sign_in: Browser) -> None:
    with app.app_context(), transaction() as session:
        to_verdict(session, cast, vault_of(app))
    page = sign_in(cast.organizer).send(f"{PAGE}/edit", {"answer-kk": "сөз " * 61, "seen": ""}).get_data(as_text=True)
    assert "61 words" in page
    assert page.count("сөз") == 61


def reply(client: FlaskClient, proposal: int, **changes: str) -> object:
    form = {"status": "accepted", "reasons-ru": "Сделаем", "owner": "Water department", "version": "0", **changes}
    return client.send(f"{REPLIES}/{proposal}", form)


def test_the_commissioner_answers_and_readers_see_it(
        app: Flask, cast: Cast, sign_in: Browser, client: FlaskClient, published: list[int]) -> None:
    with app.app_context(), transaction() as session:
        due = utc_now() + timedelta(days=20)
        session.execute(update(Jury).values(reply_due_on=due.date()))
    authority = sign_in(cast.commissioner)
    assert "2 recommendations wait for your reply." in authority.get(f"{REPLIES}/").get_data(as_text=True)
    assert reply(authority, published[0]).status_code == 303
    page = client.get(PAGE).get_data(as_text=True)
    assert "The authority accepts it" in page
    assert "Сделаем" in page
    assert "working days before the deadline" in page
    assert "1 recommendation is not answered yet." in page
    reply(authority, published[1], status="rejected")
    page = client.get(PAGE).get_data(as_text=True)
    assert "The authority has answered every recommendation." in page
    with app.app_context(), transaction() as session:
        assert jury_of(session, cast).stage is Stage.RESPONDED


def test_a_reply_with_faults_keeps_what_was_typed(cast: Cast, sign_in: Browser, published: list[int]) -> None:
    answer = reply(sign_in(cast.commissioner), published[0], owner="", **{"reasons-ru": "Долгий текст"})
    page = answer.get_data(as_text=True)
    assert "<title>Error" in page
    assert "Долгий текст" in page


def test_an_old_form_loses_nothing(cast: Cast, sign_in: Browser, published: list[int]) -> None:
    authority = sign_in(cast.commissioner)
    reply(authority, published[0])
    page = reply(authority, published[0], **{"reasons-ru": "Другой ответ"}).get_data(as_text=True)
    assert "Другой ответ" in page  # mine, in the form
    assert "Сделаем" in page  # theirs, below
    assert 'name="version" type="hidden" value="1"' in page


def test_a_missed_deadline_cannot_be_overlooked(app: Flask, client: FlaskClient, published: list[int]) -> None:
    with app.app_context(), transaction() as session:
        session.execute(update(Jury).values(reply_due_on=(utc_now() - timedelta(days=30)).date()))
    page = client.get(PAGE).get_data(as_text=True)
    assert page.count("No reply") == 2
    assert len(re.findall(r"Overdue by \d+ working days", page)) == 2
    assert "That day has passed." in page


@pytest.mark.parametrize(("who", "status"), [("organizer", 403), ("juror", 403), ("overseer", 403), ("outsider", 404)])
def test_nobody_else_opens_the_reply(cast: Cast, sign_in: Browser, published: list[int], who: str, status: int) -> None:
    client = sign_in(getattr(cast, who))
    assert client.get(f"{REPLIES}/").status_code == status
    assert client.get(f"{REPLIES}/{published[0]}").status_code == status


def test_an_earlier_version_stays_readable_and_says_so(
        app: Flask, cast: Cast, client: FlaskClient, published: list[int]) -> None:
    with app.app_context(), transaction() as session:
        jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
        second = verdicts.write(session, jury, texts("Corrected"), texts("Note"), reason="A slip of the pen",
                                cases=CASES, seen=verdicts.mark_of(verdicts.latest(session, jury)), actor=organizer,
                                now=utc_now())
        sign_off(session, cast, vault_of(app), utc_now())
        verdicts.publish(session, jury, seen=verdicts.mark_of(second), actor=organizer, now=utc_now())
    newest, first = client.get(PAGE).get_data(as_text=True), client.get(f"{PAGE}?version=1").get_data(as_text=True)
    assert "Corrected (en)" in newest
    assert "A slip of the pen" in newest
    assert "The answer (en)" in first
    assert "This is an earlier version." in first
    assert client.get(f"{PAGE}?version=3").status_code == 404


def test_a_jury_that_is_still_writing_opens_its_pages(app: Flask, cast: Cast, sign_in: Browser) -> None:
    with app.app_context(), transaction() as session:
        set_stage(session, cast, Stage.VERDICT)
    assert sign_in(cast.organizer).get(f"{PAGE}/edit").status_code == 200
    assert sign_in(cast.juror).get(f"{PAGE}/edit").status_code == 403
