"""The protocol of a draw on paper, read back as a reader's machine would."""
from __future__ import annotations

import io
import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from app.installation import utc_now
from app.models import Draw
from app.transaction import transaction
from tests.cast import Cast
from tests.drawing import committed, type_dice


@pytest.mark.parametrize(("language", "words"), [
    ("kk", "хаттамасы"), ("ru", "Протокол жеребьёвки"), ("en", "We saw the dice thrown")])
def test_the_protocol_can_be_read_back(app: Flask, cast: Cast, client: FlaskClient, language: str, words: str) -> None:
    with app.app_context(), transaction() as session:
        committed(session, cast, app.extensions["alqa.vault"], utc_now())
    address = f"/{language}/juries/water-2026/draw/1/protocol.pdf"
    assert client.get(address).status_code == 409
    with app.app_context(), transaction() as session:
        draw = session.scalars(select(Draw)).one()
        for who, digits in (("organizer", "17"), ("overseer", "71"), ("facilitator", "42"), ("overseer", "42")):
            type_dice(session, cast, app.extensions["alqa.vault"], utc_now(), draw, who, digits)
        fingerprint, panel = draw.commitment_hash or "", json.loads(draw.result or "")["panel"]
    answer = client.get(address)
    assert answer.mimetype == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.data))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == language and root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert words in text and fingerprint in text.replace(" ", "")
    for told in ("1 – 7", "7 – 1", "4 – 2", "Olzhas Organizer", "Overseer Person", "Facilitator Person", *panel):
        assert told in text
    assert "Family" not in text  # nobody of the pool
