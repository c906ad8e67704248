"""What each objective says about given chances: the same figure for a bound, an ideal and a rounded lottery."""

from __future__ import annotations

import numpy as np

from sortition.types import Floats


def objective_value(objective: str, gamma: float, chances: Floats, sizes: Floats, seats: int) -> float:
    """The objective at chances: (types,) with sizes: (types,); types with chance 0 are left out.

    >>> objective_value("maximin", 1.0, np.array([0.5, 0.25]), np.array([1.0, 2.0]), 1)
    0.25
    """
    is_open = chances > 1e-9
    if not is_open.any():
        return 0.0
    chances, sizes = chances[is_open], sizes[is_open]
    if objective == "nash":
        return float(sizes @ np.log(chances))
    if objective == "goldilocks":
        ratio = float(sizes.sum()) / seats
        return float(ratio * chances.max() + gamma / ratio / chances.min())
    return float(chances.min())
