"""Documents, claims, traces and the advocates' review by plain forms; experts find nothing else of the deliberation."""
from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from weasyprint import HTML

from app.domain.phases import ItemKind
from app.domain.roles import Role
from app.domain.stages import Stage
from app.models import Jury, Person
from app.services.accounts import memberships
from app.transaction import transaction
from tests.cast import Cast, jury_of
from tests.evidence import add_document, propose
from tests.room import open_room

SignIn = Callable[[int], FlaskClient]
JURY = "/en/juries/water-2026"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture
def seeded(app: Flask, cast: Cast, now: datetime) -> tuple[int, int]:
    """A sitting jury in a hearing, a document, a finding: their ids."""
    with app.app_context(), transaction() as session:
        sitting = open_room(session, cast, now)
        document, proposal = add_document(sitting), propose(sitting)
        sitting.enter(ItemKind.HEARING)
        return document.id, proposal.id


def page(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return answer.get_data(as_text=True)


def docx() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>Су қымбат.</w:t>'
                                              "</w:r></w:p><w:p><w:r><w:t>Неге?</w:t></w:r></w:p></w:body></w:document>")
    return file.getvalue()


def test_a_paragraph_is_marked_and_explained(seeded: tuple[int, int], cast: Cast, sign_in: SignIn) -> None:
    address = f"{JURY}/documents/{seeded[0]}"
    juror, expert = sign_in(cast.juror), sign_in(cast.expert)
    html = page(juror, f"{address}/text")
    number = re.findall(r'name="paragraph" value="(\d+)"', html)[0]
    answer = juror.send(f"{address}/unclear", {"paragraph": number}, page=f"{address}/text")
    assert answer.location.endswith("/text#p2")
    juror.send(f"{address}/unclear", {"paragraph": number, "word": "regressive"}, page=f"{address}/text")
    seen = page(expert, f"{address}/text?explain=2")
    assert "1 juror does not understand this" in seen
    assert "“regressive”" in seen
    assert "Juror" not in re.sub(r"Jurors ask|jurors?\b", "", seen), "no name of a juror on the expert's page"
    assert "1 paragraph is not understood" in page(expert, f"{JURY}/documents/")
    expert.send(f"{address}/explain", {"paragraph": number, "text": "The poor pay more."},
                page=f"{address}/text?explain=2")
    for who in (cast.juror, cast.observer, cast.facilitator):
        assert "The poor pay more." in page(sign_in(who), f"{address}/text")
    assert "does not understand this" not in page(sign_in(cast.second_juror), f"{address}/text")
    juror.send(f"{address}/clear", {"paragraph": number}, page=f"{address}/text")
    assert "You marked this" not in page(juror, f"{address}/text")


@pytest.mark.parametrize("kind", ["pdf", "docx", "typed", "broken"])
def test_every_upload_becomes_paragraphs_or_stays_a_file(seeded: tuple[int, int], cast: Cast, sign_in: SignIn,
                                                          kind: str) -> None:
    organizer = sign_in(cast.organizer)
    content = {"pdf": lambda: HTML(string="<html><p>Су қымбат.</p><p>Неге?</p></html>").write_pdf(), "docx": docx,
               "broken": lambda: b"%PDF-1.7 and then nothing", "typed": lambda: b""}[kind]()
    fields = {"title-en": kind, "author": "Institute", "language": "kk", "kind": "study",
              "text": "# Су\n\nСу қымбат.\n\n- Неге?" if kind == "typed" else ""}
    if content:
        fields["file"] = (io.BytesIO(content), f"su.{kind}")  # type: ignore[assignment]
    answer = organizer.send(f"{JURY}/documents/new", fields, content_type="multipart/form-data")
    assert answer.status_code == 303
    html = page(organizer, f"{JURY}/documents/")
    newest = max(map(int, re.findall(r"/documents/(\d+)/text", html)))
    text = page(organizer, f"{JURY}/documents/{newest}/text")
    assert ("no text that can be shown" in text) == (kind == "broken")
    assert ("Су қымбат." in text) == (kind != "broken")
    file = organizer.get(re.search(rf'href="([^"]*/documents/{newest}/[^"]+\.(?:pdf|docx|txt))"', text)[1])  # type: ignore[index]
    assert file.headers["Content-Disposition"].startswith("inline" if kind in {"pdf", "broken"} else "attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"


def test_an_upload_without_anything_keeps_what_was_typed(seeded: tuple[int, int], cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.expert).send(f"{JURY}/documents/new", {"title-en": "Kept", "author": "Me", "language": "en",
                                                               "kind": "study"})
    assert "Choose a file or type the text." in answer.get_data(as_text=True)
    assert 'value="Kept"' in answer.get_data(as_text=True)


def test_a_newer_version_by_form(seeded: tuple[int, int], cast: Cast, sign_in: SignIn) -> None:
    organizer, address = sign_in(cast.organizer), f"{JURY}/documents/{seeded[0]}"
    answer = organizer.send(f"{address}/replace", {
        "title-en": "Pipes", "author": "I", "language": "en", "kind": "study", "text": "New words."})
    assert answer.status_code == 303
    assert "New words." in page(organizer, answer.location)
    assert "This is an older version." in page(sign_in(cast.juror), f"{address}/text")


def test_the_offline_pack_is_whole_and_kept(app: Flask, seeded: tuple[int, int], cast: Cast, sign_in: SignIn) -> None:
    juror = sign_in(cast.juror)
    offered = re.search(r'href="([^"]*/pack/all\.html)">All languages · ([^<]+)<', page(juror, f"{JURY}/documents/"))
    assert offered
    answer = juror.get(offered[1])
    html = answer.get_data(as_text=True)
    assert "The tariff is regressive." in html
    assert "<script" not in html
    assert not re.findall(r'(?:src|href)="(?!#|data:)', html), "a page without internet loads nothing"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    tag = answer.headers["ETag"]
    assert juror.get(offered[1], headers={"If-None-Match": tag}).status_code == 304
    assert sign_in(cast.outsider).get(offered[1]).status_code == 404
    assert sign_in(cast.commissioner).get(offered[1]).status_code == 403
    assert app.test_client().get(offered[1]).status_code == 302


def test_a_claim_goes_from_its_source_to_the_trace(seeded: tuple[int, int], cast: Cast, sign_in: SignIn) -> None:
    document, proposal = seeded
    juror, chair = sign_in(cast.juror), sign_in(cast.facilitator)
    made = juror.send(f"{JURY}/claims/new", {"text": "Half of the pipes are old.", "source": f"document:{document}",
                                             "paragraph": "3"})
    address = made.location
    assert "paragraph 3" in page(juror, address)
    other = juror.send(f"{JURY}/claims/new", {"text": "Meters are dear.", "source": f"document:{document}"}).location
    juror.send(f"{address}/links", {"target": f"claim:{other.rsplit('/', 1)[1]}", "bearing": "contradicts"},
               page=address)
    assert "Disputed" in page(chair, f"{JURY}/claims/")
    juror.send(f"{address}/trust", {"trust": "strong"}, page=address)
    assert "Your mark: I rely on it." in page(juror, f"{JURY}/claims/")
    assert "Your mark" not in page(sign_in(cast.second_juror), f"{JURY}/claims/")
    trace = f"{JURY}/proposals/{proposal}/evidence/"
    juror.send(trace, {"target": f"claim:{address.rsplit('/', 1)[1]}", "bearing": "supports"})
    juror.send(trace, {"target": f"document:{document}", "paragraph": "2", "bearing": "contradicts"})
    html = page(sign_in(cast.overseer), trace)
    assert "Half of the pipes are old." in html
    assert "The tariff is regressive." in html
    link = re.search(r'name="link" value="(\d+)"', page(chair, trace))
    assert link
    chair.send(f"{trace}remove", {"link": link[1]}, page=trace)
    chair.send(f"{address}/close", page=address)
    assert "Fewer than five jurors" in page(juror, address)
    chair.send(f"{address}/withdraw", {"reason": "Said twice"}, page=address)
    assert "Half of the pipes" not in page(juror, f"{JURY}/claims/")


def test_a_wrong_choice_is_said_in_words(seeded: tuple[int, int], cast: Cast, sign_in: SignIn) -> None:
    juror = sign_in(cast.juror)
    for source in ("", "document:x", "member:99999999999999", "claim:1"):
        answer = juror.send(f"{JURY}/claims/new", {"text": "Kept words.", "source": source})
        assert "Say where the claim comes from." in answer.get_data(as_text=True)
        assert "Kept words." in answer.get_data(as_text=True)


def test_the_review_from_the_window_to_the_public(app: Flask, seeded: tuple[int, int], cast: Cast,
                                                  sign_in: SignIn) -> None:
    reviews, proposal = f"{JURY}/draft-reviews/", f"{JURY}/proposals/{seeded[1]}"
    chair, expert, juror = sign_in(cast.facilitator), sign_in(cast.expert), sign_in(cast.juror)
    assert "Install meters" not in page(expert, reviews)
    chair.send(f"{reviews}open", {"hours": "24"}, page=reviews)
    assert "Review of the draft" in page(expert, f"{JURY}/questions/"), "the tab leads there while the window is open"
    html = page(expert, reviews)
    assert "Install meters in every house." in html
    clause = re.search(r'name="clause" value="(\d+)"', html)[1]  # type: ignore[index]
    expert.send(f"{reviews}comment", {"clause": clause, "text": "Who pays for it?"}, page=reviews)
    juror.send(f"{proposal}/edit", {"title-en": "Meters first", "body-en": "Install meters; the city pays.",
                                    "version": "1"})
    seen = page(juror, f"{reviews}1")
    assert "Who pays for it?" in seen
    number = re.search(r'name="comment" value="(\d+)"', seen)[1]  # type: ignore[index]
    juror.send(f"{reviews}vote", {"comment": number, "choice": "accepted"}, page=f"{reviews}1")
    chair.send(f"{reviews}answer", {"comment": number, "choice": "accepted", "reason": "The city pays."},
               page=f"{reviews}1")
    chair.send(f"{reviews}close", page=reviews)
    after = page(expert, reviews)
    assert "The city pays." in after, "the answer"
    assert "Install meters" not in after, "the draft is closed again"
    report = page(juror, f"{reviews}1/report")
    assert re.search(r"<ins>[^<]*<span[^>]*>[^<]*</span>; the city pays</ins>", report)
    assert app.test_client().get(f"{reviews}1/report").status_code == 404
    with app.app_context(), transaction() as session:
        session.get_one(Jury, cast.jury_id).stage = Stage.PUBLISHED
    assert "The city pays." in page(app.test_client(), f"{reviews}1/report")


def test_experts_see_nothing_else_of_the_deliberation(app: Flask, seeded: tuple[int, int], cast: Cast,
                                                      sign_in: SignIn) -> None:
    """Not even an organizer who testifies, and not during a hearing either. The control: the juror opens every door."""
    juror, chair = sign_in(cast.juror), sign_in(cast.facilitator)
    claim = juror.send(f"{JURY}/claims/new", {"text": "A secret thought.", "source": f"document:{seeded[0]}"}).location
    chair.send(f"{JURY}/draft-reviews/open", {"hours": "24"}, page=f"{JURY}/draft-reviews/")
    with app.app_context(), transaction() as session:
        memberships.join(session, jury_of(session, cast), session.get_one(Person, cast.organizer), Role.EXPERT,
                         now=datetime.fromisoformat("2026-11-22T09:00:00+00:00"))
    doors = [f"{JURY}/claims/", claim, f"{JURY}/claims/new", f"{JURY}/proposals/{seeded[1]}/evidence/",
             f"{JURY}/draft-reviews/1", f"{JURY}/draft-reviews/1/report"]
    assert {juror.get(door).status_code for door in doors} == {200}
    for who in (cast.expert, cast.organizer, cast.observer, cast.outsider, cast.commissioner):
        browser = sign_in(who)
        assert {browser.get(door).status_code for door in doors} <= {403, 404}
    for who in (cast.expert, cast.organizer, cast.observer):
        told = sign_in(who).get(f"{JURY}/room/events?after=0", headers={"Accept": "application/json"})
        assert "claims" not in told.get_data(as_text=True)
        assert "A secret thought." not in told.get_data(as_text=True)
    told = juror.get(f"{JURY}/room/events?after=0", headers={"Accept": "application/json"}).get_data(as_text=True)
    assert "A secret thought." in told
    html = page(sign_in(cast.expert), f"{JURY}/draft-reviews/")
    assert "A secret thought." not in html
    assert "data-target=\"review-news\"" not in html
