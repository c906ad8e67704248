"""The words of open data in every language at once: their source stands where the columns are declared."""
from __future__ import annotations

from enum import Enum

from flask_babel import gettext

from app.domain.languages import LANGUAGES
from app.i18n.labels import label
from app.i18n.speaking import speaking


def in_every_language(message: str) -> dict[str, str]:
    """Language → a sentence of the catalogues."""
    found = {}
    for language in LANGUAGES:
        with speaking(language):
            found[language] = gettext(message)
    return found


def label_in_every_language(value: Enum) -> dict[str, str]:
    """Language → the word that readers see for a value."""
    found = {}
    for language in LANGUAGES:
        with speaking(language):
            found[language] = label(value)
    return found


def declared(message: str) -> str:
    """A declared sentence in the language of the page."""
    return gettext(message)
