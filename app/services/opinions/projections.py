"""Jurors as points: the two directions in which their answers differ most.

Principal components of the matrix V (jurors × statements) with 1 agree, -1 disagree, 0 pass, and missing answers
replaced by the mean of the statement, as Polis does (Small, Bjorkegren, Erkkilä, Shaw, Megill 2021, "Polis: scaling
deliberation by mapping high dimensional opinion spaces", Recerca 26(2)).
"""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DIGITS = 9  # of a coordinate: what differs beyond is rounding error of the machine


@dataclass(frozen=True)
class Projection:
    """`points`: (jurors, 2); `spread`: the share of all variance in each direction, (2,)."""

    points: Floats
    spread: Floats


def project(votes: Floats) -> Projection:
    """Place each juror by the first two principal components.

    Arguments: `votes` (jurors, statements), NaN where there is no answer; every column with at least one answer.
    The signs of the directions are free; we take those in which the cubes of the loadings sum to a positive number,
    so that neither the order of the jurors nor that of the statements matters. A juror who answered a share s of
    the statements lies too close to the middle, because means stand for what is missing: the point is moved out by
    1/√s (the same correction as in Polis).

    Cost: one singular value decomposition, O(jurors² · statements).

    >>> project(np.array([[1.0, 1.0], [1.0, 1.0], [-1.0, -1.0], [-1.0, -1.0]])).points[:, 0].round(3).tolist()
    [1.414, 1.414, -1.414, -1.414]
    """
    centred = _filled(votes)
    centred = centred - centred.mean(axis=0)
    _left, sizes, directions = np.linalg.svd(centred, full_matrices=False)
    loadings = np.zeros((2, votes.shape[1]))
    loadings[:min(2, len(directions))] = directions[:2]
    loadings *= _signs(loadings)[:, None]
    answered = (~np.isnan(votes)).mean(axis=1)
    points = centred @ loadings.T / np.sqrt(np.maximum(answered, 1e-9))[:, None]
    variances = np.zeros(2)
    variances[:min(2, len(sizes))] = sizes[:2] ** 2
    total = float((sizes**2).sum())
    # Adding zero turns the negative zeros of rounding into plain ones.
    return Projection(np.round(points, DIGITS) + 0.0, variances / total if total > 0 else variances)


def _filled(votes: Floats) -> Floats:
    counts = (~np.isnan(votes)).sum(axis=0)
    means = np.nansum(votes, axis=0) / np.maximum(counts, 1)
    return np.where(np.isnan(votes), means, votes)


def _signs(loadings: Floats) -> Floats:
    skews = (loadings**3).sum(axis=1)
    return np.where(np.round(skews, DIGITS) < 0, -1.0, 1.0)
