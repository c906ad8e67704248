"""Which connection speaks, set around every event: a Flask request for each would cost more than most commands."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from flask import request

from app.extensions import socketio

_sid: ContextVar[str] = ContextVar("sid")
NAMESPACE = "/"


@contextmanager
def speaking_for(sid: str) -> Iterator[None]:
    """Everything inside happens for this connection."""
    token = _sid.set(sid)
    try:
        yield
    finally:
        _sid.reset(token)


def sid_of_caller() -> str:
    """The id of the connection whose event is being handled, in a light event or in one with a Flask request."""
    found = _sid.get("")
    return found or str(request.sid)  # type: ignore[attr-defined]  # set by Flask-SocketIO


def light(handler: Callable[..., Any]) -> Callable[..., Any]:
    """A handler that gets the application but no request: no cookie is read, no route matched, no session saved."""
    @wraps(handler)
    def handle(sid: str, *payload: Any) -> Any:
        environ = socketio.server.get_environ(sid, namespace=NAMESPACE)
        if environ is None:  # gone meanwhile
            return {"ok": False, "retry": True}
        with environ["flask.app"].app_context(), speaking_for(sid):
            return handler(*payload)
    return handle


def on_light_event(name: str, handler: Callable[..., Any]) -> None:
    """Register a handler for events of this name in every server that the extension makes."""
    entry = (name, light(handler), NAMESPACE)
    socketio.handlers.append(entry)
    if socketio.server is not None:
        socketio.server.on(name, entry[1], namespace=NAMESPACE)
