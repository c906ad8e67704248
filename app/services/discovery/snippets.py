"""A few words of a text around what was looked for, with the hits marked."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.languages import Texts, show
from app.services.discovery.word_forms import Word, even, stems_of, words_of

WIDTH = 34  # words


@dataclass(frozen=True)
class Piece:
    text: str
    is_hit: bool


@dataclass(frozen=True)
class Snippet:
    """Pieces of a text in one language; a page escapes each of them and marks the hits."""

    pieces: tuple[Piece, ...]
    language: str

    @property
    def hits(self) -> int:
        return sum(piece.is_hit for piece in self.pieces)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def snippet(texts: Texts, stems: frozenset[str], language: str) -> Snippet:
    """The best place in the reader's language, else in the language that has most hits."""
    order = [language, *(code for code in texts if code != language)]
    found = [_cut(texts[code], stems, code) for code in order if texts.get(code, "").strip()]
    best = max(found, key=lambda each: each.hits > 0, default=None)  # max() keeps the first of equals
    if best is None or not best.hits:
        shown = show(texts, language)
        return _cut(shown.text, stems, shown.language)
    return best


def _cut(text: str, stems: frozenset[str], language: str) -> Snippet:
    words = words_of(even(text)) if len(even(text)) == len(text) else []
    hits = [not stems.isdisjoint(_stems(word, language)) for word in words]
    first = _densest(hits)
    last = min(first + WIDTH, len(words))
    start = 0 if first == 0 else words[first].start
    end = len(text) if last == len(words) else words[last - 1].end
    if not words:
        end = min(len(text), 240)
    pieces = _pieces(text, list(zip(words, hits, strict=True))[first:last], start, end)
    before = (Piece("… ", False),) if start else ()
    after = (Piece(" …", False),) if end < len(text) else ()
    return Snippet((*before, *pieces, *after), language)


def _stems(word: Word, language: str) -> set[str]:
    joined = ("".join(word.parts),) if len(word.parts) > 1 else ()
    return {stem for part in word.parts + joined for stem in stems_of(part, language)}


def _densest(hits: Sequence[bool]) -> int:
    """The first word of the window with most hits; a few words before the first hit."""
    if not any(hits) or len(hits) <= WIDTH:
        return 0
    best = max(range(len(hits) - WIDTH + 1), key=lambda start: (sum(hits[start:start + WIDTH]), -start))
    first_hit = best + hits[best:].index(True)
    return min(max(0, first_hit - 6), len(hits) - WIDTH)


def _pieces(text: str, words: Sequence[tuple[Word, bool]], start: int, end: int) -> list[Piece]:
    found, at = [], start
    for word, is_hit in words:
        if is_hit:
            found += [Piece(text[at:word.start], False), Piece(text[word.start:word.end], True)]
            at = word.end
    return [piece for piece in [*found, Piece(text[at:end], False)] if piece.text]
