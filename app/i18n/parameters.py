"""From the parameters of a refusal to words: a field's name, a language's own name."""
from __future__ import annotations

from datetime import date, datetime

from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l

from app.domain.languages import OWN_NAMES, show
from app.i18n.formats import format_date, format_datetime, format_time

FIELDS: dict[str, LazyString] = {
    "question": _l("The question to the jury"),
    "scope_in": _l("What the jury deals with"),
    "scope_out": _l("What the jury does not deal with"),
    "powers": _l("What the jury may do, and what happens with its verdict"),
    "reply_promise": _l("The authority’s promise to reply"),
    "answer": _l("The answer"),
    "process_note": _l("How the jury worked"),
    "case_for": _l("The best case for the answer"),
    "case_against": _l("The best case against the answer"),
}

LISTS: dict[str, LazyString] = {
    "briefing": _l("The briefing list"),
    "witnesses": _l("The witness list"),
}


def in_words(params: dict[str, object]) -> dict[str, object]:
    """The same parameters as a reader reads them; what is not a code stays as it is."""
    return {name: _word(name, value) for name, value in params.items()}


def _word(name: str, value: object) -> object:
    if name == "language":
        return OWN_NAMES.get(str(value), value)
    if name == "field":
        return FIELDS.get(str(value), value)
    if name == "list":
        return LISTS.get(str(value), value)
    if name == "item" and isinstance(value, dict):
        return show(value, get_locale().language).text
    if name == "until" and isinstance(value, datetime):
        return format_datetime(value)
    if name == "day" and isinstance(value, date):
        return format_date(value)
    if name == "time" and isinstance(value, datetime):
        return format_time(value)
    return value
