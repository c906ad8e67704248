"""Which characters the bytes of a text file mean."""
from __future__ import annotations

import codecs
import re

from app.domain.errors import DomainError

# What an organizer may choose by hand; the names are Python's.
CHOICES = ("utf-8", "utf-16", "cp1251", "kz1048", "koi8-r", "cp866", "iso8859-5", "mac_cyrillic", "cp1252", "cp1254")
CERTAIN = ("utf-8", "utf-16", "utf-32", "xlsx")  # the others are guessed and shown to be confirmed
_SINGLE_BYTE = CHOICES[2:]
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE = 200_000

_FREQUENT = set("оеаинтсрвлкмдпыуя")
_KAZAKH = set("әғқңөұүһі")
_WORD = re.compile(r"[^\W\d_]+")


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """The text and the name of its encoding. Raises `encoding_is_wrong`, `file_has_nul`."""
    name = encoding or recognise(content)
    try:
        text = content.decode("utf-8-sig" if name == "utf-8" else name)
    except UnicodeError as error:
        raise DomainError("encoding_is_wrong", encoding=name) from error
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise DomainError("file_has_nul")
    return text, "utf-16" if name.startswith("utf-16") else name


def recognise(content: bytes) -> str:
    """By mark, by zero bytes, by being valid UTF-8; else the code page in which the words look most like words."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    for name in ("utf-16-le", "utf-16-be"):
        if _is_utf_16(content[:4096], name):
            return name
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _most_likely(content[:_SAMPLE])
    return "utf-8"


def _is_utf_16(head: bytes, name: str) -> bool:
    """Separators, digits and line ends keep their zero byte in any script, always on the same side."""
    low, high = head[::2].count(0), head[1::2].count(0)
    zeros, others = (high, low) if name.endswith("le") else (low, high)
    if len(head) % 2 or others or zeros * 25 < len(head):
        return False
    return not {"\n", "\r"}.isdisjoint(head.decode(name, "replace"))


def _most_likely(sample: bytes) -> str:
    """Of equals the first in the list: without Kazakh letters KZ-1048 and Windows-1251 are the same bytes."""
    return max(_SINGLE_BYTE, key=lambda name: _score(sample, name))


def _score(sample: bytes, name: str) -> float:
    try:
        text = sample.decode(name)
    except UnicodeDecodeError:
        return -1e9
    foreign = sum(not char.isascii() for char in text)
    stray = sum(not char.isascii() and not char.isalpha() for char in text)
    return (sum(_weigh(word) for word in _WORD.findall(text) if not word.isascii()) - stray) / max(foreign, 1)


def _weigh(word: str) -> float:
    """Frequent letters count for a word; a capital after a small letter and mixed alphabets count against it."""
    if re.search("[A-Za-z]", word) and re.search("[\u0400-\u04ff]", word):
        return -float(len(word))
    score, before = 0.0, ""
    for char in word:
        if not char.isascii():
            score += _weight(char.lower(), before)
        if before.islower() and char.isupper():
            score -= 1.5
        before = char
    return score


def _weight(char: str, before: str) -> float:
    if char in _FREQUENT:
        return 1.0
    if char in _KAZAKH:
        return 0.8
    if "а" <= char <= "я" or char == "ё":
        return 0.3
    # A Western letter with an accent stands alone among plain ones.
    return 0.5 if char < "\u0180" and (before.isascii() or not before) else -0.5
