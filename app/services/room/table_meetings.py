"""Who has met whom at the tables, in counts: for the plan, for the facilitator and for the overseers."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.tables import RoundState
from app.models import TableRound, TableSeat

Pair = tuple[int, int]
Tables = Sequence[Sequence[int]]
"""The tables of one round: membership ids."""


@dataclass(frozen=True)
class Meetings:
    """`distinct` of `possible` pairs have sat together; `by_person`: how many others each has met."""

    distinct: int
    possible: int
    times: tuple[tuple[int, int], ...]  # (how often, how many pairs), 0 included
    by_person: dict[int, int]

    @property
    def fewest(self) -> int:
        return min(self.by_person.values(), default=0)

    @property
    def most(self) -> int:
        return max(self.by_person.values(), default=0)


def pairs_of(rounds: Iterable[Tables]) -> Counter[Pair]:
    """How often each two people sat at one table.

    >>> sorted(pairs_of([[[1, 2, 3]], [[1, 2], [3]]]).items())
    [((1, 2), 2), ((1, 3), 1), ((2, 3), 1)]
    """
    return Counter(pair for tables in rounds for table in tables for pair in combinations(sorted(set(table)), 2))


def count_meetings(people: Iterable[int], rounds: Sequence[Tables]) -> Meetings:
    """The meetings among these people; who is not among them is not counted.

    >>> found = count_meetings([1, 2, 3, 4], [[[1, 2], [3, 4]]])
    >>> found.distinct, found.possible, found.times, found.by_person[1]
    (2, 6, ((0, 4), (1, 2)), 1)
    """
    present = sorted(set(people))
    met = pairs_of(rounds)
    times = Counter(met[pair] for pair in combinations(present, 2))
    by_person = {person: sum(met[min(person, other), max(person, other)] > 0 for other in present if other != person)
                 for person in present}
    distinct = sum(count for often, count in times.items() if often)
    return Meetings(distinct, sum(times.values()), tuple(sorted(times.items())), by_person)


def new_people(tables: Tables, before: Sequence[Tables]) -> tuple[int, int]:
    """How many people each meets for the first time in a round: the fewest and the most.

    >>> new_people([[1, 2, 3]], [[[1, 2], [3]]])
    (1, 2)
    """
    met = pairs_of(before)
    counts = [sum(not met[min(one, other), max(one, other)] for other in table if other != one)
              for table in tables for one in table]
    return (min(counts), max(counts)) if counts else (0, 0)


def held_rounds(session: Session, jury_id: int) -> list[Tables]:
    """The rounds that have begun, in order. Somebody who was moved has met both tables."""
    rows = session.execute(
        select(TableRound.id, TableSeat.table_id, TableSeat.membership_id)
        .join(TableSeat, TableSeat.round_id == TableRound.id)
        .where(TableRound.jury_id == jury_id, TableRound.state != RoundState.PLANNED)
        .order_by(TableRound.started_at, TableRound.id, TableSeat.table_id, TableSeat.id))
    rounds: dict[int, dict[int, list[int]]] = {}
    for round_id, table_id, membership_id in rows:
        rounds.setdefault(round_id, {}).setdefault(table_id, []).append(membership_id)
    return [list(tables.values()) for tables in rounds.values()]
