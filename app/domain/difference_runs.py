"""Differences as people read them: whole phrases that went and came, not every second word."""
from __future__ import annotations

from app.domain.word_merges import Piece, differences


def runs(old: str, new: str) -> list[Piece]:
    """The differences of two texts, where changes that only a gap divides are one change.

    >>> [(piece.kind, piece.text) for piece in runs("in every house.", "the city pays.")]
    [('gone', 'in every house'), ('new', 'the city pays'), ('same', '.')]
    """
    found: list[Piece] = []
    gone = came = gap = ""
    for piece in differences(old, new):
        if piece.kind == "same" and not piece.text.strip() and (gone or came):
            gap += piece.text
        elif piece.kind == "same":
            found += [*_change(gone, came), Piece("same", gap + piece.text)]
            gone = came = gap = ""
        else:
            gone, came = gone + gap, came + gap
            gap = ""
            gone += piece.text if piece.kind == "gone" else ""
            came += piece.text if piece.kind == "new" else ""
    return [*found, *_change(gone, came), *([Piece("same", gap)] if gap else [])]


def _change(gone: str, came: str) -> list[Piece]:
    return [Piece(kind, text) for kind, text in (("gone", gone), ("new", came)) if text]
