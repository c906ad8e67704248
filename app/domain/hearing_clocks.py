"""Whose time it is during the hearings: at every moment at most one witness's clock runs."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Span:
    """A stretch in which an item ran without a pause. `witness`: who is heard in it, None in a question round."""

    witness: int | None
    start: datetime
    end: datetime


@dataclass(frozen=True)
class FloorTurn:
    """A stretch in which a witness had the floor."""

    witness: int
    start: datetime
    end: datetime


def seconds_by_witness(spans: Iterable[Span], turns: Iterable[FloorTurn]) -> dict[int, int]:
    """Seconds on each witness's clock.

    While an item runs, the clock is that of the witness who has the floor, else that of the witness whose hearing it
    is. So a reply in another's hearing counts for who replies, never for both, and no clock runs during a pause.

    >>> at = lambda minute: datetime(2026, 1, 1, 10, minute)
    >>> seconds_by_witness([Span(1, at(0), at(10))], [FloorTurn(1, at(1), at(5)), FloorTurn(2, at(6), at(8))])
    {1: 480, 2: 120}
    """
    totals: dict[int, timedelta] = {}
    turns = list(turns)
    for span in spans:
        left = max(span.end - span.start, timedelta())
        for turn in turns:
            shared = _overlap(span, turn)
            if turn.witness != span.witness and shared:
                totals[turn.witness] = totals.get(turn.witness, timedelta()) + shared
                left -= shared
        if span.witness is not None:
            totals[span.witness] = totals.get(span.witness, timedelta()) + left
    return {witness: int(total.total_seconds()) for witness, total in sorted(totals.items())}


def _overlap(span: Span, turn: FloorTurn) -> timedelta:
    return max(min(span.end, turn.end) - max(span.start, turn.start), timedelta())
