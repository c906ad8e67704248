"""The server starts, stops, restarts its worker, and keeps private things out of its log."""
from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.serving.attacks import open_websocket, send_raw
from tests.serving.server import ROOT, Server

pytestmark = [pytest.mark.fault, pytest.mark.xdist_group("serving")]


def log_lines(server: Server) -> list[dict[str, object]]:
    return [json.loads(line) for line in server.log().splitlines()]


def test_it_stops_when_it_is_asked_to_also_with_open_sockets(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        open_websocket(server.port)
        assert server.process
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(12) == 0


def test_a_killed_worker_is_replaced(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        (first,) = server.workers()
        os.kill(first, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while server.workers() in ([], [first]) and time.monotonic() < deadline:
            time.sleep(0.1)
        server.wait()
        assert server.workers() != [first]


def test_every_line_of_the_log_is_json_without_addresses_queries_or_tokens(tmp_path: Path) -> None:
    token = "Zq3" * 14
    with Server(tmp_path) as server:
        server.get(f"/healthz?secret={token}")
        server.get(f"/kk/{token}/nothing-here?token={token}")
        server.get("/socket.io/?EIO=4&transport=polling")
        send_raw(server.port, f"NONSENSE {token}\r\n\r\n".encode())
        open_websocket(server.port).close()
        time.sleep(0.5)
        lines = log_lines(server)
        text = server.log()
    assert token not in text
    assert "127.0.0.1" not in text
    served = [line for line in lines if line["event"] == "request_served"]
    assert {"/healthz", "/socket.io/", "-"} <= {line["route"] for line in served}
    assert all({"method", "status", "ms", "bytes"} <= line.keys() for line in served if line["route"] != "-")


def test_an_unsafe_setting_is_refused_in_words() -> None:
    environ = {"PATH": os.environ["PATH"], "ALQA_ENVIRONMENT": "production", "ALQA_SECRET_KEY": "short"}
    answer = subprocess.run([sys.executable, "-m", "app.serving"], cwd=ROOT, env=environ, capture_output=True,
                            text=True, timeout=60)
    assert answer.returncode != 0
    assert "ALQA_SECRET_KEY" in answer.stderr
    assert "Traceback" not in answer.stderr
