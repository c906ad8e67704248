"""What the papers say is what the code does: every setting, every command, every target of make."""
from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from tests.rules.sources import ROOT, read, report, tracked

OPERATIONS = Path("docs/operations.md")
# Groups that come with Flask and its extensions.
FOREIGN_GROUPS = {"db", "run", "shell", "routes"}
_ROW = re.compile(r"^\| `(ALQA_[A-Z_]+)` \| (.*?) \|", re.M)
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def documented_settings(text: str) -> dict[str, str]:
    """Variable → its default as the table gives it."""
    return {name: default.strip(" `") for name, default in _ROW.findall(text)}


def real_settings() -> dict[str, str]:
    return {f"ALQA_{name.upper()}": _spelled(field.default) for name, field in Settings.__dataclass_fields__.items()}


def _spelled(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


def commands(group: click.Group, prefix: str = "flask") -> list[str]:
    """Every command that can be typed, with its groups."""
    found = []
    for name, command in group.commands.items():
        if command.hidden or (prefix == "flask" and name in FOREIGN_GROUPS):
            continue
        inner = isinstance(command, click.Group)
        found += commands(command, f"{prefix} {name}") if inner else [f"{prefix} {name}"]
    return found


def targets(makefile: str) -> list[str]:
    return re.findall(r"^([a-z-]+):.*##", makefile, re.M)


def broken_links(path: Path, text: str) -> list[str]:
    """Links to files of the repository that are not there."""
    return [f"{path}: {link}" for link in _LINK.findall(text) if not (ROOT / path.parent / link).exists()]


@pytest.fixture(scope="module")
def whole_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = Path(tmp_path_factory.mktemp("docs"))
    return create_app(Settings(environment="test", secret_key="x" * 40, data_dir=folder, demo=True))


def test_the_table_of_settings_is_complete_and_gives_the_real_defaults() -> None:
    assert documented_settings(read(OPERATIONS)) == real_settings()


def test_every_command_is_described(whole_app: Flask) -> None:
    text = read(OPERATIONS)
    missing = [command for command in commands(whole_app.cli) if f"`{command}" not in text]
    assert commands(whole_app.cli)
    assert not missing, report(missing)


def test_every_target_of_make_is_described() -> None:
    text = read(Path("README.md")) + read(Path("CONTRIBUTING.md")) + read(OPERATIONS)
    missing = [target for target in targets(read(Path("Makefile"))) if f"make {target}" not in text]
    assert not missing, report(missing)


def test_every_link_between_papers_leads_somewhere() -> None:
    problems = [fault for path in tracked() if path.suffix == ".md" for fault in broken_links(path, read(path))]
    assert not problems, report(problems)


def test_no_paper_names_this_machine() -> None:
    """A path of somebody's machine in a file is of no use to anybody else."""
    private = re.compile(r"/(?:work|home|root|Users)/\w")
    problems = [f"{path}: {hit.group()}" for path in tracked()
                if path.suffix in {".md", ".py", ".toml", ".sh", ".conf", ".txt", ".in", ".yml", ".service", ""}
                and not str(path).startswith("app/static/vendor") and path.name != "test_docs.py"
                for hit in private.finditer(read(path))]
    assert not problems, report(problems)


def test_gaps_are_found() -> None:
    assert documented_settings("| `ALQA_PORT` | `8000` | where |") == {"ALQA_PORT": "8000"}
    assert documented_settings("| `ALQA_PORT` | `8000` | where |") != real_settings()
    group = click.Group(commands={"demo": click.Group("demo", commands={"seed": click.Command("seed")})})
    assert commands(group) == ["flask demo seed"]
    assert targets("demo: ## Try it\nhidden:\n") == ["demo"]
    assert broken_links(Path("README.md"), "[x](docs/nowhere.md) [y](https://example.org) [z](#here)")
