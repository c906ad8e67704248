"""Small numbers of people are left empty, and as many others as are needed so that no subtraction gives them away."""
from __future__ import annotations

from collections.abc import Sequence

FEWEST = 5


def suppressed(counts: Sequence[int], fewest: int = FEWEST) -> list[int | None]:
    """The counts of disjoint groups whose total is known to readers; None stands for a number that is hidden.

    Hidden are all numbers below `fewest`. What is hidden adds up to the total without the rest; so that this sum says
    nothing of one group, and is itself not small, the smallest of the others are hidden too until two numbers and
    `fewest` people at least are hidden together. Among equal numbers the first goes first.

    >>> suppressed([12, 3, 9, 7])
    [12, None, 9, None]
    >>> suppressed([2, 1, 9, 20])
    [None, None, None, 20]
    >>> suppressed([5, 6]), suppressed([4]), suppressed([4, 30])
    ([5, 6], [None], [None, None])
    """
    hidden = {place for place, count in enumerate(counts) if count < fewest}
    others = sorted(set(range(len(counts))) - hidden, key=lambda place: (counts[place], place))
    while hidden and others and (len(hidden) < 2 or sum(counts[place] for place in hidden) < fewest):
        hidden.add(others.pop(0))
    return [None if place in hidden else count for place, count in enumerate(counts)]


def shown(name: str, count: int | None) -> dict[str, object]:
    """A count and the column beside it that says whether it is hidden."""
    return {name: count, f"{name}_hidden": count is None}


def alone(count: int, fewest: int = FEWEST) -> int | None:
    """A count that is part of no total."""
    return count if count >= fewest else None
