"""Letters of stage 1: kinds and states, and the code printed in a letter, however people type it."""
from __future__ import annotations

import secrets
import unicodedata
from enum import Enum


class LetterDrawState(Enum):
    """A draw of addresses."""

    ANNOUNCED = "announced"
    DRAWN = "drawn"
    CALLED_OFF = "called_off"


class LetterSource(Enum):
    """Where the public number comes from."""

    DICE = "dice"
    BEACON = "beacon"


class LetterKind(Enum):
    INVITATION = "invitation"
    REMINDER = "reminder"


class AddressState(Enum):
    """What became of an address; a list can be narrowed to one."""

    NOT_DRAWN = "not_drawn"
    DRAWN = "drawn"
    SENT = "sent"
    ANSWERED = "answered"
    DECLINED = "declined"
    RETURNED = "returned"


class Mark(Enum):
    """What somebody enters by hand."""

    RETURNED = "returned"
    DECLINED = "declined"
    NOTHING = "nothing"


class AddressUse(Enum):
    """What a column of an address file holds."""

    STREET = "street"
    TOWN = "town"
    POSTCODE = "postcode"
    RECIPIENT = "recipient"
    AREA = "area"
    ID = "id"
    NOTHING = "nothing"


# Of these a file has one column; streets, towns and names may be spread over several.
SINGLE_ADDRESS_USES = (AddressUse.POSTCODE, AddressUse.AREA, AddressUse.ID)

CODE_DIGITS = 12
_GROUP = 4
# Digits only: they are the same in Kazakh, Russian and English, can be said on the telephone and need no second
# keyboard. These letters, Latin or Cyrillic, are what people and scanners make of them.
_LOOKS_LIKE = str.maketrans({
    "O": "0", "О": "0", "Ө": "0", "Q": "0", "I": "1", "L": "1", "І": "1", "|": "1", "!": "1", "Z": "2", "З": "3",
    "Э": "3", "Ч": "4", "S": "5", "Ѕ": "5", "Б": "6", "G": "6", "B": "8", "В": "8",
})


def new_code() -> str:
    """A code that nobody can guess: one in a million million."""
    return f"{secrets.randbelow(10 ** CODE_DIGITS):0{CODE_DIGITS}d}"


def normal_code(typed: str) -> str:
    """The digits of a code, however it was typed; blank when it cannot be one.

    >>> normal_code(" 4821-O37б 9954 "), normal_code("４８２１ ０３７６ ９９５４"), normal_code("4821")
    ('482103769954', '482103769954', '')
    """
    text = unicodedata.normalize("NFKC", typed[:100]).upper().translate(_LOOKS_LIKE)
    digits = "".join(letter for letter in text if letter.isascii() and letter.isdigit())
    has_others = any(letter.isalnum() and letter not in "0123456789" for letter in text)
    return "" if has_others or len(digits) != CODE_DIGITS else digits


def printed_code(code: str) -> str:
    """The code in groups, as it stands in the letter.

    >>> printed_code("482103769954")
    '4821 0376 9954'
    """
    return " ".join(code[at:at + _GROUP] for at in range(0, len(code), _GROUP))
