"""Cells: the text that counts in them, and their form in files that spreadsheets open."""
from __future__ import annotations

import re
import unicodedata

# Zero-width and bidirectional controls, soft hyphen, byte-order mark: nobody sees them, comparisons do.
_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufe00-\ufe0f]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# What a spreadsheet takes for a formula; apostrophes before it belong to the disguise.
_FORMULA = re.compile("'*[=+\\-@\t\r]")
_DISGUISED = re.compile("'+[=+\\-@\t\r]")


def clean(text: str) -> str:
    """The text of a cell: composed letters, single spaces, nothing invisible, no disguise of a formula.

    >>> clean("  И\u0306од \u200b— 5\u00a0мг "), clean("'+77011234567"), clean("'=1+1")
    ('Йод — 5 мг', '+77011234567', '=1+1')
    """
    if _DISGUISED.match(text):
        text = text[1:]
    text = _CONTROLS.sub(" ", _UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    return " ".join(text.split())


def disguise(text: str) -> str:
    """The cell for a CSV file: an apostrophe keeps spreadsheets from running it; `clean` takes it off again.

    >>> disguise("+77011234567"), disguise("Aigul"), clean(disguise("'=x"))
    ("'+77011234567", 'Aigul', "'=x")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def is_disguised(text: str) -> bool:
    """Whether `clean` would take an apostrophe off."""
    return _DISGUISED.match(text) is not None


def letters_of(column: int) -> str:
    """How spreadsheets name the column, counted from 0.

    >>> letters_of(0), letters_of(25), letters_of(26), letters_of(59)
    ('A', 'Z', 'AA', 'BH')
    """
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return name
