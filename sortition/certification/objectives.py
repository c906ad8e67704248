"""Checks that no lottery is better than the ideal chances: leximin's levels, the other objectives' bounds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from sortition.certification.kinds import UNIT, Kinds, units
from sortition.errors import SortitionError

CLOSE = Fraction(1, 10**6)
"""How far a bound may lie above what the ideal chances reach."""
SURE = UNIT - UNIT // 10**9


def check_leximin(kinds: Kinds, stages: Sequence[Mapping[str, Any]], ideal: Sequence[int]) -> float:
    """Each level in turn: nobody who is not fixed yet can do better, nor can those who are fixed at it.

    ideal: (kinds,) in units. Returns the largest distance, over all levels, between what was proved and the level.
    The order of reasoning: let a lottery be at least as good in the leximin order. Those fixed before have exactly
    their level in it; so the smallest other chance is at most ``level``, hence exactly that, and whoever carries
    weight in the sum that proves it has no more.
    """
    level_of: dict[int, int] = dict.fromkeys(kinds.closed, 0)
    worst = Fraction(0)
    for number, stage in enumerate(stages):
        level, held = units(stage["level"]), {kinds.people[name] for name in stage["held"]}
        is_open = [place for place in range(len(kinds.sizes)) if place not in level_of]
        if not held or not held <= set(is_open):
            raise SortitionError("level_holds_wrong_people", level=number)
        if level < SURE:
            worst = max(worst, _level(kinds, stage, level_of, is_open, held, level))
            if worst > CLOSE:
                raise SortitionError("level_not_proved", level=number, off=float(worst))
        level_of |= dict.fromkeys(held, level)
    for place, chance in enumerate(ideal):
        if abs(level_of.get(place, -UNIT) - chance) > CLOSE * UNIT:
            raise SortitionError("ideal_is_no_level", kind=place)
    return float(worst)


def _level(
    kinds: Kinds, stage: Mapping[str, Any], level_of: Mapping[int, int], is_open: list[int], held: set[int], level: int
) -> Fraction:
    """How far above the level the open or held chances may be, as far as the multipliers can tell."""
    weights, bound = kinds.added(stage["multipliers"])
    for place, fixed in level_of.items():
        bound -= weights[place] * fixed * kinds.sizes[place] // UNIT
    for place in is_open:
        bound -= min(0, weights[place]) * kinds.sizes[place]  # at worst such a kind has all its seats
    norm = sum(max(0, weights[place]) * kinds.sizes[place] for place in is_open)
    if norm <= 0 or any(weights[place] <= 0 for place in held):
        raise SortitionError("level_weighs_nobody", level=float(level / UNIT))
    above = max(Fraction(0), Fraction(bound, norm) - Fraction(level, UNIT))
    return max(above * norm / (weights[place] * kinds.sizes[place]) for place in held)


def maximin_bound(kinds: Kinds, stage: Mapping[str, Any]) -> float:
    """What the smallest chance of all who are not closed cannot pass."""
    weights, bound = kinds.added(stage["multipliers"])
    is_open = [place for place in range(len(kinds.sizes)) if place not in kinds.closed]
    bound -= sum(min(0, weights[place]) * kinds.sizes[place] for place in is_open)
    norm = sum(max(0, weights[place]) * kinds.sizes[place] for place in is_open)
    return min(1.0, bound / norm) if norm > 0 else 1.0


def nash_bound(kinds: Kinds, stage: Mapping[str, Any]) -> float:
    """What the sum of all logarithms of chances cannot pass: the rows' bound and, for each person at price q of a
    seat, the greatest log p − q p."""
    prices, bound = kinds.added(stage["multipliers"])
    terms = [bound / UNIT]
    for place, size in enumerate(kinds.sizes):
        if place not in kinds.closed:
            price = prices[place] / UNIT
            terms.append(size * (-math.log(price) - 1 if price > 1 else -price))
    return math.fsum(terms)


def goldilocks_bound(
    kinds: Kinds, stage: Mapping[str, Any], tangents: Sequence[Sequence[float]], gamma: float, seats: int
) -> float:
    """What (n/k) · max π + γ (k/n) / min π cannot fall below.

    With r = n/k, weights τ_j ≥ 0 of tangents at z_j scaled to Σ τ_j z_j = γ/r, the value is at least
    Σ 2 τ_j + r w − S z for S = Σ τ_j / z_j, the largest chance w and the smallest z. The rows prove Σ_i v_i π_i ≤ B;
    with P = Σ v⁻ and Q = Σ v⁺ that gives P w − Q z ≥ −B, and (r − P) w − (S − Q) z is at least 0 or what w ≥ z and
    w ≤ 1 leave.
    """
    weights, bound = kinds.added(stage["multipliers"])
    is_open = [place for place in range(len(kinds.sizes)) if place not in kinds.closed]
    ratio = sum(kinds.sizes[place] for place in is_open) / seats
    total = math.fsum(at * weight for at, weight in tangents)
    if total <= 0 or any(at <= 0 or weight < 0 for at, weight in tangents):
        raise SortitionError("tangents_broken")
    taus = [(at, weight * gamma / ratio / total) for at, weight in tangents]
    share = [weights[place] * kinds.sizes[place] / UNIT for place in is_open]
    floor = math.fsum(v for v in share if v > 0)
    ceiling = -math.fsum(v for v in share if v < 0)
    spare_w, spare_z = ratio - ceiling, math.fsum(tau / at for at, tau in taus) - floor
    rest = min(0.0, spare_w) + min(0.0, max(0.0, spare_w) - max(0.0, spare_z))
    return math.fsum(2 * tau for _, tau in taus) - bound / UNIT + rest
