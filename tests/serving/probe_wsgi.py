"""The real application with one more namespace, which sends large messages to test slow readers."""
from __future__ import annotations

from wsgi import app

import gevent
from flask_socketio import emit

from app.extensions import socketio
from tests.serving.big_texts import big_text


def _connect(_auth: object = None) -> bool:
    return True


def _send_big(count: int) -> None:
    for number in range(count):
        emit("big", {"number": number, "text": big_text(number)})


def _measure(text: str) -> int:
    return len(text)


def _fail(secret: str) -> None:
    gevent.spawn(_break, secret)
    _break(secret)


def _break(secret: str) -> None:
    raise LookupError(secret)


socketio.on_event("fail", _fail, namespace="/probe")
socketio.on_event("connect", _connect, namespace="/probe")
socketio.on_event("send_big", _send_big, namespace="/probe")
socketio.on_event("measure", _measure, namespace="/probe")

__all__ = ["app"]
