"""Speaking a language outside a page: in a socket event, a job or a letter."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import g
from flask_babel import force_locale

LOCALES = {"kk": "kk", "ru": "ru_KZ", "en": "en_GB"}


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Render everything inside in `language` (kk · ru · en)."""
    before = g.get("language")
    g.language = language
    try:
        with force_locale(LOCALES[language]):
            yield
    finally:
        if before is None:
            g.pop("language", None)
        else:
            g.language = before
