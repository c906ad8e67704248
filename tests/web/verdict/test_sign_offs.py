"""The jurors' sign-off on their phones and on the writers' desk; nobody there learns who has answered."""
from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.installation import utc_now
from app.transaction import transaction
from tests.cast import Cast
from tests.deliberation import vault_of
from tests.publishing import sign_off, to_verdict, write

Browser = Callable[[int], FlaskClient]
PAGE = "/en/juries/water-2026/verdict"
OWN, DESK = f"{PAGE}/sign-off/", f"{PAGE}/sign-off/desk"


@pytest.fixture
def written(app: Flask, cast: Cast) -> Cast:
    with app.app_context(), transaction() as session:
        to_verdict(session, cast, vault_of(app), titles=("Clean water",))
        write(session, cast)
    return cast


def seen_on(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([^"]+)"', page)
    assert found, page
    return found[1]


def text_of(client: FlaskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def test_from_the_question_to_the_answered_remark(written: Cast, sign_in: Browser) -> None:
    organizer, juror = sign_in(written.organizer), sign_in(written.juror)
    assert "You will be asked here before it is published." in text_of(juror, OWN)
    mark = seen_on(text_of(organizer, DESK))
    bad = organizer.send(DESK, {"closes_at": "2026-01-01T10:00", "seen": mark}).get_data(as_text=True)
    assert "Set a time at least one hour ahead" in bad
    assert "<title>Error" in bad
    assert organizer.send(DESK, {"closes_at": "2099-01-01T10:00", "seen": mark}).location == DESK
    page = text_of(juror, OWN)
    for words in ("The answer (en)", "How the jury worked (en)", "The best case for it (en)",
                  "No juror took this position.", "Clean water (en)"):
        assert words in page
    answer = juror.send(OWN, {"verdict": "wrong", "language": "en", "seen": seen_on(page)}).get_data(as_text=True)
    assert "Say what is wrong with the text." in answer
    assert 'value="wrong" checked' in answer
    assert juror.send(OWN, {"verdict": "wrong", "remark": "It was <b>two</b> days", "language": "en",
                            "seen": seen_on(page)}).location == OWN
    assert "something is wrong. Your words are with the writers." in text_of(juror, OWN)
    desk = text_of(organizer, DESK)
    assert "It was &lt;b&gt;two&lt;/b&gt; days" in desk
    assert not {name for name in ("Juror", "Second_Juror", f'value="{written.juror}"') if f">{name}<" in desk}
    key = re.search(r"sign-off/remarks/([0-9a-f]+)", desk)
    assert key
    assert organizer.send(f"{PAGE}/sign-off/remarks/{key[1]}", {
        "answer": "Three, by the agenda", "language": "en"}).location == DESK
    assert organizer.get(f"{PAGE}/sign-off/remarks/0123").status_code == 404
    assert "Three, by the agenda" in text_of(juror, OWN)
    assert "Waits for an answer" not in text_of(organizer, DESK)


def test_a_changed_text_is_not_signed_by_an_old_page(app: Flask, written: Cast, sign_in: Browser) -> None:
    organizer, juror = sign_in(written.organizer), sign_in(written.juror)
    organizer.send(DESK, {"closes_at": "2099-01-01T10:00", "seen": seen_on(text_of(organizer, DESK))})
    seen = seen_on(text_of(juror, OWN))
    with app.app_context(), transaction() as session:
        write(session, written, answer={"kk": "Басқа", "ru": "Другой", "en": "Another"})
    page = juror.send(OWN, {"verdict": "signed", "language": "en", "seen": seen}).get_data(as_text=True)
    assert "The text was changed while you were reading it." in page
    assert "The text was changed after the jurors had been asked about it." in text_of(organizer, DESK)
    assert "The text was changed after the jurors had been asked about it." in text_of(organizer, f"{PAGE}/edit")


def test_publishing_without_is_the_organizers_and_public(app: Flask, written: Cast, sign_in: Browser) -> None:
    organizer = sign_in(written.organizer)
    waive = f"{PAGE}/sign-off/waive"
    assert sign_in(written.facilitator).get(waive).status_code == 403
    assert sign_in(written.juror).get(DESK).status_code == 403
    assert sign_in(written.organizer).get(OWN).status_code == 403
    seen = seen_on(text_of(organizer, waive))
    assert "Give the reason; it is public." in organizer.send(waive, {"seen": seen}).get_data(as_text=True)
    assert organizer.send(waive, {"reason": "A flood keeps them away", "seen": seen}).location == f"{PAGE}/edit"
    page = text_of(organizer, f"{PAGE}/edit")
    assert "Nothing blocks the publication." in page
    assert "A flood keeps them away" in text_of(organizer, "/en/juries/water-2026/record")
    published = organizer.send(f"{PAGE}/publish", {"seen": publish_mark(page)}, page=f"{PAGE}/edit")
    assert published.location == PAGE
    reader = app.test_client()
    assert "A flood keeps them away" in text_of(reader, PAGE)
    assert "0 of 3 jurors signed off this text" in text_of(reader, PAGE)
    assert "The verdict is published." in text_of(sign_in(written.juror), OWN)


def publish_mark(page: str) -> str:
    found = re.search(r'id="publish-seen"[^>]*value="([^"]+)"', page)
    assert found
    return found[1].replace("&#43;", "+")


def test_too_many_words_keep_everything_that_was_typed(app: Flask, written: Cast, sign_in: Browser) -> None:
    with app.app_context(), transaction() as session:
        sign_off(session, written, vault_of(app), utc_now())
    organizer = sign_in(written.organizer)
    seen = seen_on(text_of(organizer, f"{PAGE}/edit"))
    words = {"answer-kk": "Жауап", "process_note-ru": "слово " * 151, "case_for-en": "kept word",
             "case_against-en": "other word", "nobody_against": "y", "seen": seen}
    page = organizer.send(f"{PAGE}/edit", words).get_data(as_text=True)
    assert "has 151 words in this language: Русский." in page
    assert "it is also said that no juror took this position" in page
    assert page.count("слово") == 151
    assert "kept word" in page
    assert 'id="nobody_against" value="y" checked' in page
    assert "Nothing blocks the publication." in page  # the saved text is still the one that was signed off
