"""The forms of Kazakh nouns meet in one stem, whichever endings stand one behind the other."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.kazakh_words import stems

VOICELESS, NASAL = "пфкқтсшщчцхһбвгд", "мнң"
BACK = "аоұыуяё"
NOUNS = ["қала", "ауа", "су", "жол", "көлік", "мектеп", "адам", "бала", "жер", "ағаш", "шешім", "ұсыным", "сот",
         "дәрігер", "аудан", "бюджет", "баға", "кітап", "көше",
         "аурухана", "завод", "алқа", "халық", "сала", "қыз", "үй"]
SOFT = {"п": "б", "қ": "ғ", "к": "г"}


def harmony(word: str, back: str, front: str) -> str:
    vowels = [letter for letter in word if letter in BACK + "әеэөүііию"]
    return back if vowels[-1] in BACK else front


def is_vowel(word: str) -> bool:
    return word[-1] in BACK + "әеэөүіию"


def plural(word: str) -> str:
    first = "т" if word[-1] in VOICELESS else "д" if word[-1] in "лзж" + NASAL else "л"
    return word + first + harmony(word, "ар", "ер")


def owned(word: str) -> str:
    if word == "халық":
        return "халқы"
    if is_vowel(word) and word[-1] != "у":
        return word + harmony(word, "сы", "сі")
    return word[:-1] + SOFT.get(word[-1], word[-1]) + harmony(word, "ы", "і")


def case(word: str, which: str, is_owned: bool) -> str:
    last = word[-1]
    first = {"of": "н" if is_vowel(word) or last in NASAL else "т" if last in VOICELESS else "д",
             "in": "нд" if is_owned else "т" if last in VOICELESS else "д",
             "from": "н" if is_owned or last in NASAL else "т" if last in VOICELESS else "д",
             "to": "н" if is_owned else harmony(word, "қ", "к") if last in VOICELESS else harmony(word, "ғ", "г"),
             "what": "н" if is_vowel(word) else "т" if last in VOICELESS else "д"}[which]
    if which == "what" and is_owned:
        return word + "н"
    rest = {"of": ("ың", "ің"), "in": ("а", "е"), "from": ("ан", "ен"), "to": ("а", "е"), "what": ("ы", "і")}[which]
    return word + first + harmony(word, *rest)


@given(st.sampled_from(NOUNS), st.booleans(), st.booleans(), st.sampled_from(["", "of", "in", "from", "to", "what"]))
def test_every_form_of_a_noun_meets_the_noun(noun: str, is_plural: bool, is_owned: bool, which: str) -> None:
    word = plural(noun) if is_plural else noun
    word = owned(word) if is_owned else word
    word = case(word, which, is_owned) if which else word
    assert stems(word) & stems(noun), word


@given(st.text("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя", min_size=1, max_size=30))
def test_any_letters_give_a_few_stems_no_longer_than_the_word(word: str) -> None:
    found = stems(word)
    assert 1 <= len(found) <= 40
    assert all(0 < len(stem) <= len(word) for stem in found)


@pytest.mark.parametrize(("one", "other"), [("балық", "баға"), ("жер", "жол"), ("қала", "қалам"), ("су", "сот"),
                                            ("орын", "орта"), ("халық", "хат"), ("білім", "бала"), ("бала", "балық")])
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert not stems(one) & stems(other)
