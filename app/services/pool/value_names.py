"""Which value a name means: the same spelling, the same thing in another language, or an age group inside another."""
from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from sortition.spelling import fold

FOLDER = Path(__file__).with_name("population")
LANGUAGES = ("kk", "ru", "en")
OLDEST = 200
_YEARS = re.compile(r"\d+")
_UPWARDS = ("+", "older", "over", "more", "above", "старше", "более", "асқан", "жоғары", "үлкен", "одан")
_DOWNWARDS = ("under", "below", "younger", "младше", "моложе", "кіші", "дейінгі")
_SIGNS = re.compile(r"[\W_]+")
_ASIDE = frozenset({"г", "город", "қ", "қаласы", "city", "the", "обл"})


@cache
def known_names() -> dict[str, dict[str, str]]:
    """Key → language → name, of places and values that statistics use again and again."""
    with (FOLDER / "names.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: {language: row[language] for language in LANGUAGES} for row in csv.DictReader(file)}


@cache
def _keys() -> dict[str, str]:
    found: dict[str, str] = {}
    with (FOLDER / "names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = [row["key"], *(row[language] for language in LANGUAGES), *row["also"].split("|")]
            for name in filter(None, names):
                found.setdefault(_bare(name), row["key"])
    return found


def key_of(name: str) -> str | None:
    """The key of a name in any of its spellings.

    >>> key_of("женский"), key_of("Women"), key_of("г. Астана"), key_of("Алматинская обл."), key_of("violet")
    ('women', 'women', 'astana', 'almaty_region', None)
    """
    return _keys().get(_bare(name))


def _bare(name: str) -> str:
    """Without signs and without what is only written before or after the name of a town."""
    words = _SIGNS.sub(" ", fold(name)).split()
    return " ".join(word for word in words if word not in _ASIDE) or fold(name)


def age_of(name: str) -> tuple[int, int] | None:
    """The first and the last year of an age group, None for what is none.

    >>> age_of("18–29 лет"), age_of("60+"), age_of("60 жастан асқан"), age_of("under 18"), age_of("Abay 5"), age_of("7")
    ((18, 29), (60, 200), (60, 200), (0, 17), None, (7, 7))
    """
    text = fold(name)
    years = [int(digits) for digits in _YEARS.findall(text)]
    rest = _YEARS.sub(" ", text)
    if len(years) == 2 and years[0] <= years[1] < OLDEST:
        return (years[0], years[1])
    if len(years) != 1 or years[0] >= OLDEST:
        return None
    if any(sign in rest for sign in _UPWARDS):
        return (years[0], OLDEST)
    if any(word in rest for word in _DOWNWARDS):
        return (0, years[0] - 1)
    return (years[0], years[0]) if not rest.strip(" .") or "лет" in rest or "жас" in rest else None


def best_match(name: str, offered: Sequence[str]) -> str | None:
    """Which of the offered values a name means, None when none is surely meant.

    >>> best_match("Женщины", ["f", "m"]), best_match("20-24", ["18–29", "30+"]), best_match("15–19", ["18–29"])
    ('f', '18–29', None)
    """
    same = [value for value in offered if fold(value) == fold(name)]
    if same:
        return same[0]
    key = key_of(name)
    if key is not None:
        same = [value for value in offered if key_of(value) == key]
    return same[0] if len(same) == 1 else _group_around(name, offered)


def _group_around(name: str, offered: Sequence[str]) -> str | None:
    own = age_of(name)
    if own is None:
        return None
    around = [value for value in offered if (group := age_of(value)) and group[0] <= own[0] and own[1] <= group[1]]
    return around[0] if len(around) == 1 else None
