"""Counts all valid panels exactly where that is small enough, and deals them out evenly: a proved uniform lottery."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import comb, factorial

import numpy as np

from sortition.lotteries.mixtures import Seats
from sortition.randomness import Source
from sortition.types import Floats, Types

MOST_STATES = 150_000
"""States kept in all; beyond that ``count_panels`` gives up and uniform lotteries are sampled by a walk."""

State = tuple[int, ...]
Option = tuple[tuple[int, ...], State, int]
"""Counts of a block's types, what they add to (total, quotas), and in how many ways people can be chosen."""


@dataclass(frozen=True)
class Counted:
    """blocks: places of types decided together; ways[i]: state before block i → number of ways to finish."""

    types: Types
    blocks: tuple[tuple[int, ...], ...]
    options: tuple[tuple[Option, ...], ...]
    ways: tuple[dict[State, int], ...]

    @property
    def total(self) -> int:
        """The number of valid panels of people."""
        return self.ways[0].get(self._empty, 0)

    @property
    def _empty(self) -> State:
        return (0,) * (1 + len(self.types.quotas))

    def panel(self, rank: int) -> list[int]:
        """The types of the panels number ``rank`` (0 … total − 1) in the order of the blocks; sorted."""
        state, seats = self._empty, []
        for block, options, following in zip(self.blocks, self.options, self.ways[1:], strict=True):
            for counts, gain, choices in options:
                after = tuple(map(sum, zip(state, gain, strict=True)))
                ways = choices * following.get(after, 0)
                if rank < ways:
                    rank %= following[after]
                    seats += [place for place, count in zip(block, counts, strict=True) for _ in range(count)]
                    state = after
                    break
                rank -= ways
        return sorted(seats)

    def chances(self) -> Floats:
        """(types,) the exact chance of a person of each type when every valid panel is equally likely."""
        seats = np.zeros(self.types.count)
        reached: dict[State, int] = {self._empty: 1}
        for block, options, following in zip(self.blocks, self.options, self.ways[1:], strict=True):
            forward: dict[State, int] = {}
            for state, before in reached.items():
                for counts, gain, choices in options:
                    after = tuple(map(sum, zip(state, gain, strict=True)))
                    if after in following:
                        forward[after] = forward.get(after, 0) + before * choices
                        share = before * choices * following[after] / self.total
                        seats[list(block)] += share * np.array(counts)
            reached = forward
        return seats / self.types.sizes


def count_panels(types: Types) -> Counted | None:
    """Dynamic programming over types, the state being the seats and quota counts so far; None if too large."""
    blocks = _blocks(types)
    options = tuple(tuple(_options(types, block)) for block in blocks)
    rest = np.cumsum([_most(block) for block in reversed(options)], axis=0)[::-1].tolist() + [[0] * 0]
    reached: list[set[State]] = [{(0,) * (1 + len(types.quotas))}]
    states = 1
    upper = (types.seats, *types.upper.tolist())
    lower = (types.seats, *types.lower.tolist())
    for number, block in enumerate(options):
        left = rest[number + 1] or [0] * len(upper)
        after = set()
        for state in reached[-1]:
            for _, gain, _ in block:
                new = tuple(map(sum, zip(state, gain, strict=True)))
                if all(lo - le <= n <= up for n, lo, up, le in zip(new, lower, upper, left, strict=True)):
                    after.add(new)
            if states + len(after) > MOST_STATES:
                return None
        states += len(after)
        reached.append(after)
    return Counted(types, blocks, options, _finishing(reached, options))


def _finishing(reached: list[set[State]], options: tuple[tuple[Option, ...], ...]) -> tuple[dict[State, int], ...]:
    ways: list[dict[State, int]] = [dict.fromkeys(reached[-1], 1)]
    for states, block in zip(reversed(reached[:-1]), reversed(options), strict=True):
        following = ways[-1]
        counted = {}
        for state in states:
            ends = (
                choices * following.get(tuple(map(sum, zip(state, gain, strict=True))), 0)
                for _, gain, choices in block
            )
            total = sum(ends)
            if total:
                counted[state] = total
        ways.append(counted)
    return tuple(reversed(ways))


def _blocks(types: Types) -> tuple[tuple[int, ...], ...]:
    """Single types, and the types of one household composition together; neighbours share values."""
    alone = [(place,) for place in np.flatnonzero(types.group < 0).tolist()]
    homes = [tuple(np.flatnonzero(types.group == number).tolist()) for number in range(len(types.caps))]
    return tuple(sorted(block for block in [*alone, *homes] if block))


def _options(types: Types, block: tuple[int, ...]) -> Iterator[Option]:
    limits = [min(int(types.sizes[place]), types.seats) for place in block]
    for counts in product(*(range(limit + 1) for limit in limits)):
        choices = _choices(types, block, counts)
        if choices:
            gain = [0] * (1 + len(types.quotas))
            for place, count in zip(block, counts, strict=True):
                for row in (0, *(types.values[place] + 1).tolist()):
                    gain[row] += count
            yield counts, tuple(gain), choices


def _choices(types: Types, block: tuple[int, ...], counts: tuple[int, ...]) -> int:
    """In how many ways people of these counts can be chosen, from different households in a composition."""
    group = int(types.group[block[0]])
    if group < 0:
        return comb(int(types.sizes[block[0]]), counts[0])
    homes = int(types.caps[group])
    if sum(counts) > homes:
        return 0
    ways = factorial(homes) // factorial(homes - sum(counts))
    for place, count in zip(block, counts, strict=True):
        ways = ways * (int(types.sizes[place]) // homes) ** count // factorial(count)
    return ways


def _most(options: tuple[Option, ...]) -> list[int]:
    return [max(gain[row] for _, gain, _ in options) for row in range(len(options[0][1]))]


def even_panels(counted: Counted, panels: int, source: Source) -> Seats:
    """(m, seats) the panels at m ranks with equal distances around the circle of all valid panels.

    One random rank starts the circle, so every valid panel is equally likely in each place; the distances
    keep the chances nearer to the exact ones than independent draws would.
    """
    total = counted.total
    start = _below(source, total)
    ranks = [(start + number * total // panels) % total for number in range(panels)]
    return np.array([counted.panel(rank) for rank in ranks], dtype=np.int32).reshape(panels, -1)


def _below(source: Source, bound: int) -> int:
    """A whole number below a bound of any size."""
    width = (bound.bit_length() + 7) // 8
    while True:
        number = int.from_bytes(source.take(width), "big") >> (8 * width - bound.bit_length())
        if number < bound:
            return number
