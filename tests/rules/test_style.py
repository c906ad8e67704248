"""`make lint` is part of the tests: style, complexity and types."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.sources import ROOT

RUFF = [sys.executable, "-m", "ruff", "check", "--quiet", "--output-format", "concise"]
MYPY = [sys.executable, "-m", "mypy"]


def run(*command: str) -> tuple[int, str]:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_the_style_is_that_of_the_house() -> None:
    status, said = run(*RUFF, ".")
    assert status == 0, said


def test_types_agree() -> None:
    status, said = run(*MYPY)
    assert status == 0, said


@pytest.mark.parametrize("sample", [
    "import os\n",                                             # not used
    "def f(x=[]):\n    return x\n",                            # a shared default
    "from datetime import datetime\nnow = datetime.now()\n",   # no time zone
    "try:\n    pass\nexcept Exception:\n    pass\n",           # every error swallowed
    "def f(a):\n" + "".join(f"    if a == {n}:\n        return {n}\n" for n in range(9)) + "    return a\n",
    "x = 1  # type: ignore\n",                                 # which error, and why?
])
def test_bad_style_is_found(sample: str, tmp_path: Path) -> None:
    file = tmp_path / "sample.py"
    file.write_text(f'"""A sample."""\n{sample}')
    status, said = run(*RUFF, "--no-cache", "--config", str(ROOT / "pyproject.toml"), str(file))
    assert status != 0, said


@pytest.mark.parametrize(("folder", "sample", "error"), [
    ("app/web", "def f(x: int) -> str:\n    return x\n", "return-value"),
    ("app/web", "def f(x):\n    return x\n", "no-untyped-def"),
    ("app/services", "def f(x: dict) -> None: ...\n", "type-arg"),
    ("sortition", "def f(x: list) -> None: ...\n", "type-arg"),
])
def test_a_wrong_type_is_found(folder: str, sample: str, error: str, tmp_path: Path) -> None:
    """In the strict parts a dict that does not say of what is an error too."""
    place = tmp_path / folder
    place.mkdir(parents=True)
    (place / "sample.py").write_text(sample)
    done = subprocess.run([*MYPY, "--config-file", str(ROOT / "pyproject.toml"), f"{folder}/sample.py"],
                          cwd=tmp_path, capture_output=True, text=True)
    assert f"[{error}]" in done.stdout
