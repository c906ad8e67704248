"""From the overdue mark to the report: commissioner, jurors and readers without a script."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app.domain.milestones import Answer
from app.installation import utc_now
from app.models import Jury, Milestone
from app.services.replies import ratings
from app.transaction import transaction
from tests.cast import Cast, jury_of
from tests.deliberation import juror_actors, sit, vault_of
from tests.publishing import publish

JURY = "/en/juries/water-2026"
SignIn = Callable[[int], FlaskClient]


@pytest.fixture
def published(app: Flask, cast: Cast) -> Cast:
    """A published verdict whose reply was due three weeks before today."""
    with app.app_context(), transaction() as session:
        publish(session, cast, vault_of(app))
        session.execute(update(Jury).values(reply_due_on=utc_now().date() - timedelta(days=21)))
    return cast


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(f"{JURY}{path}")
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


def answer_all(sign_in: SignIn, cast: Cast) -> FlaskClient:
    client = sign_in(cast.commissioner)
    for number in (1, 2):
        sent = client.send(f"{JURY}/replies/{number}", {
            "status": "accepted", "reasons-en": "We will do it.", "owner": "Akimat", "due_on": "2027-05-01",
            "version": "0", "files": (BytesIO(b"%PDF-1.7 plan"), "plan.pdf")}, content_type="multipart/form-data")
        assert sent.status_code == 303, sent.get_data(as_text=True)
    return client


def test_silence_shows_wherever_readers_meet_the_jury(published: Cast, client: FlaskClient) -> None:
    for path in ("/tracker/", "/tracker/1", "/verdict", "/"):
        assert "Overdue by" in text(client, path), path
    assert "Overdue by" in client.get("/en/").get_data(as_text=True)
    assert "Set-Cookie" not in client.get(f"{JURY}/tracker/").headers


def test_the_commissioner_answers_late_and_it_stays_so(published: Cast, client: FlaskClient, sign_in: SignIn) -> None:
    commissioner = answer_all(sign_in, published)
    for path in ("/tracker/", "/verdict", "/"):
        assert "after the deadline" in text(client, path), path
    page = text(client, "/tracker/1")
    assert "plan.pdf" in page
    assert "Report after 3 months" in page
    file = client.get(f"{JURY}/files/1/plan.pdf")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert (file.content_type, file.headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert "Every recommendation is answered." in text(commissioner, "/replies/")
    second = commissioner.send(f"{JURY}/replies/1", {
        "status": "needs_study", "reasons-en": "We will study it.", "owner": "Akimat", "due_on": "", "version": "1"})
    assert "without a date is no answer" in second.get_data(as_text=True)
    commissioner.send(f"{JURY}/replies/1", {
        "status": "needs_study", "reasons-en": "We will study it.", "owner": "Akimat", "due_on": "2027-05-01",
        "version": "1", "kept": "1"})
    page = text(client, "/tracker/1")
    assert "<del>" in page
    assert page.count("plan.pdf (") == 2, "both versions enclose it"


def test_more_time_is_public_and_moves_nothing(published: Cast, client: FlaskClient, sign_in: SignIn) -> None:
    until = (utc_now() + timedelta(days=30)).date()
    commissioner = sign_in(published.commissioner)
    assert commissioner.send(f"{JURY}/replies/more-time", {
        "until_on": until.isoformat(), "reasons-en": "<b>Budget</b>"}).status_code == 303
    page = text(client, "/tracker/")
    assert "&lt;b&gt;Budget&lt;/b&gt;" in page
    assert "Overdue by" in page


def test_milestones_from_promise_to_report(published: Cast, client: FlaskClient, sign_in: SignIn, app: Flask) -> None:
    commissioner, overseer = answer_all(sign_in, published), sign_in(published.overseer)
    soon = (utc_now() + timedelta(days=3)).date().isoformat()
    assert commissioner.send(f"{JURY}/milestones/new/1", {"title-en": "A tender", "due_on": soon}).status_code == 303
    with app.app_context(), transaction() as session:
        session.execute(update(Milestone).where(Milestone.id == 1).values(
            due_on=date(2026, 1, 5), first_due_on=date(2026, 1, 5)))
    assert "Overdue by" in text(client, "/tracker/1").split("Report after 3 months")[1]
    assert overseer.send(f"{JURY}/milestones/1/remind", page=f"{JURY}/milestones/").status_code == 303
    assert "The authority was asked to report" in text(client, "/tracker/1")
    refused = commissioner.send(f"{JURY}/milestones/1/report", {"kind": "done", "link": "javascript:x"})
    assert "A link begins with https://" in refused.get_data(as_text=True)
    assert commissioner.send(f"{JURY}/milestones/1/report", {
        "kind": "done", "words-en": "It is built.", "link": "https://example.kz/a",
        "file": (BytesIO(b"Photo"), "a.txt"),
    }, content_type="multipart/form-data").status_code == 303
    page = text(client, "/tracker/1")
    assert "It is built." in page
    assert 'rel="nofollow noopener noreferrer">https://example.kz/a' in page
    assert "Done, but late" in text(client, "/tracker/")
    organizer = sign_in(published.organizer)
    with app.app_context(), transaction() as session:
        session.execute(update(Milestone).where(Milestone.id == 2).values(due_on=date(2026, 1, 5)))
    organizer.send(f"{JURY}/milestones/2/end", {"words-en": "Nobody answered."}, page=f"{JURY}/milestones/")
    assert "No report came" in text(client, "/tracker/")


def test_jurors_rate_and_readers_see_sums(published: Cast, client: FlaskClient, sign_in: SignIn, app: Flask) -> None:
    answer_all(sign_in, published)
    juror = sign_in(published.juror)
    assert "Read and rate" in text(juror, "/ratings/")
    assert juror.send(f"{JURY}/ratings/1", {"answer": "no", "words": "<i>Too little</i>"}).status_code == 303
    assert "You have rated this reply." in text(juror, "/ratings/")
    assert "rated this reply already" in juror.send(f"{JURY}/ratings/1", {"answer": "yes"}).get_data(as_text=True)
    assert "Too little" not in text(client, "/tracker/1")
    with app.app_context(), transaction() as session:
        jury = jury_of(session, published)
        stage = jury.stage
        sit(session, published, extra_jurors=4).stage = stage
        for each in juror_actors(session, published)[1:5]:
            ratings.rate(session, jury, 1, Answer.PARTLY, "", actor=each, vault=vault_of(app), now=utc_now())
        ratings.close_due(session, jury, vault_of(app), utc_now() + timedelta(days=15))
    page = text(client, "/tracker/1")
    assert "5 of 7 jurors answered" in page
    assert "&lt;i&gt;Too little&lt;/i&gt;" in page
    organizer = sign_in(published.organizer)
    organizer.send(f"{JURY}/ratings/1/take-off", {"place": "0", "reason": "A name"}, page=f"{JURY}/ratings/")
    assert "Too little" not in text(client, "/tracker/1")
    assert organizer.send(f"{JURY}/ratings/window", {"days": "30"}, page=f"{JURY}/ratings/").status_code == 303


def test_before_the_verdict_there_is_no_tracker(cast: Cast, client: FlaskClient) -> None:
    for path in ("/tracker/", "/tracker/1", "/files/1/x", "/replies/letter.pdf"):
        assert client.get(f"{JURY}{path}").status_code == 404


def test_the_days_off_are_public(client: FlaskClient) -> None:
    page = client.get("/kk/working-days/2027").get_data(as_text=True)
    assert "2027" in page
    assert client.get("/en/working-days/1990").status_code == 404
    assert client.get("/ru/working-days/").status_code == 302
    assert "is not known here for 2045" in client.get("/en/working-days/2045").get_data(as_text=True)
