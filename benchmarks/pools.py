"""Invented pools in the shapes of published ones: correlated features, self-selection, one unit of slack a quota."""

from __future__ import annotations

import numpy as np

from sortition import Pool, Quota, Quotas

SHAPES: dict[str, tuple[int, int, int]] = {
    "20 of 150, 6 features": (20, 150, 6),
    "20 of 250, 6 (shape of sf_b)": (20, 250, 6),
    "35 of 312, 6 (shape of sf_a)": (35, 312, 6),
    "30 of 239, 7 (shape of hd)": (30, 239, 7),
    "30 of 321, 8 (shape of obf)": (30, 321, 8),
    "75 of 825, 5 (shape of cca)": (75, 825, 5),
    "110 of 1700, 7 (shape of sf_e)": (110, 1700, 7),
    "25 of 1000, 7": (25, 1000, 7),
    "24 of 5000, 7": (24, 5000, 7),
    "20 of 20000, 7": (20, 20000, 7),
    "200 of 20000, 6": (200, 20000, 6),
    "200 of 2000, 6": (200, 2000, 6),
}
VALUES = (2, 6, 9, 4, 5, 3, 4, 3)
"""How many values each feature has: sex, age, region, education, background, area, attitude, language."""


def invent(seats: int, people: int, features: int, seed: int = 1) -> tuple[Pool, Quotas]:
    """A population with correlated features answers unevenly; quotas follow the population within one seat."""
    dice = np.random.default_rng(seed)
    population = _population(dice, 40_000, features)
    eager = np.exp(sum(dice.normal(0, 0.5, VALUES[j])[population[:, j]] for j in range(features)))
    chosen = dice.choice(len(population), people, replace=False, p=eager / eager.sum())
    rows = population[chosen]
    quotas = []
    for j in range(features):
        share = np.bincount(population[:, j], minlength=VALUES[j]) / len(population) * seats
        held = np.bincount(rows[:, j], minlength=VALUES[j])
        low = np.minimum(np.floor(share).astype(int), held)
        quotas += [Quota(f"f{j}", f"v{i}", int(low[i]), int(low[i]) + 1) for i in range(VALUES[j])]
    pool = Pool.from_rows(
        ["id", *(f"f{j}" for j in range(features))],
        [[f"p{i:05}", *(f"v{code}" for code in row)] for i, row in enumerate(rows.tolist())],
        features=[f"f{j}" for j in range(features)],
    )
    return pool, Quotas(tuple(quotas))


def _population(dice: np.random.Generator, size: int, features: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    hidden = dice.normal(size=(size, 2))
    columns = []
    for j in range(features):
        pull = dice.normal(0, 0.6, (2, VALUES[j]))
        weight = np.exp(hidden @ pull + dice.normal(0, 0.5, VALUES[j]) + dice.gumbel(size=(size, VALUES[j])))
        columns.append(weight.argmax(axis=1))
    return np.stack(columns, axis=1)
