"""The real application that dies once, without a word, between a commit and its broadcast."""
from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from app import transaction
from wsgi import app

_mark = Path(os.environ["ALQA_DATA_DIR"]) / "has-died"
_after = int(os.environ.get("TEST_DIES_AFTER", "5"))
_seen = 0


def _die(items: list[Any]) -> None:
    global _seen
    _seen += len(items)
    if _seen >= _after and not _mark.exists():
        _mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)


transaction._announcers.insert(0, _die)

__all__ = ["app"]
