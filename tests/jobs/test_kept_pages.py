"""Pages that nobody asks for leave the disk."""
from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.jobs import kept_pages

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_a_page_leaves_after_a_day(tmp_path: Path) -> None:
    for hours in (1, 23, 25, 400):
        path = tmp_path / f"{hours}.page"
        path.write_bytes(b"x")
        moment = (NOW - timedelta(hours=hours)).timestamp()
        os.utime(path, (moment, moment))
    assert kept_pages.forget_old(tmp_path, now=NOW) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.page", "23.page"]
    assert kept_pages.forget_old(tmp_path / "nowhere", now=NOW) == 0
