"""Whether a valid panel exists, and if not, why."""

from __future__ import annotations

from sortition.programs import panel_program
from sortition.types import Types


def has_panel(types: Types) -> bool:
    """Whether some panel keeps all quotas and households (one integer program)."""
    if types.count == 0 or (types.lower > types.upper).any():
        return types.seats == 0 and not (types.lower > 0).any()
    return panel_program(types).solve()
