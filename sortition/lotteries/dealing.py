"""Deals the people of each type to the seats of its panels, so that they differ by at most one panel."""

from __future__ import annotations

from collections import defaultdict

from sortition.lotteries.mixtures import Seats
from sortition.randomness import Source
from sortition.types import Types


def deal(types: Types, seats: Seats, source: Source) -> list[list[str]]:
    """The people of every panel. One shuffle inside each type, then those who were seated least come next.

    Without households this is dealing cards in a circle. In a household composition every household holds every
    type of it, so any choice of different households is a valid choice. Included people sit in every panel.
    """
    orders = []
    for members, homes in zip(types.members, types.homes, strict=True):
        order = list(zip(members, homes, strict=True))
        source.shuffle(order)
        orders.append(order)
    dealt = []
    for row in seats.tolist():
        taken: defaultdict[int, set[int]] = defaultdict(set)
        panel = list(types.included)
        for place in row:
            panel.append(_next(orders[place], taken[int(types.group[place])]))
        dealt.append(panel)
    return dealt


def _next(order: list[tuple[str, int]], taken: set[int]) -> str:
    """The first in the order whose household is free; he goes to the end of the order."""
    for number, (name, home) in enumerate(order):
        if home not in taken:
            order.append(order.pop(number))
            if home >= 0:
                taken.add(home)
            return name
    raise AssertionError("a panel of types holds more people of a composition than it has households")
