"""Differences and merges of texts, word by word, also with Kazakh letters and emoji."""
from __future__ import annotations

import random

import pytest

from app.domain.word_merges import differences, edits, merge, words_of

ALPHABET = ["су", "қымбат", "әкімдік", "ұсыным", "😀", "👩‍👩‍👧", "й", " ", "\n", ", ", "un", "é"]


def some_text(chance: random.Random, most: int = 12) -> str:
    return "".join(chance.choice(ALPHABET) for _ in range(chance.randint(0, most)))


def changed(chance: random.Random, text: str) -> str:
    words = words_of(text)
    place = chance.randint(0, len(words))
    words[place:place + chance.randint(0, 2)] = words_of(some_text(chance, 3))
    return "".join(words)


def test_edits_and_differences_lead_from_one_text_to_the_other() -> None:
    chance = random.Random(1)
    for _ in range(500):
        old, new = some_text(chance), some_text(chance)
        result = old
        for edit in reversed(edits(old, new)):
            assert result[edit.start:edit.start + len(edit.old)] == edit.old
            result = result[:edit.start] + edit.new + result[edit.start + len(edit.old):]
        assert result == new
        pieces = differences(old, new)
        assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
        assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new


def test_a_clean_merge_holds_every_word_of_both() -> None:
    chance, clean = random.Random(2), 0
    for _ in range(500):
        base = some_text(chance, 30)
        mine, theirs = changed(chance, base), changed(chance, base)
        merged = merge(base, mine, theirs)
        assert merged == merge(base, theirs, mine)
        if merged is not None:
            clean += 1
            came = {piece.text for text in (mine, theirs) for piece in differences(base, text) if piece.kind == "new"}
            assert all(word in merged for text in came for word in words_of(text) if word.strip())
    assert clean > 200, "otherwise nothing was tested"


@pytest.mark.parametrize(("mine", "theirs", "merged"), [
    ("Су арзан болсын", "Су арзан болсын", "Су арзан болсын"),
    ("Су арзан болсын", "Су қымбат болсын", "Су арзан болсын"),
    ("Су арзан болсын", "Су қымбат болмасын", "Су арзан болмасын"),
    ("Су арзан болсын", "Су тегін болсын", None),
])
def test_of_two_edits_the_same_word_collides(mine: str, theirs: str, merged: str | None) -> None:
    assert merge("Су қымбат болсын", mine, theirs) == merged
