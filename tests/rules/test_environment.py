"""One reader of the environment, one clock at the edge, and no eventlet."""
from __future__ import annotations

import ast
from importlib.metadata import distributions

import pytest

from tests.rules.sources import files, report, tree

READER = "app/config.py"
_READING = {"environ", "environb", "getenv", "getenvb", "putenv"}
_CLOCKS = {"now", "utcnow", "today"}


def environment_reads(module: ast.Module) -> list[str]:
    """Places that read the environment of the process (the environ of a request has another owner)."""
    found = []
    for node in ast.walk(module):
        is_attribute = (isinstance(node, ast.Attribute) and node.attr in _READING
                        and isinstance(node.value, ast.Name) and node.value.id == "os")
        is_import = (isinstance(node, ast.ImportFrom) and node.module == "os"
                     and bool(_READING & {alias.name for alias in node.names}))
        if is_attribute or is_import:
            found.append(f"line {node.lineno}")
    return found


def clock_reads(module: ast.Module) -> list[str]:
    """Calls such as `datetime.now()`: a service is told the time."""
    return [f"line {node.lineno}" for node in ast.walk(module)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CLOCKS
            and isinstance(node.func.value, ast.Name | ast.Attribute)
            and (getattr(node.func.value, "id", "") or getattr(node.func.value, "attr", "")) in {"datetime", "date"}]


def test_only_the_settings_read_the_environment() -> None:
    problems = [f"{path}, {place}" for path in files("app", "sortition", "wsgi.py", "migrations", suffix=".py")
                if str(path) != READER for place in environment_reads(tree(path))]
    assert not problems, report(problems)


def test_services_and_the_domain_have_no_clock_of_their_own() -> None:
    problems = [f"{path}, {place}" for path in files("app/services", "app/domain", "app/models", suffix=".py")
                for place in clock_reads(tree(path))]
    assert not problems, report(problems)


def test_eventlet_is_not_installed() -> None:
    """It is deprecated, and Socket.IO prefers it as soon as it is there."""
    names = {(found.metadata["Name"] or "").lower() for found in distributions()}
    assert "gevent" in names, "the list of packages could not be read"
    assert "eventlet" not in names


@pytest.mark.parametrize("sample", [
    "import os\nos.environ['X']", "import os\nx = os.getenv('X')", "from os import environ",
    "from os import getenv as g",
])
def test_a_hidden_setting_is_found(sample: str) -> None:
    assert environment_reads(ast.parse(sample))


def test_the_environ_of_a_request_is_something_else() -> None:
    assert not environment_reads(ast.parse("request.environ['X']\nself.environ['Y']"))


@pytest.mark.parametrize("sample", ["datetime.now(UTC)", "datetime.datetime.now()", "date.today()"])
def test_a_hidden_clock_is_found(sample: str) -> None:
    assert clock_reads(ast.parse(sample))
