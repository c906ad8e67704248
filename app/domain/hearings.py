"""Words of the hearings: whose position somebody holds, and what became of a request to reply."""
from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class ReplyState(Enum):
    """A witness asked to answer what was said of them."""

    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"


def stance_key(stance: dict[str, str], authentic_language: str) -> str:
    """What makes two declared positions the same: their words in the jury's authentic language, whatever the case.

    >>> stance_key({"kk": "Құбыр салу", "en": "Lay pipes"}, "kk")
    'құбыр салу'
    >>> stance_key({"kk": " ", "en": "Lay  pipes"}, "kk")
    'lay pipes'
    >>> stance_key({}, "kk")
    ''
    """
    words: Iterable[str] = (stance.get(authentic_language, ""), *stance.values())
    return next((" ".join(text.casefold().split()) for text in words if text.strip()), "")
