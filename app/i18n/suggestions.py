"""How a statement of the public is called in the library, in every language."""
from __future__ import annotations

from flask_babel import gettext

from app.domain.languages import LANGUAGES
from app.i18n.speaking import speaking


def evidence_titles() -> dict[str, str]:
    """By language; the service fills in {number} and {words}."""
    titles = {}
    for language in LANGUAGES:
        with speaking(language):
            titles[language] = gettext("From the public, No. {number}: “{words}”")
    return titles


def evidence_author(language: str) -> str:
    """The author's line, in the language of the jury."""
    with speaking(language):
        return gettext("Somebody from the public")
