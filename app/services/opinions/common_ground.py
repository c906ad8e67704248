"""What everybody shares and what divides, in counts: per statement, over all jurors and over each group."""
from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
FEWEST = 5  # answers behind any number that is shown
SURE = 1.2816  # standard deviations: 90 of 100 times it is no accident, as in Polis


@dataclass(frozen=True)
class Tally:
    """How many agreed, disagreed and passed."""

    agree: int
    disagree: int
    passed: int

    @property
    def answered(self) -> int:
        return self.agree + self.disagree + self.passed

    def likelihood(self, *, of_agreeing: bool) -> float:
        """The share, drawn towards one half when few have answered: (count + 1) / (answered + 2)."""
        return ((self.agree if of_agreeing else self.disagree) + 1) / (self.answered + 2)


def tally(column: Floats) -> Tally:
    return Tally(int((column == 1).sum()), int((column == -1).sum()), int((column == 0).sum()))


def shared(groups: list[Tally], *, of_agreeing: bool) -> float:
    """Group-informed consensus: the product over the groups, so that every group must lean the same way.

    >>> round(shared([Tally(5, 0, 0), Tally(9, 0, 1)], of_agreeing=True), 3)
    0.714
    """
    product = 1.0
    for group in groups:
        product *= group.likelihood(of_agreeing=of_agreeing)
    return product


def is_sure(group: Tally, *, of_agreeing: bool) -> bool:
    """Whether more than half of the group leans that way, and not by accident (one-sample proportion test)."""
    count = group.agree if of_agreeing else group.disagree
    if not group.answered:
        return False
    return 2 * sqrt(group.answered + 1) * ((count + 1) / (group.answered + 1) - 0.5) > SURE


def difference(groups: list[Tally]) -> float:
    """How far two groups lie apart: the largest difference of their shares of agreement; with one group, how evenly
    it splits (1 when half agree and half disagree).
    """
    if len(groups) == 1:
        return 2 * min(groups[0].agree, groups[0].disagree) / max(groups[0].answered, 1)
    shares = [group.likelihood(of_agreeing=True) for group in groups]
    return max(shares) - min(shares)
