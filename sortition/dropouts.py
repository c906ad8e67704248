"""How likely each member is to drop out: 1 − β₀ · Π β(feature, value), from records, or 11 % where there are none.

The model of Assos, Baharav, Flanigan, Procaccia, "Alternates, Assemble!" (2025, arXiv 2506.15716), section 5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

USUAL = 0.11
"""The share of members that drops out where nothing better is known."""
WEIGHT = 20.0
"""The usual rate counts as much as so many records for the base and for each value."""
LEAST = 1e-6
"""Nobody is certain to stay."""


@dataclass(frozen=True)
class Record:
    """One member of an earlier panel: the features, and whether the person dropped out."""

    features: Mapping[str, str]
    has_dropped_out: bool


@dataclass(frozen=True)
class DropoutModel:
    """log β₀ and log β(feature, value); values that are not listed count as 1."""

    base: float = float(np.log1p(-USUAL))
    effects: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def chance(self, features: Mapping[str, str]) -> float:
        """The probability that a person with these features drops out.

        >>> round(DropoutModel().chance({"age": "16-24"}), 4)
        0.11
        """
        stays = self.base + sum(self.effects.get(pair, 0.0) for pair in features.items())
        return float(-np.expm1(min(stays, -LEAST)))


def fit_dropouts(records: Sequence[Record], weight: float = WEIGHT) -> DropoutModel:
    """Estimate the model from records, shrunk to 11 % for all.

        maximise  Σ over those who stayed η + Σ over the others log(1 − exp η)
                  − weight/2 · ((b₀ − log 0.89)² + Σ b(f, v)²) · 0.89/0.11,   η = b₀ + Σ b(f, v) < 0

    The factor gives one record the curvature of the likelihood at the usual rate. The objective is concave; Newton
    steps, halved until they improve. Without records it is the usual rate. Cost: some ten solutions of a linear
    system as large as the number of values.
    """
    pairs = sorted({pair for record in records for pair in record.features.items()})
    rows = [[1.0, *(float(record.features.get(f) == v) for f, v in pairs)] for record in records]
    has = np.array(rows).reshape(len(records), 1 + len(pairs))
    gone = np.array([record.has_dropped_out for record in records], dtype=bool)
    point = np.zeros(1 + len(pairs))
    point[0] = np.log1p(-USUAL)
    fit = _Fit(has, gone, point.copy(), weight * (1 - USUAL) / USUAL)
    for _ in range(100):
        step = fit.newton_step(point)
        size = 1.0
        while size > 1e-12 and fit.value(point + size * step) < fit.value(point):
            size /= 2
        point = point + size * step
        if np.abs(size * step).max() < 1e-10:
            break
    return DropoutModel(float(point[0]), dict(zip(pairs, map(float, point[1:]), strict=True)))


@dataclass(frozen=True)
class _Fit:
    has: Floats
    gone: NDArray[np.bool_]
    prior: Floats
    weight: float

    def value(self, point: Floats) -> float:
        """The penalised log-likelihood; minus infinity where somebody would stay for certain."""
        stays = self.has @ point
        if (stays > -LEAST).any():
            return float("-inf")
        likelihood = stays[~self.gone].sum() + np.log(-np.expm1(stays[self.gone])).sum()
        return float(likelihood - self.weight / 2 * ((point - self.prior) ** 2).sum())

    def newton_step(self, point: Floats) -> Floats:
        """The step to the maximum of the quadratic approximation."""
        odds = np.exp(self.has @ point) / -np.expm1(self.has @ point)
        slope = self.has.T @ np.where(self.gone, -odds, 1.0) - self.weight * (point - self.prior)
        bend = np.where(self.gone, odds * (1 + odds), 0.0)
        curvature = (self.has.T * bend) @ self.has + self.weight * np.eye(len(point))
        return np.asarray(np.linalg.solve(curvature, slope), dtype=np.float64)
