"""The languages of the interface and of content, and the fixed order of fallback."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("kk", "ru", "en")
OWN_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
DEFAULT_LANGUAGE = "kk"
_FALLBACK = {"kk": ("kk", "ru", "en"), "ru": ("ru", "kk", "en"), "en": ("en", "ru", "kk")}

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Shown:
    """A text as shown to a reader: which language it is in, and whether that is the one asked for."""

    text: str
    language: str
    is_fallback: bool


def show(texts: Texts | None, language: str) -> Shown:
    """Pick the text in `language`, else the next language in the fixed order that has one.

    >>> show({"ru": "Вода"}, "kk")
    Shown(text='Вода', language='ru', is_fallback=True)
    """
    for candidate in _FALLBACK[language]:
        text = (texts or {}).get(candidate, "").strip()
        if text:
            return Shown(text, candidate, candidate != language)
    return Shown("", language, False)


def missing_languages(texts: Texts | None) -> list[str]:
    """Languages in which a text is still blank, in the order of the interface."""
    return [language for language in LANGUAGES if not (texts or {}).get(language, "").strip()]
