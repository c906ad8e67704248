"""A brute-force optimum on small pools: all panels enumerated, single persons, no types, no duals."""

from __future__ import annotations

import random
from itertools import combinations

import highspy
import numpy as np

from sortition import Pool, Quotas

Panel = tuple[int, ...]


def random_case(seed: int, *, most_people: int = 10) -> tuple[Pool, Quotas, int]:
    """A small pool with quotas around one of its panels (so that one exists), tight or loose, with households."""
    dice = random.Random(seed)
    people = dice.randint(4, most_people)
    seats = dice.randint(1, min(4, people - 1))
    features = {f"f{j}": [f"v{j}{i}" for i in range(dice.randint(2, 3))] for j in range(dice.randint(1, 3))}
    rows = [[f"p{i:02}", *(dice.choice(values) for values in features.values())] for i in range(people)]
    homes = dice.choice([0, 0, people // 2 + 1])
    for row in rows:
        row.append(f"{dice.randint(1, homes)} Abay st" if homes and dice.random() < 0.7 else "")
    header = ["id", *features, "address"]
    pool = Pool.from_rows(header, rows, features=list(features), household_columns=["address"])
    while True:
        panel = dice.sample(range(people), seats)
        mates = [pool.households[i] for i in panel if pool.households[i]]
        if len(set(mates)) == len(mates):
            break
        if dice.random() < 0.02:
            return random_case(seed + 1_000_003, most_people=most_people)
    table = {}
    for j, (feature, values) in enumerate(features.items()):
        counts = {value: sum(pool.values[i][j] == value for i in panel) for value in values}
        table[feature] = {
            value: (max(0, n - dice.choice([0, 0, 1])), min(seats, n + dice.choice([0, 0, 1, 2])))
            for value, n in counts.items()
        }
    return pool, Quotas.from_dict(table), seats


def nasty_case(seed: int) -> tuple[Pool, Quotas, int]:
    """Many features and quotas so tight that the relaxation often has no lottery: two panels span them."""
    dice = random.Random(seed)
    people, seats = dice.randint(9, 13), dice.randint(3, 5)
    features = {f"f{j}": [f"v{j}{i}" for i in range(dice.randint(2, 4))] for j in range(dice.randint(3, 5))}
    rows = [[f"p{i:02}", *(dice.choice(values) for values in features.values())] for i in range(people)]
    pool = Pool.from_rows(["id", *features], rows, features=list(features))
    pair = [dice.sample(range(people), seats) for _ in range(2)]
    table = {}
    for j, (feature, values) in enumerate(features.items()):
        counts = [[sum(pool.values[i][j] == value for i in panel) for panel in pair] for value in values]
        table[feature] = {value: (min(both), max(both)) for value, both in zip(values, counts, strict=True)}
    return pool, Quotas.from_dict(table), seats


def tight_case(seed: int, people: int, seats: int, features: int, slack: float) -> tuple[Pool, Quotas, int]:
    """A larger pool with the exact quotas of one of its panels; some maxima are one higher. Too large to enumerate."""
    dice = random.Random(seed)
    names = {f"f{j}": [f"v{i}" for i in range(dice.randint(2, 4))] for j in range(features)}
    shares = {len(values): [1 / (n + 1) for n in range(len(values))] for values in names.values()}
    rows = [
        [f"p{i:03}", *(dice.choices(values, shares[len(values)])[0] for values in names.values())]
        for i in range(people)
    ]
    pool = Pool.from_rows(["id", *names], rows, features=list(names))
    panel = dice.sample(range(people), seats)
    table: dict[str, dict[str, tuple[int, int]]] = {}
    for j, (feature, values) in enumerate(names.items()):
        counts = {value: sum(pool.values[i][j] == value for i in panel) for value in values}
        table[feature] = {value: (n, n + (dice.random() < slack)) for value, n in counts.items()}
    return pool, Quotas.from_dict(table), seats


def valid_panels(pool: Pool, quotas: Quotas, seats: int) -> list[Panel]:
    """Every panel that keeps the quotas and has at most one member a household."""
    codes = pool.codes(quotas)
    found = []
    for panel in combinations(range(len(pool.ids)), seats):
        mates = [pool.households[i] for i in panel if pool.households[i] is not None]
        taken = [0] * len(quotas.quotas)
        for person in panel:
            for place in codes[person]:
                taken[place] += 1
        keeps = all(q.min <= n <= q.max for q, n in zip(quotas.quotas, taken, strict=True))
        if keeps and len(set(mates)) == len(mates):
            found.append(panel)
    return found


class Mixing:
    """The program over all lotteries: λ ≥ 0, Σ λ = 1, p_i = Σ λ_P [i ∈ P] between bounds, one level z."""

    def __init__(self, panels: list[Panel], people: int) -> None:
        self.panels, self.people = panels, people

    def best(self, lower: np.ndarray, on_level: np.ndarray, goal: int | None) -> tuple[float, np.ndarray]:
        """max z with p ≥ z where on_level (goal None), or max p_goal with p ≥ lower; value and p."""
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        inf = highspy.kHighsInf
        for panel in self.panels:
            highs.addVar(0.0, inf)
            if goal is not None and goal in panel:
                highs.changeColCost(highs.getNumCol() - 1, 1.0)
        level = highs.getNumCol()
        highs.addVar(0.0, 1.0)
        if goal is None:
            highs.changeColCost(level, 1.0)
        columns = np.arange(len(self.panels), dtype=np.int32)
        highs.addRow(1.0, 1.0, len(columns), columns, np.ones(len(columns)))
        for person in range(self.people):
            holds = np.array([c for c, panel in enumerate(self.panels) if person in panel], dtype=np.int32)
            index, value = holds, np.ones(len(holds))
            if goal is None and on_level[person]:
                index, value = np.append(holds, level).astype(np.int32), np.append(value, -1.0)
            bound = 0.0 if goal is None and on_level[person] else float(lower[person])
            if len(index):
                highs.addRow(bound, inf, len(index), index, value)
        highs.run()
        assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        weights = np.array(highs.getSolution().col_value)[: len(self.panels)]
        chances = np.zeros(self.people)
        for panel, weight in zip(self.panels, weights, strict=True):
            chances[list(panel)] += weight
        return float(highs.getInfo().objective_function_value), chances


def leximin(panels: list[Panel], people: int) -> np.ndarray:
    """The leximin chances: raise the level, fix everybody whom no optimum lifts above it, repeat."""
    mixing = Mixing(panels, people)
    reachable = {person for panel in panels for person in panel}
    fixed = np.zeros(people)
    is_open = np.array([person in reachable for person in range(people)])
    while is_open.any():
        level, _ = mixing.best(fixed - 1e-9, is_open, None)
        lower = np.where(is_open, level, fixed) - 1e-9
        risen = np.zeros(people, dtype=bool)
        for person in np.flatnonzero(is_open):
            if not risen[person]:
                _, chances = mixing.best(lower, is_open, int(person))
                risen |= chances > level + 1e-7
        held = is_open & ~risen
        assert held.any()
        fixed[held] = level
        is_open &= ~held
    return fixed
