"""The gunicorn worker: WebSockets on one path only, small bodies there, and a log without addresses."""
from __future__ import annotations

import base64
import binascii
import hashlib
import logging
import time
from typing import Any

import gevent
from gevent.pywsgi import Input, WSGIHandler
from geventwebsocket.handler import WebSocketHandler
from geventwebsocket.websocket import Stream
from gunicorn.workers.ggevent import GeventPyWSGIWorker

from app.config import Settings
from app.logs import NOTES
from app.serving.frames import MAX_MESSAGE_BYTES, GuardedWebSocket

SOCKET_PATH = "/socket.io/"
WEBSOCKET_VERSION = "13"

OWN_ORIGIN = Settings.from_environ().origin

access_log = logging.getLogger("app.access")
log = logging.getLogger("app.serving")


class GuardedHandler(WebSocketHandler):
    """Answers one connection."""

    environ: dict[str, Any]
    result: list[bytes]
    websocket: GuardedWebSocket | None

    def get_environ(self) -> dict[str, Any]:
        """Give the application a place to note the rule of the URL for the log."""
        return super().get_environ() | {NOTES: {}}

    def handle_one_request(self) -> Any:
        """Let the other connections have their turn.

        A client that asks again at once finds its next question read before anybody else is looked at: one greedy
        connection could keep a worker to itself, and all the rooms on it would wait.
        """
        answer = super().handle_one_request()
        gevent.sleep(0)
        return answer

    def run_application(self) -> None:
        """Refuse what is too large, upgrade what may be upgraded, and leave the rest to the application."""
        if not self.environ["PATH_INFO"].startswith(SOCKET_PATH):
            # Any other address would be upgraded by the library, and its answer thrown away.
            WSGIHandler.run_application(self)
        elif self._has_large_body():
            self._refuse("413 Content Too Large")
        elif self._is_foreign():
            self._refuse("403 Forbidden")
        else:
            super().run_application()

    def _has_large_body(self) -> bool:
        is_chunked = "HTTP_TRANSFER_ENCODING" in self.environ  # of a length nobody knows
        return is_chunked or (self.content_length or 0) > MAX_MESSAGE_BYTES

    def _is_foreign(self) -> bool:
        """Whether a page of another site asks to upgrade. The application looks too, but only after the upgrade."""
        origin = self.environ.get("HTTP_ORIGIN", OWN_ORIGIN)
        return "HTTP_UPGRADE" in self.environ and origin != OWN_ORIGIN

    def _refuse(self, status: str) -> None:
        self.wsgi_input = Input(self.rfile, 0)  # the server would read the whole body to throw it away
        self.start_response(status, [("Content-Length", "0"), ("Connection", "close")])
        self.close_connection = True
        self.result = []
        self.process_result()

    def upgrade_connection(self) -> list[bytes] | None:
        """Answer the handshake of a WebSocket with one that has limits."""
        key = self.environ.get("HTTP_SEC_WEBSOCKET_KEY", "").strip()
        if not _is_handshake_key(key) or self.environ["HTTP_SEC_WEBSOCKET_VERSION"] != WEBSOCKET_VERSION:
            headers = [("Sec-WebSocket-Version", WEBSOCKET_VERSION), ("Content-Length", "0")]
            self.start_response("400 Bad Request", headers)
            return []
        self.websocket = GuardedWebSocket(self.environ, Stream(self), self)
        self.environ["wsgi.websocket"] = self.websocket
        self.environ["wsgi.websocket_version"] = WEBSOCKET_VERSION
        self.start_response("101 Switching Protocols", [
            ("Upgrade", "websocket"),
            ("Connection", "Upgrade"),
            ("Sec-WebSocket-Accept", _accept(key)),
        ])
        return None

    def run_websocket(self) -> None:
        """Run the application until the connection is over.

        The library keeps its clients by address, and behind a Unix socket all have the same one.
        """
        websocket = self.environ["wsgi.websocket"]
        try:
            for _ in self.application(self.environ, lambda *_arguments: None):
                pass
        finally:
            websocket.close()
            self.environ["wsgi.websocket"] = None
            self.websocket = None

    def log_request(self) -> None:
        """Write one line per request: no address, no query, the rule of the URL instead of the URL itself."""
        seconds = (self.time_finish or time.time()) - self.time_start
        access_log.info("request_served", extra={
            "method": getattr(self, "command", None),
            "route": self._route(),
            "status": int((self._orig_status or self.status or "0").split()[0]),
            "bytes": self.response_length,
            "ms": round(seconds * 1000, 1),
        })

    def _route(self) -> str:
        environ = getattr(self, "environ", None) or {}
        for known in (SOCKET_PATH, "/static/"):  # these never come to Flask
            if environ.get("PATH_INFO", "").startswith(known):
                return known
        return str(environ.get(NOTES, {}).get("route", "-"))

    def log_error(self, _message: str, *_arguments: object) -> None:
        """Say that a request could not be read, not what it contained nor where it came from."""
        log.warning("request_unreadable")

    def _log_error(self, t: type[BaseException], v: BaseException, tb: Any) -> None:
        if not issubclass(t, GeneratorExit | SystemExit):
            log.error("request_failed", exc_info=(t, v, tb), extra={"route": self._route()})


def _accept(key: str) -> str:
    """The answer to a key that RFC 6455, section 1.3, asks for; SHA-1 proves nothing here."""
    digest = hashlib.sha1((key + GuardedHandler.GUID).encode("ascii"), usedforsecurity=False).digest()
    return base64.b64encode(digest).decode("ascii")


def _is_handshake_key(key: str) -> bool:
    """Whether the key is 16 bytes in base64; the library lets a malformed one raise."""
    try:
        return len(base64.b64decode(key.strip(), validate=True)) == 16
    except (binascii.Error, ValueError):
        return False


class Worker(GeventPyWSGIWorker):
    """One process that serves pages and rooms."""

    wsgi_handler = GuardedHandler
