"""The application starts with the packages of requirements.txt alone, without those of the tests."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.rules.sources import ROOT, files
from tests.rules.test_packages import pinned

# Run with a list of modules that must not be found and a list of modules to import.
PROGRAM = """
import importlib, json, sys
hidden, wanted = json.loads(sys.argv[1])

class Hide:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in hidden:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Hide())
for name in wanted:
    importlib.import_module(name)
"""


def modules_of(packages: set[str]) -> set[str]:
    """The names under which packages are imported, unless another package has them too."""
    return {module for module, owners in packages_distributions().items()
            if {str(canonicalize_name(owner)) for owner in owners} <= packages}


def development_only() -> set[str]:
    runtime, development = (set(pinned((ROOT / lock).read_text())) for lock in
                            ("requirements.txt", "requirements/development.txt"))
    return development - runtime


def our_modules() -> list[str]:
    paths = [path.with_suffix("") for path in files("app", "sortition", "wsgi.py", suffix=".py")]
    return [".".join(path.parts).removesuffix(".__init__") for path in paths if path.name != "__main__"]


def import_without(hidden: set[str], wanted: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ALQA_")}
    return subprocess.run([sys.executable, "-c", PROGRAM, json.dumps([sorted(hidden), wanted])], cwd=ROOT,
                          env=environ | {"ALQA_DATA_DIR": str(folder)}, capture_output=True, text=True, timeout=120)


def test_everything_is_imported_without_the_packages_of_the_tests(tmp_path: Path) -> None:
    hidden = modules_of(development_only())
    assert "pytest" in hidden
    # gunicorn's configuration patches first; after it everything else may come.
    wanted = ["app.serving.gunicorn_config", *our_modules()]
    done = import_without(hidden, wanted, tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", ["packaging", "redis", "flask_migrate"])
def test_a_missing_package_is_found(missing: str, tmp_path: Path) -> None:
    done = import_without({missing}, our_modules(), tmp_path)
    assert done.returncode != 0
    assert f"No module named '{missing}" in done.stderr
