"""The search behind `tables`: seatings, the value of a swap, steepest climbs and kicks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sortition.errors import InputError
from sortition.randomness import Source

Whole = NDArray[np.int64]

GAINS = np.array([0, 100, 110, 111], dtype=np.int64)
"""g(c): what a pair is worth that meets c times; constant beyond three meetings."""
SPLIT = 10**9
"""The price of a pair that is to be together and is not, or apart and is not, in one round."""
UNEVEN = 10**6
"""The price of one member too many or too few with some value at a table: more than all meetings are worth."""
SCATTERED = 10**3
"""The price of two people at a table who differ in a feature that should be gathered."""


@dataclass(frozen=True)
class Wishes:
    """Pairs to keep together, pairs to keep apart, features to gather."""

    together: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    gather: tuple[str, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Everything about a seating that does not change during the search.

    `has`: (n, v), 1 where a person has a value that is to be spread; `values[v]` its feature and name.
    `least`, `most`: (tables, v), the even spread. `price`: (n, n), what it costs that two sit together.
    `together`, `apart`: (n, n). `blocks`: people who only move as one. `met`: (n, n), meetings in earlier rounds.
    """

    tables: int
    rounds: int
    sizes: Whole
    has: Whole
    values: tuple[tuple[str, str], ...]
    least: Whole
    most: Whole
    price: Whole
    together: NDArray[np.bool_]
    apart: NDArray[np.bool_]
    blocks: tuple[tuple[int, ...], ...]
    met: Whole

    @classmethod
    def of(
        cls,
        features: Sequence[Mapping[str, str]],
        place: Mapping[str, int],
        tables: int,
        rounds: int,
        wishes: Wishes,
        *,
        earlier: Sequence[Sequence[Sequence[str]]],
    ) -> Problem:
        """Put people, wishes and earlier rounds into arrays; refuse wishes that contradict each other."""
        count = len(features)
        sizes = np.array([count // tables + (table < count % tables) for table in range(tables)])
        spread = sorted({(f, v) for own in features for f, v in own.items() if f not in wishes.gather})
        has = np.array([[int(own.get(f) == v) for f, v in spread] for own in features], dtype=np.int64)
        has = has.reshape(count, len(spread))
        even = has.sum(axis=0)[None, :] * sizes[:, None]
        together, apart = _pairs(wishes.together, place), _pairs(wishes.apart, place)
        blocks = _blocks(together)
        _check_wishes(blocks, apart, int(sizes.max()))
        for block in blocks:
            together[np.ix_(block, block)] = True
        np.fill_diagonal(together, False)
        price = SPLIT * (apart.astype(np.int64) - together) + SCATTERED * _differences(features, wishes.gather)
        least, most = even // count, -(-even // count)
        met = _earlier_meetings(earlier, place)
        return cls(tables, rounds, sizes, has, tuple(spread), least, most, price, together, apart, blocks, met)

    def counts(self, row: Whole) -> Whole:
        """How many people with each value sit at each table: (tables, v)."""
        counts: Whole = np.eye(self.tables, dtype=np.int64)[row].T @ self.has
        return counts

    def excess(self, counts: Whole) -> Whole:
        """How far each count is from the even spread."""
        beyond: Whole = np.maximum(0, np.maximum(self.least - counts, counts - self.most))
        return beyond


class Floor:
    """One complete seating, its meetings and its score; climbs by swaps of two people, kicks out of dead ends."""

    def __init__(self, problem: Problem, source: Source) -> None:
        self.problem = problem
        self.at = np.array([_random_round(problem, source) for _ in range(problem.rounds)])
        self._recount()

    def climb(self) -> None:
        """Make the best swap again and again until no swap of two people improves the score."""
        while True:
            swaps = [self._best_swap(number) for number in range(self.problem.rounds)]
            gain, number, one, other = max(swaps)
            if gain <= 0:
                return
            self._swap(number, one, other)

    def kick(self, source: Source) -> None:
        """Exchange a few people of one round at random and climb; go back unless that was no loss."""
        before, score = self.at.copy(), self.score
        row = self.at[source.below(self.problem.rounds)]
        for _ in range(1 + source.below(3)):
            _exchange(row, self.problem, source)
        self._recount()
        self.climb()
        if self.score < score:
            self.at = before
            self._recount()

    def rounds_together(self) -> Whole:
        """How many rounds each two people share a table: (n, n), earlier rounds not counted."""
        shared: Whole = (self.at[:, :, None] == self.at[:, None, :]).sum(axis=0).astype(np.int64)
        return shared

    def _recount(self) -> None:
        shared = self.rounds_together()
        np.fill_diagonal(shared, 0)
        self.met = self.problem.met + shared
        uneven = sum(int(self.problem.excess(self.problem.counts(row)).sum()) for row in self.at)
        worth = GAINS[np.minimum(self.met, 3)].sum() - (self.problem.price * shared).sum()
        self.score = int(worth) // 2 - UNEVEN * uneven

    def _swap(self, number: int, one: int, other: int) -> None:
        row = self.at[number]
        row[one], row[other] = row[other], row[one]
        self._recount()

    def _best_swap(self, number: int) -> tuple[int, int, int, int]:
        row = self.at[number]
        gains = self._meeting_gains(row) + self._mix_gains(row)
        gains[row[:, None] == row[None, :]] = 0
        one, other = divmod(int(gains.argmax()), len(row))
        return int(gains[one, other]), number, one, other

    def _meeting_gains(self, row: Whole) -> Whole:
        """What each swap brings in meetings and wishes: (n, n).

        With up(i, k) the worth of one more meeting and down(i, k) of one less, person i leaves i's table and
        joins j's without j, and j the other way round; both sums run over whole tables at once.
        """
        now = np.minimum(self.met, 3)
        up = GAINS[np.minimum(now + 1, 3)] - GAINS[now] - self.problem.price
        down = np.where(self.met > 3, 0, GAINS[np.maximum(now - 1, 0)] - GAINS[now]) + self.problem.price
        seats = np.eye(self.problem.tables, dtype=np.int64)[row]
        np.fill_diagonal(down, 0)
        leave = (down * (row[:, None] == row[None, :])).sum(axis=1)
        join = (up @ seats)[:, row] - up
        gains: Whole = leave[:, None] + leave[None, :] + join + join.T
        return gains

    def _mix_gains(self, row: Whole) -> Whole:
        """What each swap brings in evenness: (n, n); only values that one of the two has and the other lacks."""
        has, counts = self.problem.has, self.problem.counts(row)
        now = self.problem.excess(counts)
        less = (now - self.problem.excess(counts - 1))[row]
        more = (now - self.problem.excess(counts + 1))[row]
        one_way = (has * less) @ (1 - has).T + has @ ((1 - has) * more).T
        gains: Whole = UNEVEN * (one_way + one_way.T)
        return gains


def _random_round(problem: Problem, source: Source) -> Whole:
    """Everybody at a random table, blocks unbroken: the largest first, each to a table with room."""
    blocks = list(problem.blocks)
    source.shuffle(blocks)
    blocks.sort(key=len, reverse=True)
    free = [int(size) for size in problem.sizes]
    row = np.zeros(len(problem.has), dtype=np.int64)
    for block in blocks:
        roomy = [table for table, room in enumerate(free) if room >= len(block)]
        if not roomy:
            raise InputError("together_too_many", value=len(block))
        table = roomy[source.below(len(roomy))] if len(block) == 1 else max(roomy, key=lambda t: free[t])
        row[list(block)] = table
        free[table] -= len(block)
    return row


def _exchange(row: Whole, problem: Problem, source: Source) -> None:
    """Send a random block to another table, and as many single people from there back."""
    block = problem.blocks[source.below(len(problem.blocks))]
    home = int(row[block[0]])
    single = [b[0] for b in problem.blocks if len(b) == 1 and row[b[0]] != home]
    if not single:
        return
    target = int(row[single[source.below(len(single))]])
    back = [person for person in single if row[person] == target]
    source.shuffle(back)
    if len(back) >= len(block):
        row[list(block)] = target
        row[back[: len(block)]] = home


def _pairs(pairs: Sequence[tuple[str, str]], place: Mapping[str, int]) -> NDArray[np.bool_]:
    found = np.zeros((len(place), len(place)), dtype=np.bool_)
    for one, other in pairs:
        found[place[one], place[other]] = found[place[other], place[one]] = True
    return found


def _blocks(together: NDArray[np.bool_]) -> tuple[tuple[int, ...], ...]:
    """The groups that pairs chain up to; a person without such wishes is a group of one."""
    left, blocks = set(range(len(together))), []
    while left:
        block, edge = set(), {min(left)}
        while edge:
            block |= edge
            edge = {int(k) for one in edge for k in np.nonzero(together[one])[0]} - block
        blocks.append(tuple(sorted(block)))
        left -= block
    return tuple(blocks)


def _check_wishes(blocks: Sequence[tuple[int, ...]], apart: NDArray[np.bool_], room: int) -> None:
    for block in blocks:
        if len(block) > room:
            raise InputError("together_too_many", value=len(block), room=room)
        if apart[np.ix_(block, block)].any():
            raise InputError("together_and_apart", value=len(block))


def _differences(features: Sequence[Mapping[str, str]], gather: Sequence[str]) -> Whole:
    count = len(features)
    found = np.zeros((count, count), dtype=np.int64)
    for feature in gather:
        own = np.array([person.get(feature, "") for person in features])
        found += own[:, None] != own[None, :]
    return found


def _earlier_meetings(earlier: Sequence[Sequence[Sequence[str]]], place: Mapping[str, int]) -> Whole:
    met = np.zeros((len(place), len(place)), dtype=np.int64)
    for held in earlier:
        for table in held:
            present = [place[id_] for id_ in table if id_ in place]
            met[np.ix_(present, present)] += 1
    np.fill_diagonal(met, 0)
    return met
