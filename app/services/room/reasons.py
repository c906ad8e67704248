"""The word of reason that every override and every act of moderation needs."""
from __future__ import annotations

from app.domain.errors import DomainError
from app.domain.writing import clean_text

MOST_CHARACTERS = 200


def checked_reason(reason: str | None) -> str:
    """The reason on one line. Raises `reason_is_missing`."""
    clean = " ".join(clean_text(reason or "").split())
    if not clean:
        raise DomainError("reason_is_missing")
    return clean[:MOST_CHARACTERS]
