"""A paper is drawn once, however many ask for it at the same moment."""
from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.papers import Papers

drawn: list[str] = []


class SlowPapers(Papers):
    """Notes each drawing instead of starting the renderer."""

    def _render(self, html: str) -> bytes:
        drawn.append(html)
        time.sleep(0.1)
        return b"%PDF " + html.encode()


def test_a_crowd_at_the_same_page_draws_it_once(tmp_path: Path) -> None:
    papers = SlowPapers(assets=tmp_path, folder=tmp_path / "papers")
    with ThreadPoolExecutor(8) as crowd:
        found = set(crowd.map(papers.draw, ["<p>Verdict</p>"] * 8))
    assert (found, drawn) == ({b"%PDF <p>Verdict</p>"}, ["<p>Verdict</p>"])
    assert [path.suffix for path in (tmp_path / "papers").iterdir()] == [".pdf"]
