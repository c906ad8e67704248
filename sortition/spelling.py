"""When two spellings are the same value: trimmed, folded in case, in any of the three languages."""

from __future__ import annotations

import re
import unicodedata


def fold(text: str) -> str:
    """The form in which values and addresses are compared; the original stays for display.

    >>> fold("  ҚЫЗЫЛОРДА   облысы "), fold("Ёлкино") == fold("ёлкино")
    ('қызылорда облысы', True)
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def bare(text: str) -> str:
    """Only letters and digits in words sorted by themselves: what near-duplicate addresses share.

    >>> bare("ул. Абая, 5-12") == bare("Абая ул 5 12")
    True
    """
    return " ".join(sorted(re.findall(r"\w+", fold(text).replace("ё", "е").replace("_", " "))))
