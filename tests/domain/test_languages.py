"""Content falls back in a fixed order, and says so."""
from __future__ import annotations

from app.domain.languages import Shown, missing_languages, show


def test_the_language_asked_for_comes_first() -> None:
    assert show({"kk": "су", "ru": "вода"}, "kk") == Shown("су", "kk", False)


def test_a_blank_text_falls_back_and_is_marked() -> None:
    assert show({"kk": " ", "ru": "вода", "en": "water"}, "kk") == Shown("вода", "ru", True)
    assert show({"kk": "су", "ru": "вода"}, "en") == Shown("вода", "ru", True)


def test_nothing_is_nothing() -> None:
    assert show(None, "ru") == Shown("", "ru", False)
    assert missing_languages({"ru": "вода", "kk": ""}) == ["kk", "en"]
