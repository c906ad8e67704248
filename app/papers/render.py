"""A child process: HTML comes in, a tagged PDF goes out. Reads the folder of built assets and nothing else."""
from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

BASE = "http://paper.invalid/"  # a name that exists nowhere: an address that slips through leads to nothing
PREFIX = "/static/"
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


def render(html: str, assets: Path, *, is_plain: bool = False) -> bytes:
    """PDF/UA: tagged, with language and title, so that a screen reader can read it; plain is for the printer only."""
    document = HTML(string=html, base_url=BASE, url_fetcher=AssetsOnly(assets))
    pdf: bytes = document.write_pdf() if is_plain else document.write_pdf(pdf_variant="pdf/ua-1")
    return pdf


if __name__ == "__main__":
    sys.stdout.buffer.write(render(sys.stdin.buffer.read().decode(), Path(sys.argv[1]), is_plain="--plain" in sys.argv))
