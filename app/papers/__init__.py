"""PDFs: drawn in a child process, so that no room waits for one, and kept by the hash of what they show."""
from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from ctypes import CDLL
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

RENDERER = Path(__file__).with_name("render.py")
SECONDS = 60
# Anybody may ask for a PDF, and a hundred at once would start a hundred processes.
_one_at_a_time = BoundedSemaphore(1)
# What WeasyPrint opens, under the names of Linux and macOS, and the package of Debian and Ubuntu that brings it.
LIBRARIES = {
    "libgobject-2.0-0": ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib"),
    "libpango-1.0-0": ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    "libpangoft2-1.0-0": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    "libharfbuzz0b": ("libharfbuzz.so.0", "libharfbuzz.0.dylib"),
    "libharfbuzz-subset0": ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
    "libfontconfig1": ("libfontconfig.so.1", "libfontconfig.1.dylib"),
}


class PaperFailed(Exception):
    """The child process gave no PDF; the text is what it said, for the log."""


@dataclass(frozen=True)
class Papers:
    """Draws PDFs of HTML pages into `folder`; of files, only the built style sheets and fonts in `assets` are read."""

    assets: Path
    folder: Path

    def path_of(self, html: str) -> Path:
        return self.folder / f"{hashlib.sha256(html.encode()).hexdigest()}.pdf"

    def draw(self, html: str, *, is_one_page: bool = False) -> bytes:
        """The PDF of a page; the same page is drawn once. `is_one_page`: made to fit. Raises PaperFailed."""
        path = self.path_of(html)
        if not path.exists():
            with _one_at_a_time:
                self._keep(path, html, *(("--one-page",) if is_one_page else ()))
        return path.read_bytes()

    def draw_once(self, html: str) -> bytes:
        """The PDF of pages about people, of which no copy is left behind. Raises PaperFailed."""
        return self._render(html, "--plain")

    def _keep(self, path: Path, html: str, *options: str) -> None:
        if path.exists():  # drawn while we waited
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.draft")
        draft.write_bytes(self._render(html, *options))
        draft.replace(path)  # whole or not at all: another process may be drawing the same

    def _render(self, html: str, *options: str) -> bytes:
        try:
            done = subprocess.run([sys.executable, str(RENDERER), str(self.assets), *options], input=html.encode(),
                                  capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise PaperFailed("time limit") from error
        if done.returncode != 0 or not done.stdout.startswith(b"%PDF"):
            raise PaperFailed(done.stderr.decode(errors="replace")[-2000:])
        return done.stdout


@cache
def missing_libraries() -> tuple[str, ...]:
    """Names of the system packages without which no PDF can be drawn on this machine."""
    return tuple(package for package, names in LIBRARIES.items() if not any(map(_is_there, names)))


def _is_there(name: str) -> bool:
    try:
        CDLL(name)
    except OSError:
        return False
    return True
