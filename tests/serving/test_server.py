"""The server starts, stops, restarts its worker, and keeps private things out of its log."""
from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.serving.attacks import open_websocket, send_raw
from tests.serving.server import ROOT, Server, children

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
        assert wait_until(lambda: server.workers() not in ([], [first]))
        server.wait()


def job_workers(server: Server) -> list[int]:
    """The processes that work on the queue for this server."""
    return [pid for parent in server.workers() for pid in children(parent)]


def wait_until(condition: Callable[[], object], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def is_running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_the_background_worker_lives_and_dies_with_the_server(tmp_path: Path) -> None:
    with Server(tmp_path, ALQA_EMBEDDED_WORKER="1") as server:
        assert wait_until(lambda: "worker_started" in server.log()), server.log()
        (first,) = job_workers(server)
        os.kill(first, signal.SIGKILL)
        assert wait_until(lambda: job_workers(server) not in ([], [first])), "it was not started again"
        (second,) = job_workers(server)
        os.kill(server.workers()[0], signal.SIGKILL)
        assert wait_until(lambda: not is_running(second)), "it outlived the server"


def test_without_the_setting_there_is_no_background_worker(server: Server) -> None:
    assert job_workers(server) == []


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


def test_what_fails_in_a_room_is_logged_without_its_words(tmp_path: Path) -> None:
    secret = "Kanareika.Aibekova@example.kz"
    with Server(tmp_path, app="tests.serving.probe_wsgi:app") as server:
        connection = open_websocket(server.port)
        connection.send("40/probe,")
        while not connection.recv().startswith("40/probe"):
            pass
        connection.send(f'42/probe,["fail","{secret}"]')
        assert wait_until(lambda: server.log().count("LookupError") == 2), server.log()
        assert server.get("/healthz")[0] == 200
        assert all("event" in line for line in log_lines(server))
        assert secret not in server.log()


def test_an_unsafe_setting_is_refused_in_words() -> None:
    environ = {"PATH": os.environ["PATH"], "ALQA_ENVIRONMENT": "production", "ALQA_SECRET_KEY": "short"}
    answer = subprocess.run([sys.executable, "-m", "app.serving"], cwd=ROOT, env=environ, capture_output=True,
                            text=True, timeout=60)
    assert answer.returncode != 0
    assert "ALQA_SECRET_KEY" in answer.stderr
    assert "Traceback" not in answer.stderr
