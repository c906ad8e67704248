"""Words of texts and questions, reduced to what all their forms share, the same way for every search engine."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from snowballstemmer.english_stemmer import EnglishStemmer
from snowballstemmer.russian_stemmer import RussianStemmer

from app.domain import kazakh_words

LONGEST_WORD = 40
MOST_WORDS = 8  # of a question
# Latin with its accents, and Cyrillic: letters and digits only, which every engine reads alike. Hyphens stand inside.
LETTER = r"[0-9a-z\u00df-\u00f6\u00f8-\u024f\u0400-\u0481\u048a-\u04ff]"
_WORD = re.compile(rf"{LETTER}+(?:[-\u2010\u2011]{LETTER}+)*")
_HYPHEN = re.compile("[-\u2010\u2011]")
_LATIN = re.compile("[a-z]")
# Words that say nothing about a subject; a question is asked without them.
_SMALL_WORDS = frozenset(" ".join((
    "и в во на не с со по о об к ко у за для от до из как что это при или а но мы ли",
    "мен бен пен және үшін туралы бір бұл сол осы ма ме ба бе па пе немесе",
    "the a an of in on to and for with is are be by or at as it we")).split())
_russian, _english = RussianStemmer(), EnglishStemmer()


@dataclass(frozen=True)
class Word:
    """A word where it stands in a text."""

    start: int
    end: int
    parts: tuple[str, ...]  # of a word with hyphens; else one


def even(text: str) -> str:
    """Letters without case and without the dots of ё, in their composed form; as long as the text where it can be."""
    return unicodedata.normalize("NFC", text).lower().replace("ё", "е")


def words_of(text: str) -> list[Word]:
    """The words of an even text."""
    return [Word(hit.start(), hit.end(), tuple(part[:LONGEST_WORD] for part in _HYPHEN.split(hit[0])))
            for hit in _WORD.finditer(text)]


@lru_cache(maxsize=50_000)
def stems_of(part: str, language: str) -> frozenset[str]:
    """What stands in the index for a word of a text in `language`."""
    if _LATIN.search(part):
        return frozenset({str(_english.stemWord(part))})
    if language == "ru":
        return frozenset({str(_russian.stemWord(part))})
    found = kazakh_words.stems(part)
    return found | {kazakh_words.plain(stem) for stem in found}


@lru_cache(maxsize=5_000)
def stems_asked(part: str) -> frozenset[str]:
    """What is looked for when somebody types a word: nobody says in which language."""
    if _LATIN.search(part):
        return stems_of(part, "en")
    return frozenset({str(_russian.stemWord(part))}) | kazakh_words.stems(part)


def index_words(texts: Iterable[Mapping[str, str]]) -> str:
    """All stems of some texts in up to three languages, each once, divided by blanks."""
    found: set[str] = set()
    for text in texts:
        for language, words in text.items():
            for word in words_of(even(words)):
                joined = ("".join(word.parts)[:LONGEST_WORD],) if len(word.parts) > 1 else ()
                for part in word.parts + joined:
                    found |= stems_of(part, language)
    return " ".join(sorted(found))


# One wish of a question: alternatives, each of which is a tuple of sets of stems that must all be there.
Wish = tuple[tuple[frozenset[str], ...], ...]


def wishes_of(question: str) -> list[Wish]:
    """What a question asks for; an empty list when it holds no word."""
    words = words_of(even(question[:300]))
    telling = [word for word in words if word.parts[0] not in _SMALL_WORDS] or words
    return [_wish(word) for word in telling[:MOST_WORDS]]


def _wish(word: Word) -> Wish:
    parts = tuple(stems_asked(part) for part in word.parts)
    return (parts,) if len(parts) == 1 else (parts, (stems_asked("".join(word.parts)[:LONGEST_WORD]),))


def all_stems(wishes: Iterable[Wish]) -> frozenset[str]:
    """Every stem that a question may meet, for marking hits."""
    return frozenset(stem for wish in wishes for parts in wish for stems in parts for stem in stems)
