"""Three languages in one call, so that the demo's texts stand side by side."""
from __future__ import annotations


def words(kk: str, ru: str, en: str) -> dict[str, str]:
    """A text in the three languages of the interface."""
    return {"kk": kk, "ru": ru, "en": en}
