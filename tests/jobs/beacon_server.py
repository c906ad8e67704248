"""A server that answers like one of drand's, or not."""
from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

ROUND = 657413
SIGNATURE = "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"


class BeaconServer(ThreadingHTTPServer):
    """`mood`: what it answers; `asked`: the paths that were asked for."""

    daemon_threads = True

    def __init__(self, mood: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.mood, self.asked = mood, list[str]()

    def handle_error(self, *_: object) -> None:
        """Somebody who hangs up on a silent server is what the test wants."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answer(BaseHTTPRequestHandler):
    server: BeaconServer

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.server.mood == "silent":
            time.sleep(2)
        status = {"broken": 500, "elsewhere": 302}.get(self.server.mood, 200)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        self.wfile.write(_body(self.server.mood).encode())

    def log_message(self, *_: object) -> None:
        pass


def _body(mood: str) -> str:
    forged = SIGNATURE[:-1] + ("0" if SIGNATURE[-1] != "0" else "1")
    if mood == "endless":
        return "x" * 20_000
    if mood == "nonsense":
        return "<html>"
    given = {"good": (ROUND, SIGNATURE), "forged": (ROUND, forged), "other": (ROUND + 1, SIGNATURE)}.get(mood)
    return json.dumps({"round": given[0], "signature": given[1], "randomness": "unused"}) if given else ""


@contextmanager
def beacon(mood: str) -> Iterator[BeaconServer]:
    server = BeaconServer(mood)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
