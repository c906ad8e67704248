"""What is logged is an event with ids: no sentence, nothing built from what people wrote."""
from __future__ import annotations

import ast
import re

import pytest

from app.logs import FIELDS
from tests.rules.sources import files, report, tree

_EVENT = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")
_LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}


def faults(module: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _is_log_call(node):
            found += [f"line {node.lineno}: {fault}" for fault in _event_faults(node) + _field_faults(node)]
    return found


def _is_log_call(node: ast.Call) -> bool:
    """`log.info(…)`, `access_log.info(…)`, `logging.getLogger(…).error(…)`."""
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in _LEVELS:
        return False
    owner = node.func.value
    if isinstance(owner, ast.Call):
        return isinstance(owner.func, ast.Attribute) and owner.func.attr == "getLogger"
    name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
    return name.lower().endswith(("log", "logger"))


def _event_faults(node: ast.Call) -> list[str]:
    first = node.args[0] if node.args else None
    choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    if not all(isinstance(choice, ast.Constant) and _EVENT.fullmatch(str(choice.value)) for choice in choices):
        return ["the message must be the name of an event, such as juror_confirmed"]
    return ["what belongs to the event goes into extra"] if len(node.args) > 1 else []


def _field_faults(node: ast.Call) -> list[str]:
    extra = next((keyword.value for keyword in node.keywords if keyword.arg == "extra"), None)
    if not isinstance(extra, ast.Dict):
        return []
    names = [key.value for key in extra.keys if isinstance(key, ast.Constant)]
    return [f"{name} is not in app.logs.FIELDS and is no id" for name in names
            if name not in FIELDS and not str(name).endswith("_id")]


def test_log_lines_are_events_with_ids() -> None:
    problems = [f"{path}, {fault}" for path in files("app", suffix=".py") for fault in faults(tree(path))]
    assert not problems, report(problems)


@pytest.mark.parametrize("sample", [
    "log.info(f'{person.name} signed in')",
    "log.info('signed in: %s', person.email)",
    "log.warning('Access refused')",
    "log.info('person_added' if found else text)",
    "log.info('person_added', extra={'name': person.name})",
    "logging.getLogger(__name__).error(str(error))",
])
def test_a_talkative_line_is_found(sample: str) -> None:
    assert faults(ast.parse(sample))


def test_a_good_line_is_left_alone() -> None:
    assert not faults(ast.parse("log.info('person_added', extra={'person_id': 3, 'role': 'juror'})"))
    assert not faults(ast.parse("log.info('job_done' if is_done else 'job_failed')"))
    assert not faults(ast.parse("field.error('not a log at all')"))
