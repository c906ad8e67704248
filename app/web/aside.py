"""Long computing beside the event loop: the rooms of the same process go on meanwhile."""
from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from gevent import get_hub, monkey

Result = TypeVar("Result")


def aside(compute: Callable[[], Result]) -> Result:
    """Call `compute` in a thread and wait for it. It must not touch the database session or the request."""
    if not monkey.is_module_patched("threading"):
        return compute()
    result: Result = get_hub().threadpool.apply(compute)
    return result
