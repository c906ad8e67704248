"""Files stay small enough to be read at once, and functions take few arguments by position."""
from __future__ import annotations

import ast

from tests.rules.sources import files, read, report, tree

LONGEST = 300
MOST_ARGUMENTS = 5
# Written by others and pinned as they are.
FOREIGN = "app/static/vendor"
# Longer or wider for a reason.
LONG_FILES = {
    "sortition/verify.py": "one file that people download and read by itself",
}
WIDE_FUNCTIONS = {
    "sortition/programs.py: add_columns": "the arguments of HiGHS in its order",
}


def is_too_long(text: str) -> bool:
    return len(text.splitlines()) > LONGEST


def crowded_functions(module: ast.Module) -> list[str]:
    """Public functions with more arguments by position than a reader can keep apart."""
    return [node.name for node in ast.walk(module)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
            and len(node.args.posonlyargs) + len(node.args.args) > MOST_ARGUMENTS + _has_self(node)]


def _has_self(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    arguments = node.args.posonlyargs + node.args.args
    return int(bool(arguments) and arguments[0].arg in {"self", "cls"})


def test_no_file_is_longer_than_300_lines() -> None:
    places = ("app", "sortition", "tests", "templates", "benchmarks", "migrations/env.py", "bin")
    found = [path for suffix in (".py", ".html", ".css", ".js") for path in files(*places, suffix=suffix)]
    ours = [path for path in found if not str(path).startswith(FOREIGN) and str(path) not in LONG_FILES]
    problems = [f"{path}: {len(read(path).splitlines())} lines" for path in ours if is_too_long(read(path))]
    assert not problems, report(problems)


def test_functions_take_at_most_five_arguments_by_position() -> None:
    found = [f"{path}: {name}" for path in files("app", "sortition", suffix=".py")
             for name in crowded_functions(tree(path))]
    problems = sorted(set(found) - WIDE_FUNCTIONS.keys())
    assert not problems, report(problems)


def test_large_samples_are_found() -> None:
    assert is_too_long("x\n" * (LONGEST + 1))
    assert not is_too_long("x\n" * LONGEST)
    assert crowded_functions(ast.parse("def f(a, b, c, d, e, g): ..."))
    assert crowded_functions(ast.parse("class C:\n    def f(self, a, b, c, d, e, g): ..."))
    assert not crowded_functions(ast.parse("def f(a, b, c, d, e, *, actor, now): ..."))
