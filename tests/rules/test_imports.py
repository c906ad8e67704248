"""Imports point down: entry points → forms, words, transaction → services → models, sortition → domain."""
from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests.rules.sources import files, report, tree

_VALUES = {"domain"}
_DATA = _VALUES | {"models"}
_SERVICES = _DATA | {"services", "sortition"}
_EDGES = _SERVICES | {
    "assets", "charts", "config", "extensions", "forms", "fragments", "i18n", "installation", "logs", "papers",
    "transaction"}

# What each part of the application may import of the others; itself it may always.
ALLOWED: dict[str, set[str]] = {
    "sortition": set(),
    "domain": set(),
    "charts": set(),
    "config": set(),
    "logs": set(),
    "papers": set(),
    "assets": {"charts"},  # the colours of the drawings go into the style sheet
    "models": _VALUES,
    "services": _DATA | {"sortition"},
    "extensions": _DATA,
    "transaction": _DATA | {"extensions"},
    "installation": _SERVICES | {"config"},
    "forms": _SERVICES | {"i18n"},
    "fragments": _SERVICES | {"i18n"},  # partials drawn outside of a page, for web and sockets alike
    "i18n": _DATA,
    "web": _EDGES,
    "sockets": _EDGES,
    "jobs": _EDGES,
    "cli": _EDGES | {"jobs"},  # `flask jobs work` is the process of the worker
    "serving": {"config", "logs"},
}
EVERYTHING = {"app"}  # app/__init__.py, the only place where the parts meet

# Libraries that a part must not know.
WEB_LIBRARIES = {"flask", "flask_babel", "flask_login", "flask_migrate", "flask_socketio", "flask_sqlalchemy",
                 "flask_wtf", "gevent", "jinja2", "socketio", "werkzeug", "wtforms"}
FORBIDDEN: dict[str, set[str]] = {"models": WEB_LIBRARIES, "services": WEB_LIBRARIES}
# Parts that know nothing but the standard library and these.
ONLY: dict[str, set[str]] = {
    "domain": set(),
    "sortition": {"highspy", "numpy", "openpyxl", "py_arkworks_bls12381"},  # the last two only when asked for
}


def part_of(module: str) -> str | None:
    """`app.services.verdict.ballots` → `services`; None for what is not ours."""
    words = module.split(".")
    if words[0] == "sortition":
        return "sortition"
    if words[0] != "app":
        return None
    return words[1] if len(words) > 1 else "app"


def imported(module: ast.Module) -> set[str]:
    """Every module that a file imports, anywhere in it; `from app import db` counts as `app.db`."""
    names: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {f"app.{alias.name}" for alias in node.names} if node.module == "app" else {node.module}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level)
    return names


def wrong_imports(part: str, module: ast.Module) -> list[str]:
    return [name for name in sorted(imported(module)) if not _may_import(part, name)]


def _may_import(part: str, name: str) -> bool:
    if name.startswith("."):
        return False  # a relative import hides where the arrow points
    target = part_of(name)
    if target is not None:
        return part in EVERYTHING or target == part or target in ALLOWED[part]
    library = name.partition(".")[0]
    if part in ONLY:
        return library in sys.stdlib_module_names or library in ONLY[part]
    return library not in FORBIDDEN.get(part, set())


def _part_of_path(path: Path) -> str:
    return part_of(".".join(path.with_suffix("").parts).removesuffix(".__init__")) or ""


def test_every_part_has_its_place() -> None:
    parts = {_part_of_path(path) for path in files("app", "sortition", suffix=".py")} - EVERYTHING
    assert parts <= ALLOWED.keys(), f"say in ALLOWED what {parts - ALLOWED.keys()} may import"


def test_imports_point_down() -> None:
    problems = [f"{path}: {name}" for path in files("app", "sortition", suffix=".py")
                for name in wrong_imports(_part_of_path(path), tree(path))]
    assert not problems, report(problems)


@pytest.mark.parametrize(("part", "source"), [
    ("services", "from app.web import access"),
    ("services", "import flask"),
    ("services", "def f():\n    from flask_babel import gettext"),
    ("services", "from app.config import Settings"),
    ("models", "from app import services"),
    ("domain", "import sqlalchemy"),
    ("domain", "from . import models"),
    ("sortition", "from app.domain import stages"),
    ("sortition", "import scipy"),
    ("web", "from app.sockets import rooms"),
    ("jobs", "from app.web import access"),
    ("forms", "from app.transaction import transaction"),
])
def test_a_wrong_arrow_is_found(part: str, source: str) -> None:
    assert wrong_imports(part, ast.parse(source))
