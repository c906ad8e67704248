"""Speaking a language outside a page: in a socket event, a job or a letter."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import g
from flask_babel import force_locale, refresh

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


@contextmanager
def on_the_clock_of(time_zone: str) -> Iterator[None]:
    """Write every time inside as it is on the clocks of a place, for instance `Asia/Oral`."""
    before = g.get("time_zone")
    g.time_zone = time_zone
    refresh()
    try:
        yield
    finally:
        if before is None:
            g.pop("time_zone", None)
        else:
            g.time_zone = before
        refresh()
