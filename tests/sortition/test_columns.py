"""Leximin of pools too large to enumerate equals that of the classical method on single persons."""

import random

import numpy as np
import pytest

from sortition import Pool, Quotas, Source, lottery
from tests.sortition import columns


def middling(seed: int, people: int, seats: int, features: int, *, slack: int, homes: int = 0):
    """A pool whose quotas stand around one of its panels, ``slack`` seats wide."""
    dice = random.Random(seed)
    values = [[f"v{i}" for i in range(dice.randint(2, 4))] for _ in range(features)]
    rows = []
    for i in range(people):
        row = [dice.choices(options, range(1, len(options) + 1))[0] for options in values]
        rows.append([f"p{i:03}", *row, f"{dice.randrange(homes)} Abay st" if homes else ""])
    names = [f"f{j}" for j in range(features)]
    pool = Pool.from_rows(["id", *names, "home"], rows, features=names, household_columns=["home"])
    panel: list[int] = []
    while len(panel) < seats:
        person = dice.randrange(people)
        home = pool.households[person]
        if person not in panel and (home is None or home not in {pool.households[i] for i in panel}):
            panel.append(person)
    table = {}
    for j, name in enumerate(names):
        held = {value: sum(pool.values[i][j] == value for i in panel) for value in values[j]}
        table[name] = {value: (max(0, n - slack), n + slack) for value, n in held.items()}
    return pool, Quotas.from_dict(table), seats


@pytest.mark.parametrize(
    ("people", "seats", "features", "slack", "homes"),
    [
        (40, 8, 3, 0, 0),
        (40, 8, 4, 1, 25),
        (60, 10, 3, 0, 40),
        (60, 10, 4, 0, 0),
        (100, 12, 4, 1, 70),
        (150, 15, 4, 0, 0),
    ],
)
def test_leximin_equals_the_classical_method(people, seats, features, slack, homes):
    pool, quotas, seats = middling(people + features, people, seats, features, slack=slack, homes=homes)
    found = lottery(pool, quotas, seats, source=Source(b"columns"), panels=100)
    ideal = np.array([found.certificate.ideal.get(name, 0.0) for name in pool.ids])
    assert found.certificate.is_proved
    assert np.abs(ideal - columns.leximin(pool, quotas, seats)).max() < 2e-6
