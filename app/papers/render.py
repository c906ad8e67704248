"""A child process: HTML comes in, a tagged PDF goes out. Reads the folder of built assets and nothing else."""
from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

BASE = "http://paper.invalid/"  # a name that exists nowhere: an address that slips through leads to nothing
PREFIX = "/static/"
SIZES = (9, 11, 13, 16)  # points; below the first nobody could read it on a wall
ACCESSIBLE = "pdf/ua-1"
_LINK = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
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
    if is_one_page:
        return _fitted(html, AssetsOnly(assets))
    document = HTML(string=html, base_url=BASE, url_fetcher=AssetsOnly(assets))
    pdf: bytes = document.write_pdf() if is_plain else document.write_pdf(pdf_variant=ACCESSIBLE)
    return pdf


def _fitted(html: str, fetcher: AssetsOnly) -> bytes:
    """Everything on one page: smaller letters first, then fewer lines of `.sheet-item`, and `.sheet-more` says so.

    The page's own sheet and its fonts are read once; that is nine tenths of the work of each try.
    """
    fonts = FontConfiguration()
    links = _LINK.findall(html)
    sheets = [CSS(url=urljoin(BASE, link), url_fetcher=fetcher, font_config=fonts) for link in links]
    document = HTML(string=_LINK.sub("", html), base_url=BASE, url_fetcher=fetcher)

    def draw(style: str) -> Document:
        return document.render(stylesheets=[*sheets, CSS(string=style)], font_config=fonts, pdf_variant=ACCESSIBLE)

    styles = [f"html {{ font-size: {size}pt; }}" for size in SIZES]
    size = _most(len(styles), lambda place: len(draw(styles[place - 1]).pages) == 1)
    style = styles[size - 1] if size else _first(
        _most(html.count('class="sheet-item"') - 1, lambda number: len(draw(_first(number)).pages) == 1))
    pdf: bytes = draw(style).write_pdf(pdf_variant=ACCESSIBLE)
    return pdf


def _most(highest: int, fits: Callable[[int], bool]) -> int:
    """The highest number from 1 on that fits, when all below it fit too; 0 when none does."""
    low, high = 0, highest + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _first(items: int) -> str:
    return (f"html {{ font-size: {SIZES[0]}pt; }} .sheet-more {{ display: block; }} "
            f".sheet-item:nth-child(n+{items + 1}) {{ display: none; }}")


if __name__ == "__main__":
    sys.stdout.buffer.write(render(sys.stdin.buffer.read().decode(), Path(sys.argv[1]), is_plain="--plain" in sys.argv,
                                  is_one_page="--one-page" in sys.argv))
