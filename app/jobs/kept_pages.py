"""Kept pages that nobody has asked for: they leave the disk after a day, and with them what was erased meanwhile."""
from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

LONGEST = timedelta(days=1)


def forget_old(folder: Path, *, now: datetime) -> int:
    """Drop the files of pages made more than a day ago; a page that is asked for is made anew. Returns how many."""
    before = (now - LONGEST).timestamp()
    old = [path for path in folder.glob("*") if path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
