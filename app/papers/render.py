"""A child process: HTML comes in, a tagged PDF goes out. Reads the folder of built assets and nothing else."""
from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

BASE = "http://paper.invalid/"  # a name that exists nowhere: an address that slips through leads to nothing
PREFIX = "/static/"
SIZES = (16, 14, 12, 11, 10, 9)  # points; below the last nobody could read it on a wall
MOST_ITEMS = 64
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
    sheets = [CSS(string=_fitting(document))] if is_one_page else None
    pdf: bytes = document.write_pdf(stylesheets=sheets, **options)
    return pdf


def _fitting(document: HTML) -> str:
    """The style with which everything stands on one page: smaller letters first, then fewer lines of `.sheet-item`.

    Where lines are left out, `.sheet-more` says so.
    """
    for size in SIZES:
        style = f"html {{ font-size: {size}pt; }}"
        if _pages(document, style) == 1:
            return style
    fits, too_many = 0, MOST_ITEMS
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        fits, too_many = (middle, too_many) if _pages(document, _first(middle)) == 1 else (fits, middle)
    return _first(fits)


def _first(items: int) -> str:
    return (f"html {{ font-size: {SIZES[-1]}pt; }} .sheet-more {{ display: block; }} "
            f".sheet-item:nth-child(n+{items + 1}) {{ display: none; }}")


def _pages(document: HTML, style: str) -> int:
    return len(document.render(stylesheets=[CSS(string=style)]).pages)


if __name__ == "__main__":
    sys.stdout.buffer.write(render(sys.stdin.buffer.read().decode(), Path(sys.argv[1]), is_plain="--plain" in sys.argv,
                                  is_one_page="--one-page" in sys.argv))
