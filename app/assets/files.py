"""Puts the style sheets together and gives every static file a name that carries its content."""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

import brotli

from app.assets.scripts import join_modules

# The order is the cascade. Every page has the shared part; the room does not pay for the public pages.
SHARED: tuple[str, ...] = (
    "tokens",
    "base",
    "layout",
    "masthead",
    "buttons",
    "forms",
    "notes",
    "tables",
    "beads",
    "ballot",
)
OUTSIDE_THE_ROOM = (
    "steps", "agenda", "progress", "charts", "hero", "verdict", "find", "registration", "drafting", "print")
BUNDLES: dict[str, tuple[str, ...]] = {
    "site.css": ("fonts", *SHARED, *OUTSIDE_THE_ROOM),
    "site-saving.css": (*SHARED, *OUTSIDE_THE_ROOM),  # `Save-Data: on`: no fonts
    "room.css": ("fonts", *SHARED, "room", "chair", "questions", "print"),
    "room-saving.css": (*SHARED, "room", "chair", "questions", "print"),
    "seats.css": ("seats",),  # beside room.css, on the pages of small tables only
    "evidence.css": ("evidence",),  # beside room.css or site.css, on the pages of evidence only
    "embed.css": ("tokens", "base", "notes", "embed"),  # the card in a frame of another site, without fonts
    "offline.css": ("offline",),  # goes into the page that is kept on the phone
    "stage.css": ("fonts", "tokens", "base", "buttons", "notes", "stage"),  # the ceremony's screen
    "paper.css": (
        "fonts",
        "tokens",
        "base",
        "layout",
        "notes",
        "tables",
        "charts",
        "beads",
        "verdict",
        "paper",
    ),
    "letter.css": ("fonts", "letter"),
}
# Modules import each other by relative address: they share one folder, named after the content of all.
CODE_FOLDERS = ("js", "vendor")
ENTRIES = ("js/main.js", "js/room.js", "js/drafting.js")
"""Scripts that pages ask for: served joined with all they import."""
WHOLE_FILE_FOLDERS = ("fonts", "img")
COMPRESSED = {".css", ".js", ".svg", ".json"}

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(r"\s*\n\s*")
_FILE_ADDRESS = re.compile(r"url\(\.\./([\w./-]+)\)")


def build_assets(static_dir: Path, out_dir: Path) -> dict[str, str]:
    """Build every file into `out_dir` and return source name → built name.

    Text files get twins by gzip and Brotli, so that the server never compresses. What a built name holds never
    changes: it may be cached for ever. Several processes may build the same folder at once.
    """
    _drop_old(out_dir)
    names: dict[str, str] = {}
    for folder in WHOLE_FILE_FOLDERS:
        for path in _files(static_dir / folder):
            name = path.relative_to(static_dir).as_posix()
            names[name] = _write(out_dir, name, path.read_bytes())
    for bundle, parts in BUNDLES.items():
        names[bundle] = _write(out_dir, f"css/{bundle}", _bundle(static_dir, parts, names).encode())
    return names | _build_code(static_dir, out_dir)


def _build_code(static_dir: Path, out_dir: Path) -> dict[str, str]:
    """Copy the modules under one folder named after their common content; the tree inside stays as it was."""
    paths = [path for folder in CODE_FOLDERS for path in _files(static_dir / folder)]
    folder = "code-" + _digest(b"".join(path.name.encode() + path.read_bytes() for path in paths))
    names = {}
    for path in paths:
        name = path.relative_to(static_dir).as_posix()
        names[name] = f"{folder}/{name}"
        _put(out_dir / names[name], path.read_bytes())
    for entry in ENTRIES:
        names[entry] = _write(out_dir, f"{folder}/{entry}", join_modules(static_dir / entry).encode())
    return names


def _bundle(static_dir: Path, parts: tuple[str, ...], names: Mapping[str, str]) -> str:
    """Join the parts without comments and indents; addresses of fonts become their built names."""
    text = "\n".join((static_dir / "css" / f"{part}.css").read_text("utf-8") for part in parts)
    text = _BLANKS.sub("\n", _COMMENT.sub("", text)).strip() + "\n"
    return _FILE_ADDRESS.sub(lambda found: f"url(../{names[found[1]]})", text)


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".md", ".txt"})


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def _write(out_dir: Path, name: str, content: bytes) -> str:
    stem, dot, suffix = name.rpartition(".")
    built = f"{stem}.{_digest(content)}{dot}{suffix}"
    _put(out_dir / built, content)
    return built


def _put(target: Path, content: bytes) -> None:
    _place(target, lambda: content)
    if target.suffix in COMPRESSED:
        _place(target.with_name(target.name + ".gz"), lambda: gzip.compress(content, 9, mtime=0))
        _place(target.with_name(target.name + ".br"), lambda: _brotli(content))


@lru_cache(maxsize=200)
def _brotli(content: bytes) -> bytes:
    """As small as it gets: half a second for all files, once for each content."""
    return bytes(brotli.compress(content, quality=11))


def _place(target: Path, make: Callable[[], bytes]) -> None:
    """Appear whole or not at all: another process may be serving the same folder."""
    if target.exists():
        target.touch()
        return
    content = make()
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(target)


def _drop_old(out_dir: Path) -> None:
    """Drop what nobody built for a month; pages opened before the last release still ask for its files."""
    before = time.time() - 30 * 24 * 3600
    for path in out_dir.rglob("*"):
        if path.is_file() and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


@dataclass
class Assets:
    """The built files: their addresses for templates and their weight for the footer and the budget test."""

    static_dir: Path
    out_dir: Path
    prefix: str = "/static/"
    watch: bool = False
    """In development: build again when a source file changed."""
    names: dict[str, str] = field(default_factory=dict)
    _stamp: float = 0.0

    def __post_init__(self) -> None:
        self.build()

    def build(self) -> None:
        self._stamp = self._newest()
        self.names = build_assets(self.static_dir, self.out_dir)

    def url(self, name: str) -> str:
        """`asset_url` of the templates. An unknown name is a mistake in a template: KeyError."""
        if self.watch and self._newest() > self._stamp:
            self.build()
        return self.prefix + self.names[name]

    def weight(self, *names: str) -> int:
        """Kilobytes on the wire for these files together with the fonts that their style sheets name."""
        return round(sum(self._bytes(name) for name in names) / 1000)

    def _bytes(self, name: str) -> int:
        path = self.out_dir / self.names[name]
        twin = path.with_name(path.name + ".br")  # what every browser of the last years asks for
        size = (twin if twin.exists() else path).stat().st_size
        if path.suffix == ".css":
            fonts = set(re.findall(r"url\(\.\./(fonts/[^)]+)\)", path.read_text("utf-8")))
            size += sum((self.out_dir / font).stat().st_size for font in fonts)
        return size

    def _newest(self) -> float:
        return max((path.stat().st_mtime for path in self.static_dir.rglob("*") if path.is_file()), default=0.0)


def template_globals() -> dict[str, object]:
    """What templates call beyond Flask's own names, besides `asset_url` and `asset_weight` of the app."""
    from app import charts

    return {"svg": charts, "new_command_id": lambda: str(uuid4())}
