"""Differences between two texts word by word, and the merge of two edits of the same text."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# A word keeps its accents, a run of signs (an emoji of several parts) stays whole.
_TOKEN = re.compile(r"\n|[^\S\n]+|(?:\w[\u0300-\u036f]*)+|[^\w\s]+")


@dataclass(frozen=True)
class Piece:
    """A run of words: `kind` is `same`, `gone` or `new`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Edit:
    """Replace `old` at position `start` (in letters of the old text) by `new`."""

    start: int
    old: str
    new: str


def words_of(text: str) -> list[str]:
    """Words, gaps and signs; joined they are the text again.

    >>> words_of("Су қымбат, 😀!")
    ['Су', ' ', 'қымбат', ',', ' ', '😀!']
    """
    return _TOKEN.findall(text)


def edits(old: str, new: str) -> list[Edit]:
    """What to replace so that `old` becomes `new`, whole words only, from the beginning on.

    >>> edits("Су өте қымбат", "Су тым қымбат")
    [Edit(start=3, old='өте', new='тым')]
    """
    before, after = words_of(old), words_of(new)
    starts = _starts(before)
    return [Edit(starts[i], "".join(before[i:j]), "".join(after[k:m]))
            for kind, i, j, k, m in _matcher(before, after).get_opcodes() if kind != "equal"]


def differences(old: str, new: str) -> list[Piece]:
    """The two texts as one, with what went and what came.

    >>> [(piece.kind, piece.text) for piece in differences("a b c d", "a x y d")]
    [('same', 'a '), ('gone', 'b c'), ('new', 'x y'), ('same', ' d')]
    """
    before, after = words_of(old), words_of(new)
    runs: list[tuple[str, str, str]] = []  # kind, what went, what came
    for kind, i, j, k, m in _matcher(before, after).get_opcodes():
        run = ("same" if kind == "equal" else "changed", "".join(before[i:j]), "".join(after[k:m]))
        if len(runs) > 1 and run[0] == "changed" and runs[-1][0] == "same" and runs[-1][1] == " ":
            last, gap = runs[-2:]
            run = ("changed", last[1] + gap[1] + run[1], last[2] + gap[2] + run[2])
            del runs[-2:]
        runs.append(run)
    return [piece for kind, gone, came in runs for piece in _pieces(kind, gone, came)]


def _pieces(kind: str, gone: str, came: str) -> list[Piece]:
    if kind == "same":
        return [Piece("same", gone)]
    return [Piece(name, text) for name, text in (("gone", gone), ("new", came)) if text]


def merge(base: str, mine: str, theirs: str) -> str | None:
    """Both edits of `base` in one text, or None where they touch the same words (three-way merge, as diff3 does).

    >>> merge("Су өте қымбат", "Су тым қымбат", "Су өте қымбат екен")
    'Су тым қымбат екен'
    >>> merge("Су қымбат", "Су арзан", "Су тегін")
    """
    if theirs == base or mine == theirs:
        return mine
    if mine == base:
        return theirs
    words = words_of(base), words_of(mine), words_of(theirs)
    merged = []
    for old, one, other in _chunks(*words):
        if one != old and other != old and one != other:
            return None
        merged += other if one == old else one
    return "".join(merged)


def _chunks(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """The three texts cut at the words that all of them share, changed parts and shared parts in turn."""
    at = [0, 0, 0]
    for here, in_mine, in_theirs, length in _shared(base, mine, theirs):
        yield base[at[0]:here], mine[at[1]:in_mine], theirs[at[2]:in_theirs]
        shared = base[here:here + length]
        yield shared, shared, shared
        at = [here + length, in_mine + length, in_theirs + length]
    yield base[at[0]:], mine[at[1]:], theirs[at[2]:]


def _shared(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Runs of `base` that stand unchanged in both others: start in each of the three, and length."""
    ours = _matcher(base, mine).get_matching_blocks()
    others = _matcher(base, theirs).get_matching_blocks()
    i = k = 0
    while i < len(ours) and k < len(others):
        start = max(ours[i].a, others[k].a)
        end = min(ours[i].a + ours[i].size, others[k].a + others[k].size)
        if start < end:
            yield start, ours[i].b + start - ours[i].a, others[k].b + start - others[k].a, end - start
        if ours[i].a + ours[i].size < others[k].a + others[k].size:
            i += 1
        else:
            k += 1


def _matcher(old: list[str], new: list[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, old, new, autojunk=False)


def _starts(words: list[str]) -> list[int]:
    """Where each word begins, and where the text ends."""
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return starts
