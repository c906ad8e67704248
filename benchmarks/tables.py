"""Seats invented people at small tables, beside seating by lot: distinct meetings and uneven tables.

    python -m benchmarks.tables [--tries 1000]

`groupselect`, the tool of the field for this, is not in the package index and so is not run here; what stands beside
ours is the best of many seatings by lot, and the number of pairs that no seating can pass. The optimum by an integer
program is compared in the tests, on inputs that are small enough for it.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from itertools import combinations

from sortition import Source, seat_tables
from sortition.draw import Person

SHAPES = ((20, 4, 3), (24, 4, 5), (30, 5, 4), (60, 10, 4))
VALUES = {"sex": "fm", "age": "yao", "area": "urv"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tables")
    parser.add_argument("--tries", type=int, default=1000, help="seatings by lot, of which the best is shown")
    args = parser.parse_args()
    print(f"{'people, tables, rounds':24} {'ours':>20} {'by lot, best':>20} {'by lot, mean':>20} {'no more than':>13}")
    for count, tables, rounds in SHAPES:
        chance = random.Random(count)
        people = [Person(f"p{i}", {f: chance.choice(v) for f, v in VALUES.items()}) for i in range(count)]
        busy = time.process_time()
        found = seat_tables(people, tables=tables, rounds=rounds, source=Source(b"tables"))
        busy = time.process_time() - busy
        lots = [by_lot(people, tables, rounds, chance) for _ in range(args.tries)]
        best = max(lots, key=lambda lot: (lot[0], -lot[1]))
        mean = [sum(column) / len(lots) for column in zip(*lots, strict=True)]
        ours = f"{found.distinct} met, {len(found.unmixed)} uneven"
        shown = f"{count}, {tables}, {rounds}".ljust(24) + f" {ours:>20} {f'{best[0]} met, {best[1]} uneven':>20}"
        shown += f" {f'{mean[0]:.0f} met, {mean[1]:.0f} uneven':>20} {most(count, tables, rounds):>13}"
        print(f"{shown}   {busy:.1f} cpu s", flush=True)
    return 0


def by_lot(people: list[Person], tables: int, rounds: int, chance: random.Random) -> tuple[int, int]:
    """Distinct meetings, and values that are more or less frequent at a table than an even spread allows."""
    met: set[tuple[str, str]] = set()
    uneven = 0
    for _ in range(rounds):
        order = chance.sample(people, len(people))
        for table in (order[start::tables] for start in range(tables)):
            met |= {(a, b) for a, b in combinations(sorted(person.id for person in table), 2)}
            uneven += sum(_is_uneven(people, table, f, value) for f, values in VALUES.items() for value in values)
    return len(met), uneven


def _is_uneven(people: list[Person], table: list[Person], feature: str, value: str) -> bool:
    held = sum(person.features[feature] == value for person in people) * len(table)
    count = sum(person.features[feature] == value for person in table)
    return not held // len(people) <= count <= -(-held // len(people))


def most(count: int, tables: int, rounds: int) -> int:
    """Pairs that can meet at best: all of them, or all that sit together in all rounds."""
    sizes = [count // tables + (table < count % tables) for table in range(tables)]
    return min(count * (count - 1) // 2, rounds * sum(size * (size - 1) // 2 for size in sizes))


if __name__ == "__main__":
    sys.exit(main())
