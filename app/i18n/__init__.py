"""Languages of the interface: from the URL to the words, dates and numbers."""
from __future__ import annotations

from flask import Flask, g, has_request_context
from flask_babel import Babel

from app.domain.languages import DEFAULT_LANGUAGE
from app.i18n import formats, labels, messages, pool_fields
from app.i18n.speaking import LOCALES, on_the_clock_of, speaking

__all__ = ["LOCALES", "current_language", "init_app", "on_the_clock_of", "speaking"]


def current_language() -> str:
    """The language of this page, event or message."""
    return str(g.get("language", DEFAULT_LANGUAGE))


def _locale() -> str:
    return LOCALES[current_language()]


def _time_zone() -> str:
    if "time_zone" in g:
        return str(g.time_zone)
    jury = g.get("jury") if has_request_context() else None
    return jury.time_zone if jury is not None else "Asia/Almaty"


def init_app(app: Flask, babel: Babel) -> None:
    babel.init_app(app, locale_selector=_locale, timezone_selector=_time_zone)
    for name in formats.FILTERS:
        app.add_template_filter(getattr(formats, f"format_{name}"), name)
    app.add_template_filter(labels.label, "label")
    app.add_template_filter(messages.sentence, "sentence")
    app.add_template_filter(pool_fields.pool_field, "pool_field")
