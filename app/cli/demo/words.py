"""Three languages in one call, so that the demo's texts stand side by side."""
from __future__ import annotations

# Name, address, topic, declared position (blank: background expert), interests.
Expert = tuple[str, str, dict[str, str], dict[str, str], dict[str, str]]


def words(kk: str, ru: str, en: str) -> dict[str, str]:
    """A text in the three languages of the interface."""
    return {"kk": kk, "ru": ru, "en": en}
