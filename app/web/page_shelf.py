"""The shelf: finished pages for readers, packed once, in memory and in a folder that all workers share."""
from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

import brotli

SMALLEST = 800  # bytes; below this the answer fits into one packet anyway
MEMORY_BYTES = 32 * 1024 * 1024
FOLDER_BYTES = 256 * 1024 * 1024
LOOK_EVERY = 100  # writes between two looks at the size of the folder
PACKED = ("text/", "application/json", "application/ld+json", "application/atom+xml", "application/problem+json")
BROTLI_QUALITY = 9  # 11 would hold the process up for a tenth of a second

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Page:
    """`bodies`: the same words by encoding, "" being plain. `version`: of the content it was made from."""

    scope: str
    version: str
    digest: str
    headers: Headers
    bodies: dict[str, bytes]

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies.values()))

    def etag(self, encoding: str) -> str:
        """Strong: one for each sequence of bytes."""
        return f'"{self.digest}{"-" if encoding else ""}{encoding}"'


def make_page(scope: str, version: str, headers: Headers, body: bytes) -> Page:
    """Pack a page for every kind of reader."""
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    bodies = {"": body}
    if kind.startswith(PACKED) and len(body) >= SMALLEST:
        bodies["gzip"] = gzip.compress(body, 9, mtime=0)
        bodies["br"] = brotli.compress(body, quality=BROTLI_QUALITY)
    return Page(scope, version, hashlib.sha256(body).hexdigest()[:32], headers, bodies)


@lru_cache(maxsize=512)
def wanted(accepted: str) -> tuple[str, ...]:
    """The encodings that a reader takes, the best first; "" is always last."""
    takes = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        takes[name.strip()] = weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return (*(name for name in ("br", "gzip") if takes.get(name, takes.get("*", False))), "")


class Shelf:
    """Pages by key. `build`: of the program; another build never sees the pages of this one."""

    def __init__(self, folder: Path, build: str) -> None:
        self._folder, self._build = folder, build
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._bytes = self._writes = 0

    def find(self, key: str, *, beside: str | None = None) -> Page | None:
        """The page of this key; with `beside`, one of another version than this: what another worker made."""
        page = self._pages.get(key)
        if page is not None and page.version != beside:
            self._pages.move_to_end(key)
            return page
        found = self._read(key)
        if found is not None and found.version != beside:
            self._remember(key, found)
            return found
        return None

    def keep(self, key: str, page: Page) -> None:
        """For this worker and the others. A full disk costs speed, never an answer."""
        self._remember(key, page)
        try:
            self._write(key, page)
            self._writes += 1
            if self._writes % LOOK_EVERY == 1:
                self._drop_old()
        except OSError:  # also when another worker drops the same file
            return

    def _remember(self, key: str, page: Page) -> None:
        before = self._pages.pop(key, None)
        self._bytes += page.size - (before.size if before else 0)
        self._pages[key] = page
        while self._bytes > MEMORY_BYTES and len(self._pages) > 1:
            _, dropped = self._pages.popitem(last=False)
            self._bytes -= dropped.size

    def _path(self, key: str) -> Path:
        return self._folder / f"{hashlib.sha256(f'{self._build} {key}'.encode()).hexdigest()}.page"

    def _read(self, key: str) -> Page | None:
        try:
            content = self._path(key).read_bytes()
        except OSError:
            return None
        head, _, rest = content.partition(b"\n")
        about = json.loads(head)
        bodies, at = {}, 0
        for encoding, length in about["lengths"]:
            bodies[encoding] = rest[at:at + length]
            at += length
        headers = [(name, value) for name, value in about["headers"]]
        return Page(about["scope"], about["version"], about["digest"], headers, bodies)

    def _write(self, key: str, page: Page) -> None:
        """All or nothing: a worker that is killed in between leaves no half page."""
        self._folder.mkdir(parents=True, exist_ok=True)
        about = {"scope": page.scope, "version": page.version, "digest": page.digest, "headers": page.headers,
                 "lengths": [(encoding, len(body)) for encoding, body in page.bodies.items()]}
        unfinished = self._folder / f"{uuid4().hex}.new"
        unfinished.write_bytes(json.dumps(about).encode() + b"\n" + b"".join(page.bodies.values()))
        os.replace(unfinished, self._path(key))

    def _drop_old(self) -> None:
        """Keep the folder within its bound; the oldest pages go first."""
        files = sorted(((entry.stat().st_mtime, entry.stat().st_size, entry.path)
                        for entry in os.scandir(self._folder)), reverse=True)
        total = 0
        for _moment, size, path in files:
            total += size
            if total > FOLDER_BYTES:
                Path(path).unlink(missing_ok=True)
