"""Nash welfare over the relaxation: one price for each row, found by Newton's method on the dual."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sortition.errors import NumericalTrouble
from sortition.lotteries.leximin import Stage
from sortition.lotteries.optimum import Point
from sortition.lotteries.polytope import Polytope
from sortition.types import Floats, Ints, Mask

STEPS = 300
FEASIBLE = 1e-10


def nash(polytope: Polytope) -> Point:
    """max Σ_t m_t log(x_t / m_t) over Q; the value of the ``Point`` is the dual bound.

    With prices λ⁺, λ⁻ ≥ 0 of the rows' upper and lower bounds and q = Aᵀ(λ⁺ − λ⁻), the inner maximum over
    0 < x_t ≤ m_t is x_t = m_t min(1, 1/q_t), so the dual

        min  u·λ⁺ − l·λ⁻ + Σ_t m_t · (−log q_t − 1  if q_t ≥ 1, else −q_t)

    has only twice as many variables as Q has rows, whatever the number of people. Projected Newton steps
    (Bertsekas 1982) until the rows hold to 10⁻¹⁰. Rows of households are taken in only where they are broken.
    """
    rows = _Rows(polytope)
    while True:
        welfare = _Welfare(rows)
        chances, bound, prices = _newton(welfare)
        if not rows.take_broken(chances):
            multipliers = rows.spread(welfare.multipliers(prices))
            proof = Stage(bound, np.zeros(len(chances), dtype=bool), multipliers, 0.0 * chances)
            return Point(chances, bound, (proof,))


class _Rows:
    """The rows in use as a dense matrix: all but households at first; equal bounds give one free price."""

    def __init__(self, polytope: Polytope) -> None:
        self.polytope = polytope
        self.sizes = np.where(polytope.closed, 0.0, polytope.types.sizes)
        self.lower, self.upper = polytope.row_bounds()
        quotas = 1 + len(polytope.types.quotas)
        self.is_used = np.ones(len(self.lower), dtype=bool)
        self.is_used[quotas : quotas + len(polytope.types.caps)] = False
        self.exhausted: list[tuple[Ints, Callable[[Floats], float]]] = []
        self._close_exhausted()

    def _close_exhausted(self) -> None:
        """Where a feature's minima already sum to the seats its maxima cannot be used, and the reverse."""
        types = self.polytope.types
        for feature in {q.feature for q in types.quotas}:
            rows = np.array([1 + p for p, q in enumerate(types.quotas) if q.feature == feature])
            if self.lower[rows].sum() == types.seats:
                self.upper[rows] = self.lower[rows]
                self.exhausted.append((rows, np.max))
            elif self.upper[rows].sum() == types.seats:
                self.lower[rows] = self.upper[rows]
                self.exhausted.append((rows, np.min))

    def take_broken(self, chances: Floats) -> bool:
        """Take in the unused rows that these chances break; whether there were any."""
        values = self.polytope.row_values(chances * self.polytope.types.sizes)
        broken = ~self.is_used & (values > self.upper + 1e-9)
        self.is_used |= broken
        return bool(broken.any())

    def spread(self, multipliers: Floats) -> Floats:
        """(rows,) the multipliers of the rows in use, 0 for all others.

        Where a feature's minima sum to the seats a row may have been priced at an upper bound that the quota does not
        give. As the rows of a feature add up to the seats, a part of all their multipliers goes over to the seats,
        until only the bounds that sum to them are priced.
        """
        found = np.zeros(len(self.lower))
        found[self.is_used] = multipliers
        for rows, farthest in self.exhausted:
            moved = farthest(found[rows])
            found[rows] -= moved
            found[0] += moved
        return found

    def matrix(self) -> Floats:
        """(used rows, types) A."""
        types = self.polytope.types
        homes = np.zeros((len(types.caps), types.count))
        at_home = np.flatnonzero(types.group >= 0)
        used = self.is_used[1 + len(types.quotas) : 1 + len(types.quotas) + len(types.caps)]
        if used.any():
            homes[types.group[at_home], at_home] = 1.0
        cuts = [cut.weights for cut in self.polytope.cuts]
        return np.vstack([np.ones((1, types.count)), types.incidence, homes[used], *cuts])


class _Welfare:
    """One price for each upper bound (free where the bounds are equal), then one for each other lower bound."""

    def __init__(self, rows: _Rows) -> None:
        matrix = rows.matrix()
        lower, upper = rows.lower[rows.is_used], rows.upper[rows.is_used]
        is_equal = upper == lower
        low = np.isfinite(lower) & ~is_equal
        self.sizes = rows.sizes
        self.signed = np.vstack([matrix, -matrix[low]])
        self.goal = np.concatenate([upper, -lower[low]])
        self.is_free = np.concatenate([is_equal, np.zeros(int(low.sum()), dtype=bool)])
        self.low = low

    def multipliers(self, prices: Floats) -> Floats:
        """(used rows,) λ⁺ − λ⁻."""
        found = prices[: len(self.low)].copy()
        found[self.low] -= prices[len(self.low) :]
        return found

    def dual(self, prices: Floats) -> tuple[float, Floats]:
        """The dual cost, an upper bound of every lottery's welfare, and the chances at these prices."""
        price = prices @ self.signed
        chances = 1.0 / np.maximum(price, 1.0)
        inner = self.sizes @ np.where(price >= 1.0, -np.log(np.maximum(price, 1.0)) - 1.0, -price)
        return float(self.goal @ prices + inner), chances


def _newton(welfare: _Welfare) -> tuple[Floats, float, Floats]:
    prices = np.zeros(len(welfare.goal))
    prices[0] = welfare.sizes.sum() / max(1.0, welfare.goal[0])
    for _ in range(STEPS):
        cost, chances = welfare.dual(prices)
        slack = welfare.goal - welfare.signed @ (welfare.sizes * chances)
        is_zero = ~welfare.is_free & (prices <= 1e-12)
        wrong = np.where(is_zero, np.maximum(-slack, 0.0), np.abs(slack))
        if wrong.max() < FEASIBLE:
            return np.where(welfare.sizes > 0, chances, 0.0), cost, prices
        step = _direction(welfare, chances, slack, is_zero & (slack > 0))
        prices = _searched(welfare, prices, step, slack)
    raise NumericalTrouble("newton_does_not_converge", wrong=float(wrong.max()))


def _direction(welfare: _Welfare, chances: Floats, slack: Floats, is_held: Mask) -> Floats:
    move = ~is_held
    weight = np.where(chances < 1.0, welfare.sizes * chances**2, 0.0)
    part = welfare.signed[move]
    hessian = (part * weight) @ part.T
    hessian[np.diag_indices_from(hessian)] += 1e-11 * max(1e-9, float(np.trace(hessian)))
    step = np.zeros(len(slack))
    step[move] = -np.linalg.solve(hessian, slack[move])
    return step


def _searched(welfare: _Welfare, prices: Floats, step: Floats, slack: Floats) -> Floats:
    """The longest of the steps 1, ½, ¼ … that lowers the cost enough (Armijo); prices stay at or above zero."""
    cost, _ = welfare.dual(prices)
    length = 1.0
    for _ in range(60):
        trial = prices + length * step
        trial = np.where(welfare.is_free, trial, np.maximum(trial, 0.0))
        new, _ = welfare.dual(trial)
        if new <= cost + 1e-4 * slack @ (trial - prices) + 1e-13 * abs(cost):
            return trial
        length /= 2
    return prices
