"""The clauses of a finding or recommendation, who changed them and how, amendments, and the scale of consensus."""
from __future__ import annotations

import re
from enum import Enum
from itertools import product

from app.domain.languages import LANGUAGES


class ClausePart(Enum):
    """What is written, asked about and amended by itself."""

    TITLE = "title"
    BODY = "body"
    WHY = "why"


class DraftChangeKind(Enum):
    """How a change came about."""

    BEGUN = "begun"  # the words with which the shared text began
    TYPED = "typed"  # live, letter by letter
    SAVED = "saved"  # by the plain form
    UNDONE = "undone"  # somebody's change was taken back
    RESTORED = "restored"  # the clause became what it was before
    AMENDED = "amended"  # a proposed amendment was taken over


class AmendmentState(Enum):
    OPEN = "open"
    TAKEN_OVER = "taken_over"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Consensus(Enum):
    """Five steps, from the warmest to the coldest."""

    LOVE_IT = "love_it"
    LIKE_IT = "like_it"
    LIVE_WITH_IT = "live_with_it"
    CONCERN = "concern"
    CANNOT_ACCEPT = "cannot_accept"


MAXIMUM = {ClausePart.TITLE: 160, ClausePart.BODY: 2000, ClausePart.WHY: 1000}
# Two who type at once may overshoot together: the text may stand for a while, but no version is saved of it.
LIVE_MAXIMUM = {part: 2 * maximum for part, maximum in MAXIMUM.items()}
FEWEST_ANSWERS = 5  # below this, sums would say who thinks what

_UNWELCOME = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def clause_name(part: ClausePart, language: str) -> str:
    """One text of a clause: `body.kk`.

    >>> clause_name(ClausePart.BODY, "kk")
    'body.kk'
    """
    return f"{part.value}.{language}"


CLAUSES: dict[str, tuple[ClausePart, str]] = {
    clause_name(part, language): (part, language) for part, language in product(ClausePart, LANGUAGES)}


def has_control_characters(text: str) -> bool:
    """Whether a text holds what no keyboard writes and what could turn a sentence around.

    >>> has_control_characters("Су қымбат\\n"), has_control_characters("\\u202eтабмық")
    (False, True)
    """
    return _UNWELCOME.search(text) is not None
