"""A jury on disk, ready for real servers: the tables, the cast, the room, and a signed-in cookie for everybody."""
from __future__ import annotations

import socket
import threading
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from app import create_app
from app.config import Settings
from app.extensions import db
from app.installation import utc_now
from app.models import Base, Person
from app.services.accounts import sign_ins
from app.transaction import transaction
from tests.cast import Cast, invite_cast
from tests.room import open_room

SECRET = "a secret for tests only, long enough"


@dataclass(frozen=True)
class Prepared:
    cast: Cast
    room_id: int
    cookies: dict[str, str]
    settings: dict[str, str]


def prepare(data_dir: Path, database_url: str = "") -> Prepared:
    """Fill an empty database for servers that start later with the same settings."""
    app = create_app(Settings(environment="development", secret_key=SECRET, data_dir=data_dir,
                              database_url=database_url))
    now = utc_now()
    with app.app_context():
        Base.metadata.create_all(db.engine)
        with transaction() as session:
            cast = invite_cast(session, app.extensions["alqa.vault"], now)
        with transaction() as session:
            room_id = open_room(session, cast, now).room.id
        names = ("juror", "second_juror", "third_juror", "facilitator", "expert", "outsider")
        cookies = {name: _cookie(app, getattr(cast, name)) for name in names}
        db.session.remove()
        db.engine.dispose()
    return Prepared(cast, room_id, cookies, {"ALQA_SECRET_KEY": SECRET, "ALQA_DATABASE_URL": database_url})


def _cookie(app: Flask, person_id: int) -> str:
    with transaction() as session:
        token = sign_ins.begin_session(session, session.get_one(Person, person_id), "link", now=utc_now())
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer
    return str(serializer.dumps({"_user_id": token, "_fresh": True, "_permanent": True}))


class Link:
    """A network between a client and a server that can be cut and mended."""

    def __init__(self, target: int) -> None:
        self.target, self.is_cut = target, False
        self._pairs: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Drop every connection and refuse new ones."""
        self.is_cut = True
        for end in self._pairs:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()

    def mend(self) -> None:
        self.is_cut = False

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                if self.is_cut:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self.target))
                self._pairs += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError), closing(source), closing(sink):
            while data := source.recv(65536):
                sink.sendall(data)
