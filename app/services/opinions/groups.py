"""Groups of jurors who answer alike: k-means on the map, the number of groups chosen by the mean silhouette.

Rousseeuw 1987, "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis"; a mean of
0.25 or less means no substantial structure (Kaufman, Rousseeuw 1990), and then no groups are shown.
"""
from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
FEWEST = 5  # people in a group: smaller ones are never shown
MOST_GROUPS = 5
LEAST_SILHOUETTE = 0.25


def find_groups(points: Floats) -> Labels:
    """The group of each point, 0 … k-1, the largest first; all 0 when there are no groups to show.

    Arguments: `points` (n, 2). Nothing is random: the first centre is the point farthest from the middle, each
    further one the point farthest from the centres so far; ties go to the smaller coordinates.

    >>> find_groups(np.array([[0.0, 0]] * 5 + [[9.0, 0]] * 6)).tolist()
    [1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    """
    best, best_score = np.zeros(len(points), dtype=np.int64), LEAST_SILHOUETTE
    for count in range(2, min(MOST_GROUPS, len(points) // FEWEST) + 1):
        labels = _k_means(points, count)
        sizes = np.bincount(labels, minlength=count)
        score = silhouette(points, labels)
        if sizes.min() >= FEWEST and score > best_score + 1e-9:
            best, best_score = labels, score
    return _by_size(points, best)


def silhouette(points: Floats, labels: Labels) -> float:
    """The mean over all points of (b - a) / max(a, b): a the mean distance within the own group, b to the nearest
    other one. 1 is far apart, 0 no difference; -1 when there is only one group.
    """
    kinds = np.unique(labels)
    if len(kinds) < 2:
        return -1.0
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    inside = np.stack([labels == kind for kind in kinds])  # (k, n)
    sums = distances @ inside.T  # (n, k)
    sizes = inside.sum(axis=1)
    own = inside.T
    within = (sums * own).sum(axis=1) / np.maximum((sizes * own).sum(axis=1) - 1, 1)
    between = np.where(own, np.inf, sums / sizes).min(axis=1)
    widest = np.maximum(np.maximum(within, between), 1e-12)
    alone = (sizes * own).sum(axis=1) == 1
    return float(np.where(alone, 0.0, (between - within) / widest).mean())


def _k_means(points: Floats, count: int) -> Labels:
    order = np.lexsort((points[:, 1], points[:, 0]))  # ties: the smaller coordinates first
    ranked = points[order]
    centres = _first_centres(ranked, count)
    labels = _nearest(ranked, centres)
    for _ in range(200):
        centres = np.stack([ranked[labels == kind].mean(axis=0) if (labels == kind).any() else centres[kind]
                            for kind in range(count)])
        moved = _nearest(ranked, centres)
        if (moved == labels).all():
            break
        labels = moved
    found = np.empty(len(points), dtype=np.int64)
    found[order] = labels
    return found


def _first_centres(ranked: Floats, count: int) -> Floats:
    middle = ranked.mean(axis=0)
    chosen = [ranked[_farthest(np.linalg.norm(ranked - middle, axis=1))]]
    while len(chosen) < count:
        away = np.min([np.linalg.norm(ranked - centre, axis=1) for centre in chosen], axis=0)
        chosen.append(ranked[_farthest(away)])
    return np.stack(chosen)


def _farthest(distances: Floats) -> int:
    return int(np.argmax(np.round(distances, 6)))


def _nearest(points: Floats, centres: Floats) -> Labels:
    distances = np.linalg.norm(points[:, None] - centres[None], axis=2)
    nearest: Labels = np.argmin(np.round(distances, 6), axis=1)
    return nearest


def _by_size(points: Floats, labels: Labels) -> Labels:
    """Name the groups by their size, then by their place from left to right."""
    kinds = sorted(np.unique(labels), key=lambda kind: (
        -int((labels == kind).sum()), *(float(x) for x in points[labels == kind].mean(axis=0).round(6))))
    named = np.zeros_like(labels)
    for place, kind in enumerate(kinds):
        named[labels == kind] = place
    return named
