"""What people type: cleaned, and in which language it probably is."""
from __future__ import annotations

import re
import unicodedata

from app.domain.errors import DomainError

_LINE_ENDS = re.compile(r"\r\n?")
_GAPS = re.compile(r"\n{3,}")
_KAZAKH = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
# Almost every Kazakh sentence has one of its own letters; a word or two may have none.
_SURE = 20


def clean_text(text: str) -> str:
    """NFC, at most one blank line, and nothing invisible: a bidi control could turn a sentence around.

    >>> clean_text(" Су  \\u202eқымбат\\r\\n\\r\\n\\r\\n\\r\\nЖоқ \\x00")
    'Су  қымбат\\n\\nЖоқ'
    """
    lines = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))
    seen = "".join(letter for letter in lines if letter in "\n\u200d" or unicodedata.category(letter)[0] != "C")
    return _GAPS.sub("\n\n", seen).strip()


def checked_text(text: str, maximum: int) -> str:
    """Cleaned text of at most `maximum` characters. Raises `text_is_empty` or `text_is_too_long`."""
    clean = clean_text(text)
    if not clean:
        raise DomainError("text_is_empty")
    if len(clean) > maximum:
        raise DomainError("text_is_too_long", length=len(clean), maximum=maximum)
    return clean


def guess_language(text: str, page_language: str) -> str:
    """The language of a contribution, for screen readers and hyphenation; people write as they speak.

    >>> guess_language("Су неге қымбат?", "ru"), guess_language("Почему вода такая дорогая?", "kk")
    ('kk', 'ru')
    """
    if _KAZAKH.search(text):
        return "kk"
    if _CYRILLIC.search(text):
        return page_language if page_language == "kk" and len(text) < _SURE else "ru"
    return "en" if len(text) >= _SURE else page_language
