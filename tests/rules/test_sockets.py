"""Every socket handler goes through the guard and is short; an unmarked one is found."""
from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.extensions import socketio
from app.sockets import HANDLER_MODULES
from app.sockets.guard import HANDLERS, Mark
from tests.rules.sources import report, tree

DOORS = {"connect", "disconnect"}  # the door itself: it asks for the session, see app/sockets/doors.py
LONGEST = 6


def unguarded(registered: set[str], handlers: Mapping[str, Callable[..., Any]]) -> list[str]:
    """Names on the wire that do not lead through the guard."""
    return sorted(name for name in registered - DOORS
                  if not isinstance(getattr(handlers.get(name), "mark", None), Mark))


def long_handlers(module: ast.Module) -> list[str]:
    """Handlers with a body of more lines than a glance takes."""
    return [f"{node.name}: {lines} lines" for node in ast.walk(module) if isinstance(node, ast.FunctionDef)
            if node.decorator_list and (lines := _body_lines(node)) > LONGEST]


def _body_lines(node: ast.FunctionDef) -> int:
    body = [part for part in node.body if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_every_handler_is_guarded() -> None:
    registered = {handler[0] for handler in socketio.handlers}
    if socketio.server:
        registered |= set(socketio.server.handlers.get("/", {}))
    assert registered >= set(HANDLERS) | DOORS
    assert not unguarded(registered, HANDLERS), report(unguarded(registered, HANDLERS))


def test_every_handler_names_who_may_or_leaves_it_to_the_join() -> None:
    assert [name for name, handler in HANDLERS.items() if not handler.mark.roles] == ["join"]  # type: ignore[attr-defined]


def test_handlers_are_short() -> None:
    problems = [f"{module.__name__}: {found}" for module in HANDLER_MODULES
                for found in long_handlers(tree(Path("app/sockets") / f"{module.__name__.split('.')[-1]}.py"))]
    assert not problems, report(problems)


def test_an_unguarded_and_a_long_handler_are_found() -> None:
    assert unguarded({"join", "say", "sneak"}, HANDLERS) == ["sneak"]
    assert long_handlers(ast.parse("@x\ndef f():\n" + "    a = 1\n" * 7))
