"""A child process: HTML comes in, a tagged PDF goes out. Reads the folder of built assets and nothing else."""
from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

BASE = "http://paper.invalid/"  # a name that exists nowhere: an address that slips through leads to nothing
PREFIX = "/static/"
SIZES = (9, 11, 13, 16)  # points; below the first nobody could read it on a wall
TYPES = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


class AssetsOnly(URLFetcher):
    """Answers `/static/…` from one folder. Any other address, and any way out of the folder, ends the drawing."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=["http"])
        self._folder = folder.resolve()

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 no server is asked
        parts = urlsplit(url)
        path = (self._folder / unquote(parts.path).removeprefix(PREFIX).lstrip("/")).resolve()
        is_inside = parts.path.startswith(PREFIX) and path.is_relative_to(self._folder)
        if parts.netloc != "paper.invalid" or not is_inside or path.suffix not in TYPES or not path.is_file():
            raise FatalURLFetchingError(f"not an asset: {url}")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": TYPES[path.suffix]})


def render(html: str, assets: Path, *, is_plain: bool = False, is_one_page: bool = False) -> bytes:
    """PDF/UA: tagged, with language and title, so that a screen reader can read it; plain is for the printer only."""
    document = HTML(string=html, base_url=BASE, url_fetcher=AssetsOnly(assets))
    options = {} if is_plain else {"pdf_variant": "pdf/ua-1"}
    sheets = [CSS(string=_fitting(document, html.count('class="sheet-item"')))] if is_one_page else None
    pdf: bytes = document.write_pdf(stylesheets=sheets, **options)
    return pdf


def _fitting(document: HTML, items: int) -> str:
    """The style with which everything stands on one page: smaller letters first, then fewer lines of `.sheet-item`.

    Where lines are left out, `.sheet-more` says so. Sheets given to the renderer weigh less than the page's own,
    unless they are important.
    """
    styles = [f"html {{ font-size: {size}pt !important; }}" for size in SIZES]
    size = _most(len(SIZES), lambda place: _pages(document, styles[place - 1]) == 1)
    if size:
        return styles[size - 1]
    return _first(_most(items - 1, lambda number: _pages(document, _first(number)) == 1))


def _most(highest: int, fits: Callable[[int], bool]) -> int:
    """The highest number from 1 on that fits, when all below it fit too; 0 when none does."""
    low, high = 0, highest + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _first(items: int) -> str:
    return (f"html {{ font-size: {SIZES[0]}pt !important; }} .sheet-more {{ display: block !important; }} "
            f".sheet-item:nth-child(n+{items + 1}) {{ display: none; }}")


def _pages(document: HTML, style: str) -> int:
    return len(document.render(stylesheets=[CSS(string=style)]).pages)


if __name__ == "__main__":
    sys.stdout.buffer.write(render(sys.stdin.buffer.read().decode(), Path(sys.argv[1]), is_plain="--plain" in sys.argv,
                                  is_one_page="--one-page" in sys.argv))
