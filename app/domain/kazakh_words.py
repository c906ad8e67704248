"""A light rule for Kazakh word forms: endings of nouns are taken off as long as their neighbours allow them.

No dictionary: suffixes follow the last letter of what stands before them (voiced, voiceless, nasal, vowel), and the
rule asks for exactly that. Where an ending can be read in two ways (*қала-ны*, *тұрғын-ы*), both readings are kept: a
word has a small set of stems, and two words belong together when their sets meet. Verbs stay as they are.
"""
from __future__ import annotations

import re
from functools import lru_cache

_VOWELS = "аәеэоөұүуыіияюё"
_VOICELESS = "пфкқтсшщчцхһбвгд"  # the last four sound so at the end of a word
_NASAL = "мнң"
_VOICED = "зжйлруғ" + _NASAL
_OPEN = _VOWELS + "йр"  # after these: лар, лық
_FULL = "зжйлру"
_CONSONANTS = _VOICELESS + _VOICED
_OWNED = "(?:(?<=с[ыі])|(?<=[уй][ыі])|(?<=...[ыі]))"  # баласы-на, суы-нда: after the ending that says whose


def _after(letters: str, suffixes: str) -> re.Pattern[str]:
    return re.compile(f"(?<=[{letters}])(?:{'|'.join(suffixes.split())})$")


_ENDINGS: tuple[re.Pattern[str], ...] = (
    # plural
    _after(_OPEN, "лар лер"), _after("лзж" + _NASAL, "дар дер"), _after(_VOICELESS, "тар тер"),
    # whose
    _after(_VOWELS, "сы сі"), _after(_CONSONANTS, "ы і"),
    _after(_VOWELS, "мыз міз ңыз ңіз"), _after(_CONSONANTS, "ымыз іміз ыңыз іңіз"),
    # of, to, accusative, in, from, with
    _after(_VOWELS + _NASAL, "ның нің"), _after(_FULL, "дың дің"), _after(_VOICELESS, "тың тің"),
    _after(_VOWELS + _VOICED, "ға ге"), _after(_VOICELESS, "қа ке"),
    _after(_VOWELS, "ны ні"), _after(_VOICED, "ды ді"), _after(_VOICELESS, "ты ті"),
    _after(_VOWELS + _VOICED, "да де"), _after(_VOICELESS, "та те"),
    _after(_VOWELS + _FULL, "дан ден"), _after(_VOICELESS, "тан тен"), _after(_NASAL, "нан нен"),
    _after(_VOWELS + "лйр" + _NASAL, "мен"), _after("зж", "бен"), _after(_VOICELESS, "пен"),
    # the same after the ending that says whose
    re.compile(f"{_OWNED}(?:на|не|нда|нде|нан|нен|ндағы|ндегі|н)$"),
    # which is in: қаладағы; of the kind of: қалалық
    _after(_VOWELS + _VOICED, "дағы дегі"), _after(_VOICELESS, "тағы тегі"),
    _after(_OPEN, "лық лік"), _after("лзж" + _NASAL, "дық дік"), _after(_VOICELESS, "тық тік"),
)
_DROPPED = re.compile(f"(?<=[^{_VOWELS}])[ыі](?=[^{_VOWELS}]$)")  # халық, халқ-ы
_SOFTENED = str.maketrans("бғг", "пқк")  # кітап, кітаб-ы
_IS_WORD = re.compile(f"...+|[{_VOWELS}][^{_VOWELS}]|[^{_VOWELS}][уи]")  # ел, үй, су; never ба, кө
_HAS_VOWEL = re.compile(f"[{_VOWELS}]")
_PLAIN = str.maketrans("әғқңөұүһі", "агкноуухи")


@lru_cache(maxsize=20_000)
def stems(word: str) -> frozenset[str]:
    """All readings of a word in small Cyrillic letters, the shortest of them its stem.

    >>> [min(stems(word), key=len) for word in ("қала", "қаланың", "қалаларында", "қалалық")]
    ['қала', 'қала', 'қала', 'қала']
    >>> bool(stems("халық") & stems("халқының")), bool(stems("кітап") & stems("кітабын"))
    (True, True)
    """
    found, waiting = {word}, [word]
    while waiting:
        longer = waiting.pop()
        shorter = {_soft(longer[:hit.start()]) for ending in _ENDINGS if (hit := ending.search(longer))}
        new = {each for each in shorter - found if _IS_WORD.fullmatch(each) and _HAS_VOWEL.search(each)}
        found |= new
        waiting += new
    return frozenset(_even(each) for each in found)


def _soft(word: str) -> str:
    return word[:-1] + word[-1:].translate(_SOFTENED)


def _even(word: str) -> str:
    """Stems that lose a letter before an ending look alike: халық and халқ."""
    return _DROPPED.sub("", _soft(word)) if len(word) > 3 else _soft(word)


def plain(word: str) -> str:
    """As people type on a keyboard without the Kazakh letters.

    >>> plain("әкімдік")
    'акимдик'
    """
    return word.translate(_PLAIN)
