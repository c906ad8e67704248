"""Sockets of the application under test, first in this process, then against real servers."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask_socketio import SocketIOTestClient

from app import sockets
from app.domain.phases import ItemKind
from app.extensions import socketio
from app.services.room import rooms
from app.sockets import guard
from app.sockets.connections import connections
from app.transaction import transaction
from tests.cast import Cast, signed_in_client
from tests.room import Sitting, open_room

collect_ignore = ["dying_wsgi.py"]  # it patches the process that imports it


class Phone:
    """Somebody's device: a signed-in browser and its socket."""

    def __init__(self, app: Flask, person_id: int, room_id: int) -> None:
        self.browser = signed_in_client(app, person_id)
        self.socket: SocketIOTestClient = socketio.test_client(app, flask_test_client=self.browser)
        self.room_id = room_id

    def join(self, after: int = 0, language: str = "en", **changes: Any) -> dict[str, Any]:
        return self.call("join", {"room": str(self.room_id), "language": language, "after": after} | changes)

    def call(self, name: str, payload: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.socket.emit(name, payload, callback=True)
        return answer

    def command(self, name: str, command_id: str | None = None, **fields: Any) -> dict[str, Any]:
        return self.call(name, {"room": str(self.room_id), "command_id": command_id or str(uuid4())} | fields)

    def say(self, text: str, command_id: str | None = None) -> dict[str, Any]:
        return self.command("say", command_id, text=text)

    def events(self, name: str = "event") -> list[dict[str, Any]]:
        """What came by itself since the last look."""
        return [found["args"][0] for found in self.socket.get_received() if found["name"] == name]

    def html(self) -> str:
        return "".join(patch.get("html", "") for event in self.events() for patch in event["patches"])


@pytest.fixture
def live(app: Flask, cast: Cast, now: datetime) -> Iterator[Callable[[str], Phone]]:
    """A sitting jury; call it with a member's name to get their phone."""
    sockets.init_app(app, app.extensions["alqa.settings"])  # the extension serves the application made last
    guard.buckets._buckets.clear()
    connections.clear()
    with app.app_context(), transaction() as session:
        room_id = open_room(session, cast, now).room.id
    yield lambda who: Phone(app, getattr(cast, who), room_id)
    connections.clear()


@pytest.fixture
def enter(app: Flask, cast: Cast, now: datetime) -> Callable[[ItemKind], None]:
    """Let the agenda move to an item of this kind."""
    def move(kind: ItemKind) -> None:
        with app.app_context(), transaction() as session:
            Sitting(session, cast, now, rooms.room_of(session, cast.jury_id)).enter(kind)
    return move
