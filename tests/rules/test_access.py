"""Every view and every socket handler says who may use it; without a mark it is closed.

A view carries `access` (app/web/access.py), a handler `mark` (app/sockets/guard.py).
"""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.extensions import socketio
from tests.rules.sources import report

# Coming and going: `connect` is the door itself, which asks for the session (tests/sockets hold it to that).
UNMARKED_EVENTS = {"connect", "disconnect"}


def unmarked_views(app: Flask) -> list[str]:
    return sorted({rule.endpoint for rule in app.url_map.iter_rules()
                   if not hasattr(app.view_functions[rule.endpoint], "access")})


def unmarked_handlers(handlers: dict[str, dict[str, Callable[..., Any]]]) -> list[str]:
    return sorted(f"{namespace} {event}" for namespace, events in handlers.items()
                  for event, handler in events.items()
                  if event not in UNMARKED_EVENTS and not hasattr(handler, "mark"))


@pytest.fixture(scope="module")
def whole_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = Path(tmp_path_factory.mktemp("rules"))
    return create_app(Settings(environment="test", secret_key="x" * 40, data_dir=folder, demo=True))


def test_every_view_has_an_access_mark(whole_app: Flask) -> None:
    assert len(list(whole_app.url_map.iter_rules())) > 5
    assert not unmarked_views(whole_app), report(unmarked_views(whole_app))


def test_every_socket_handler_has_an_access_mark(whole_app: Flask) -> None:
    handlers = socketio.server.handlers
    assert any(handlers.values()), "no handler is registered"
    assert not unmarked_handlers(handlers), report(unmarked_handlers(handlers))


def test_a_view_without_mark_is_found() -> None:
    app = Flask("sample", static_folder=None)
    app.add_url_rule("/open", "open_door", lambda: "come in")
    assert unmarked_views(app) == ["open_door"]


def test_a_handler_without_mark_is_found() -> None:
    def say(text: str) -> None: ...

    assert unmarked_handlers({"/": {"say": say, "disconnect": say}}) == ["/ say"]
    say.mark = "member"  # type: ignore[attr-defined]
    assert not unmarked_handlers({"/": {"say": say}})
