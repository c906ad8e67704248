"""A skipped test fails a strict run, and only that one."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.sources import ROOT

SKIPPED = "def test_it(postgres_server): pass\n"
PASSED = "def test_it(): pass\n"


def run_tests(folder: Path, source: str, *options: str, strict: str) -> int:
    """The exit code of pytest in a folder with one test and no server."""
    (folder / "test_sample.py").write_text(source)
    (folder / "conftest.py").write_text('pytest_plugins = ["tests.plugins.services"]\n')
    own = {name: value for name, value in os.environ.items()
           if not name.startswith(("ALQA_TEST_", "PYTEST_")) and name != "PYTHONPATH"}
    environ = own | {"ALQA_TEST_STRICT": strict, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, *options,
               "--rootdir", str(folder), str(folder)]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, timeout=120).returncode


@pytest.mark.parametrize("options", [[], ["-n", "2"]])
@pytest.mark.parametrize(("source", "strict", "code"), [
    (SKIPPED, "", pytest.ExitCode.OK),
    (SKIPPED, "1", pytest.ExitCode.TESTS_FAILED),
    (PASSED, "1", pytest.ExitCode.OK),
])
def test_a_strict_run_allows_no_skip(tmp_path: Path, source: str, strict: str, code: int, options: list[str]) -> None:
    assert run_tests(tmp_path, source, *options, strict=strict) == code
