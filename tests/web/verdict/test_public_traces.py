"""The trace as readers walk it: from the verdict to a paragraph and a witness, and back; without account and cookie."""
from __future__ import annotations

import hashlib
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.installation import utc_now
from app.models import Document, Verdict
from app.transaction import transaction
from tests import tracing
from tests.cast import Cast
from tests.deliberation import NOW, vault_of
from tests.evidence import TEXT

VERDICT = "/juries/water-2026/verdict"
TRACE = f"/en{VERDICT}/trace/"


@pytest.fixture
def published(app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction() as session:
        tracing.play(session, cast, vault_of(app), NOW)


def every_page(client: FlaskClient, start: str) -> dict[str, str]:
    """All pages of the trace that links lead to."""
    found, waiting = {}, [start]
    while waiting:
        path = waiting.pop()
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "Set-Cookie" not in answer.headers
        found[path] = answer.get_data(as_text=True)
        links = re.findall(rf'href="({TRACE}[^"#?]*)', found[path])
        waiting += [link for link in set(links) if link not in found and link not in waiting
                    and not link.endswith("/file")]
    return found


@pytest.mark.usefixtures("published")
def test_readers_go_down_to_the_paragraph_and_back(client: FlaskClient) -> None:
    verdict = client.get(f"/en{VERDICT}").get_data(as_text=True)
    assert f'href="{TRACE}finding-1?version=1"' in verdict[verdict.index('id="finding-1"'):]
    pages = every_page(client, TRACE)
    finding = pages[f"{TRACE}finding-1"]
    supports, contradicts = finding[finding.index('id="supports"'):].split('id="contradicts"')
    assert "Half of the pipes are old." in supports
    assert "How old are the pipes?" in supports
    assert "Whoever asked it says: answered in part." in supports
    assert "A juror said it. Readers do not learn which one." in supports
    assert "It mattered to fewer than five jurors." in supports
    assert "The pipes will last." in contradicts.split("</section>")[0]
    assert "nothing contradicts it" not in finding
    assert "In the evidence that the jury linked, nothing contradicts it." in pages[f"{TRACE}recommendation-1"]
    claim = pages[f"{TRACE}claims/2"]
    assert f'{TRACE}finding-1"' in claim.split("It contradicts these")[1]
    witness = next(page for path, page in pages.items() if "/witnesses/" in path)
    assert "For new pipes (en)" in witness
    assert "Sells pipes (en)" in witness
    assert "22 November 2026" in witness
    for path in ("finding-99", "claims/x", "claims/" + "9" * 30, "witnesses/1%00", "?version=9", "documents/..%2fetc"):
        assert client.get(TRACE + path).status_code in {400, 404}, path
    found = {path.split("/")[-2] for path in pages} & {"claims", "documents", "witnesses", "questions"}
    assert found == {"claims", "documents", "witnesses", "questions"}
    for path, page in pages.items():
        assert not [word for word in tracing.CANARIES if word in page], path


@pytest.mark.usefixtures("published")
def test_files_of_a_trace_are_downloads_and_nothing_else(app: Flask, client: FlaskClient) -> None:
    key = hashlib.sha256(TEXT.encode()).hexdigest()[:16]
    answer = client.get(f"{TRACE}documents/{key}/file")
    assert (answer.status_code, answer.data) == (200, TEXT.encode())
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    assert client.get(f"{TRACE}documents/{'0' * 16}/file").status_code == 404
    with app.app_context(), transaction() as session:
        taken_back = session.scalars(select(Document.sha256).where(Document.withdrawn_at.is_not(None))).one()[:16]
    page = client.get(f"{TRACE}documents/{taken_back}").get_data(as_text=True)
    assert "This document has been withdrawn." in page
    assert client.get(f"{TRACE}documents/{taken_back}/file").status_code == 404
    with app.app_context(), transaction() as session:  # withdrawn after the verdict was published
        session.execute(update(Document).values(withdrawn_at=utc_now()))
    assert client.get(f"{TRACE}documents/{key}/file").status_code == 404
    assert "Download the file" not in client.get(f"{TRACE}documents/{key}").get_data(as_text=True)


@pytest.mark.usefixtures("published")
def test_an_old_verdict_says_that_no_trace_was_frozen(app: Flask, client: FlaskClient) -> None:
    for language in ("kk", "ru"):
        assert client.get(f"/{language}{VERDICT}/trace/finding-1").status_code == 200
    with app.app_context(), transaction() as session:
        verdict = session.scalars(select(Verdict)).one()
        raw = json.loads(verdict.document or "")
        for item in raw["items"]:
            del item["trace"]
        verdict.document = json.dumps(raw)
    page = client.get(f"{TRACE}finding-1").get_data(as_text=True)
    assert "No trace was frozen with this version of the verdict." in page
    assert "No trace was frozen" in client.get(TRACE).get_data(as_text=True)
    assert client.get(f"{TRACE}claims/1").status_code == 404


def test_before_publishing_there_is_no_trace(cast: Cast, client: FlaskClient) -> None:
    for path in ("", "finding-1", "claims/1", "documents/x/file"):
        assert client.get(TRACE + path).status_code == 404
