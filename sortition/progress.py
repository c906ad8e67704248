"""How a long computation tells where it is, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sortition.errors import Cancelled

Progress = Callable[[str, int, int], None]
"""``progress(stage_code, done, total)``; ``total`` is 0 where it is not known."""
Cancel = Callable[[], bool]


@dataclass(frozen=True)
class Watch:
    """Progress and cancel together; both may be absent."""

    progress: Progress | None = None
    cancel: Cancel | None = None

    def step(self, stage: str, done: int = 0, total: int = 0) -> None:
        """Report, then raise ``Cancelled`` if the caller wants to stop.

        >>> Watch(progress=lambda *step: print(step)).step("relaxation", 1, 3)
        ('relaxation', 1, 3)
        """
        if self.progress is not None:
            self.progress(stage, done, total)
        if self.cancel is not None and self.cancel():
            raise Cancelled
