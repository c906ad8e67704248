"""The formal letter: written when everything is answered, and readable for a screen reader in Kazakh and Russian."""
from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from app.installation import utc_now
from app.papers import missing_libraries
from app.transaction import transaction
from tests.cast import Cast
from tests.deliberation import vault_of
from tests.publishing import publish
from tests.replying import GOOD, reply

LETTER = "/en/juries/water-2026/replies/letter"
KAZAKH = "Өңірдегі ауыз суға қатысты әрекетіміз — ғылым, көлік, іс жүзінде"
RUSSIAN = "Заменим трубы в посёлке"


@pytest.mark.skipif(bool(missing_libraries()), reason="no PDF without the system's libraries")
def test_the_letter_on_paper(app: Flask, cast: Cast, client: FlaskClient,
                             sign_in: Callable[[int], FlaskClient]) -> None:
    said = replace(GOOD, reasons={"kk": KAZAKH, "ru": RUSSIAN}, due_on=date(2027, 6, 1))
    with app.app_context(), transaction() as session:
        publish(session, cast, vault_of(app))
        reply(session, cast, 0, texts=said)
    commissioner = sign_in(cast.commissioner)
    assert commissioner.get(LETTER).status_code == 400, "one answer is missing"
    with app.app_context(), transaction() as session:
        reply(session, cast, 1, texts=said)
    assert client.get(f"{LETTER}.pdf").status_code == 404
    sent = commissioner.send(LETTER, {"number": "3-12/456", "signed_on": "2026-12-03", "signer": "Е. Досқали",
                                      "post-kk": "Әкімнің орынбасары", "post-ru": "Заместитель акима"})
    assert sent.status_code == 303, sent.get_data(as_text=True)
    for language, words, post in (("kk", KAZAKH, "Әкімнің орынбасары"), ("ru", RUSSIAN, "Заместитель акима")):
        answer = client.get(f"/{language}/juries/water-2026/replies/letter.pdf")
        assert answer.mimetype == "application/pdf"
        reader = PdfReader(io.BytesIO(answer.data))
        root = reader.trailer["/Root"]
        text = words_of(answer.data)
        assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (language, True)
        assert f"({language})" in (reader.metadata.title or "")
        assert f"Akimat ({language})" in (reader.metadata.author or "")
        for part in (words, "3-12/456", "Е. Досқали", post, f"Clean water: the whole text ({language})"):
            assert part in text, part
        assert text.count(words) == 2
        assert {"/H1", "/H2", "/P"} <= {str(tag.get("/S")) for tag in tags(root["/StructTreeRoot"])}
    changed = "Біз ойымызды өзгерттік"
    with app.app_context(), transaction() as session:
        reply(session, cast, 0, version=1, texts=replace(said, reasons={"kk": changed}),
              at=utc_now() + timedelta(minutes=1))
    assert changed not in words_of(client.get("/kk/juries/water-2026/replies/letter.pdf").data), "a letter stands"
    assert "A reply has changed since the letter was written." in commissioner.get(LETTER).get_data(as_text=True)


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def tags(element: object) -> list[dict[str, object]]:
    found, waiting = [], [element]
    while waiting:
        each = waiting.pop()
        each = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, dict):
            found.append(each)
            waiting.append(each.get("/K", []))
    return found
