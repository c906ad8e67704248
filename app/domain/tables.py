"""Small tables: what a round, a place at a table and a wish about the seating can be."""
from __future__ import annotations

from enum import Enum

SMALLEST, LARGEST = 3, 8  # people at a table; four to six is the rule, a small jury may need three
MOST_ROUNDS = 6
MOST_MINUTES = 120


class RoundState(Enum):
    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"


class SeatingKind(Enum):
    """How somebody came to a table."""

    PLANNED = "planned"
    LATE = "late"  # came when the round was running: the smallest suitable table
    MOVED = "moved"  # by the facilitator, with a word of reason


class WishKind(Enum):
    """What two people need of the seating: a juror and their helper together, or two people not at one table."""

    TOGETHER = "together"
    APART = "apart"
