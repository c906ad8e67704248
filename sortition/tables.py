"""Small tables over several rounds: everybody meets as many others as possible, and every table is mixed.

Barrett, Gal, Gölz, Hong, Procaccia, "Now We're Talking: Better Deliberation Groups through Submodular
Optimization" (AAAI 2023): a concave function of the number of meetings of each pair is maximised, with the mix of
each table as constraints. At the size of a jury, swaps of two people from several starts are enough; the tests
compare them with an integer program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sortition.errors import InputError
from sortition.progress import Watch
from sortition.randomness import Source
from sortition.seatings import Floor, Problem, Wishes

Round = Sequence[Sequence[str]]
"""The tables of one round, each a list of ids."""


class Guest(Protocol):
    """Who sits at the tables: an id and features."""

    @property
    def id(self) -> str: ...
    @property
    def features(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Unmixed:
    """A table where a value of a feature is more or less frequent than an even spread allows."""

    round: int
    table: int
    feature: str
    value: str
    count: int
    minimum: int
    maximum: int


@dataclass(frozen=True)
class Seating:
    """Who sits where, and how good that is.

    `rounds[r][t]`: the ids at table t in round r. `distinct` of `possible` pairs meet at least once;
    `meetings[c]` pairs meet c times. `separated` are pairs to keep together that are not, in some round;
    `joined` pairs to keep apart that are not. `unmixed` lists what remains uneven.
    """

    rounds: tuple[tuple[tuple[str, ...], ...], ...]
    distinct: int
    possible: int
    meetings: tuple[int, ...]
    separated: tuple[tuple[str, str], ...]
    joined: tuple[tuple[str, str], ...]
    unmixed: tuple[Unmixed, ...]


def seat_tables(
    people: Sequence[Guest],
    *,
    tables: int,
    rounds: int,
    source: Source,
    together: Sequence[tuple[str, str]] = (),
    apart: Sequence[tuple[str, str]] = (),
    gather: Sequence[str] = (),
    earlier: Sequence[Round] = (),
    starts: int = 4,
    kicks: int = 200,
    watch: Watch | None = None,
) -> Seating:
    """Seat everybody at `tables` tables in each of `rounds` rounds; table sizes differ by at most one.

    `together`, `apart`: pairs for every round. `gather`: features whose values should rather sit together
    (language, support); all others are spread evenly. `earlier`: rounds already held, whose meetings count.
    `starts`, `kicks`: how long to search. Same source, same seating.

        maximise   Σ over pairs g(meetings),  g(1) = 100, g(2) = 110, g(3) = 111, then no more
        subject to ⌊c·s/n⌋ ≤ members with a value at a table ≤ ⌈c·s/n⌉   (c of n people have it, s seats)

    The constraints, then the wishes to gather, enter with weights so high that they come first; what cannot be
    kept is named. Raises `InputError` `tables_wrong`, `rounds_wrong`, `id_unknown`, `id_twice`,
    `together_too_many`, `together_and_apart`. Cost: about starts · kicks · rounds · n² · 20 operations.
    """
    problem = _problem(people, tables, rounds, Wishes(tuple(together), tuple(apart), tuple(gather)), earlier)
    watch = watch or Watch()
    best: Floor | None = None
    for start in range(starts):
        watch.step("tables", start, starts)
        floor = Floor(problem, source)
        floor.climb()
        for _ in range(kicks):
            watch.step("tables", start, starts)
            floor.kick(source)
        if best is None or floor.score > best.score:
            best = floor
    if best is None:
        raise InputError("rounds_wrong", value=starts)
    return _seating(people, problem, best)


def table_count(people: int, size: int) -> int:
    """Return how many tables give sizes nearest to `size`, at least one.

    >>> table_count(21, 5), table_count(3, 5), table_count(24, 5)
    (4, 1, 5)
    """
    counts = range(1, max(1, people) + 1)
    return min(counts, key=lambda count: (abs(people / count - size), count))


def _problem(people: Sequence[Guest], tables: int, rounds: int, wishes: Wishes, earlier: Sequence[Round]) -> Problem:
    place = {person.id: at for at, person in enumerate(people)}
    if len(place) < len(people):
        raise InputError("id_twice", value=next(p.id for at, p in enumerate(people) if place[p.id] != at))
    if not 1 <= tables <= len(people):
        raise InputError("tables_wrong", value=tables, people=len(people))
    if rounds < 1:
        raise InputError("rounds_wrong", value=rounds)
    for pair in (*wishes.together, *wishes.apart):
        for id_ in pair:
            if id_ not in place:
                raise InputError("id_unknown", value=id_)
    return Problem.of([person.features for person in people], place, tables, rounds, wishes, earlier=earlier)


def _seating(people: Sequence[Guest], problem: Problem, floor: Floor) -> Seating:
    ids = [person.id for person in people]
    seated = tuple(
        tuple(tuple(id_ for id_, own in zip(ids, row, strict=True) if own == table) for table in range(problem.tables))
        for row in floor.at
    )
    pairs = floor.met[np.triu_indices(len(ids), 1)]
    split = floor.rounds_together() < problem.rounds
    return Seating(
        rounds=seated,
        distinct=int((pairs > 0).sum()),
        possible=len(pairs),
        meetings=tuple(int(count) for count in np.bincount(pairs)) if len(pairs) else (),
        separated=_named(problem.together & split, ids),
        joined=_named(problem.apart & (floor.rounds_together() > 0), ids),
        unmixed=tuple(_unmixed(problem, floor)),
    )


def _named(pairs: NDArray[np.bool_], ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
    found = zip(*np.nonzero(np.triu(pairs, 1)), strict=True)
    return tuple((ids[int(one)], ids[int(other)]) for one, other in found)


def _unmixed(problem: Problem, floor: Floor) -> list[Unmixed]:
    found = []
    for number, row in enumerate(floor.at):
        counts = problem.counts(row)
        wrong = (counts < problem.least) | (counts > problem.most)
        for table, column in zip(*np.nonzero(wrong), strict=True):
            feature, value = problem.values[int(column)]
            count, least, most = (int(m[table, column]) for m in (counts, problem.least, problem.most))
            found.append(Unmixed(number, int(table), feature, value, count, least, most))
    return found
