"""Kept pages that nobody has asked for: they leave the disk after a day, and with them what was erased meanwhile."""
from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

LONGEST = timedelta(days=1)


def forget_old(folder: Path, *, now: datetime) -> int:
    """Drop the files of pages made more than a day ago; a page that is asked for is made anew. Returns how many."""
    before = (now - LONGEST).timestamp()
    count = 0
    for path in folder.glob("*"):
        with suppress(FileNotFoundError):  # the server may have dropped or replaced it meanwhile
            if path.stat().st_mtime < before:
                path.unlink()
                count += 1
    return count
