"""Maximin, Nash and Goldilocks against all panels of small pools: exact optimality, not only no counter-example."""

from functools import partial

import highspy
import numpy as np
import pytest

from sortition import Source, lottery
from tests.sortition import brute

CASES = range(60)


def ideal_of(pool, quotas, seats, objective, gamma=None):
    found = lottery(pool, quotas, seats, source=Source(b"e"), objective=objective, gamma=gamma, panels=20)
    assert found.certificate.is_proved
    return found, np.array([found.certificate.ideal.get(name, 0.0) for name in pool.ids])


def matrix_of(panels, people):
    matrix = np.zeros((people, len(panels)))
    for column, panel in enumerate(panels):
        matrix[list(panel), column] = 1.0
    return matrix


def program(cost, rows, lower, upper):
    """min cost · v, v ≥ 0, lower ≤ rows v ≤ upper; its value."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    for c in cost:
        highs.addVar(0.0, highspy.kHighsInf)
        highs.changeColCost(highs.getNumCol() - 1, float(c))
    places = np.arange(len(cost), dtype=np.int32)
    for row, low, high in zip(rows, lower, upper, strict=True):
        highs.addRow(float(low), float(high), len(cost), places, np.asarray(row, dtype=float))
    highs.run()
    if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return np.inf
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return highs.getInfo().objective_function_value


def distance_from_lotteries(matrix, chances):
    """The least Σ |Σ λ_P [i ∈ P] − chance_i| over all lotteries over all panels."""
    people, panels = matrix.shape
    one = np.eye(people)
    rows = np.vstack([np.hstack([matrix, one, -one]), np.r_[np.ones(panels), np.zeros(2 * people)]])
    sides = np.r_[chances, 1.0]
    return program(np.r_[np.zeros(panels), np.ones(2 * people)], rows, sides, sides)


@pytest.mark.parametrize("objective", ["maximin", "nash", "goldilocks"])
def test_the_chances_can_be_reached_by_a_lottery_over_the_panels(objective):
    for seed in CASES:
        pool, quotas, seats = brute.random_case(seed)
        _, chances = ideal_of(pool, quotas, seats, objective)
        matrix = matrix_of(brute.valid_panels(pool, quotas, seats), len(pool.ids))
        assert distance_from_lotteries(matrix, chances) < 1e-6, seed
        assert chances.sum() == pytest.approx(seats)


def test_maximin_is_the_enumerated_one():
    for seed in CASES:
        pool, quotas, seats = brute.random_case(seed)
        found, chances = ideal_of(pool, quotas, seats, "maximin")
        panels = brute.valid_panels(pool, quotas, seats)
        people = sorted({i for panel in panels for i in panel})
        assert chances[people].min() == pytest.approx(brute.leximin(panels, len(pool.ids))[people].min(), abs=1e-6)
        assert found.certificate.value == pytest.approx(chances[people].min(), abs=1e-6)


def test_nash_keeps_the_condition_of_its_optimum_on_every_panel():
    # Σ log p is concave, so p is the optimum exactly if no panel gains: Σ_{i ∈ P} 1/p_i ≤ number of people, for all P
    for seed in [*CASES, *range(1000, 1020)]:
        pool, quotas, seats = (brute.nasty_case if seed >= 1000 else brute.random_case)(seed)
        _, chances = ideal_of(pool, quotas, seats, "nash")
        panels = brute.valid_panels(pool, quotas, seats)
        people = {i for panel in panels for i in panel}
        gains = [sum(1.0 / chances[i] for i in panel) for panel in panels]
        assert max(gains) <= len(people) * (1 + 1e-5), seed


@pytest.mark.parametrize("gamma", [0.3, 1.0, 4.0])
def test_goldilocks_is_the_enumerated_one(gamma):
    for seed in CASES[::3]:
        pool, quotas, seats = brute.random_case(seed)
        found, _ = ideal_of(pool, quotas, seats, "goldilocks", gamma)
        panels = brute.valid_panels(pool, quotas, seats)
        people = sorted({i for panel in panels for i in panel})
        matrix, ratio = matrix_of(panels, len(pool.ids))[people], len(people) / seats
        best = smallest(partial(cost, matrix, ratio, gamma), 1e-6, top(panels, people, pool))
        assert found.certificate.value == pytest.approx(best, rel=1e-5), seed


def cost(matrix, ratio, gamma, floor):
    return ratio * ceiling(matrix, floor) + gamma / ratio / floor


def top(panels, people, pool):
    return float(brute.leximin(panels, len(pool.ids))[people].min())


def ceiling(matrix, floor):
    """The least largest chance of lotteries that give everybody the floor: convex in the floor."""
    people, panels = matrix.shape
    one = np.ones(people)
    rows = np.vstack([
        np.hstack([matrix, 0 * one[:, None]]),
        np.hstack([matrix, -one[:, None]]),
        np.r_[np.ones(panels), 0.0],
    ])  # fmt: skip
    lower = np.r_[(floor - 1e-9) * one, -np.inf * one, 1.0]
    return program(np.r_[np.zeros(panels), 1.0], rows, lower, np.r_[np.inf * one, 0 * one, 1.0])


def smallest(function, low, high):
    """The least value of a convex function on an interval, by golden sections."""
    share = (5**0.5 - 1) / 2
    ends = [function(low), function(high)]
    inner, outer = high - share * (high - low), low + share * (high - low)
    values = [function(inner), function(outer)]
    for _ in range(45):
        if values[0] < values[1]:
            high, outer, values[1] = outer, inner, values[0]
            inner = high - share * (high - low)
            values[0] = function(inner)
        else:
            low, inner, values[0] = inner, outer, values[1]
            outer = low + share * (high - low)
            values[1] = function(outer)
    return min(*ends, *values)
