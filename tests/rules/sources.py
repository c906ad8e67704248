"""The files that the rules read: what git knows or would add, so that nothing made by a tool counts."""
from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the repository, relative to its root."""
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, text=True, check=True).stdout
    return tuple(sorted(Path(line) for line in listed.splitlines() if (ROOT / line).is_file()))


def files(*places: str, suffix: str) -> list[Path]:
    """The files below some folders, or the files themselves, that end in a suffix."""
    wanted = [Path(place) for place in places]
    return [path for path in tracked()
            if path.suffix == suffix and any(path == place or place in path.parents for place in wanted)]


def read(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(read(path), str(path))


def report(problems: list[str]) -> str:
    """The problems as the text of a failed assertion, one a line."""
    return "\n" + "\n".join(problems)
