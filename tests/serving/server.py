"""A real server process for tests, with a look at its memory."""
from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFIG = "app/serving/gunicorn_config.py"
# The library's own worker: what the guard protects from. Only the controls of the attacks run it.
UNGUARDED = "geventwebsocket.gunicorn.workers.GeventWebSocketWorker"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Server:
    """Gunicorn with the application's own configuration, started on a free port with an empty data folder."""

    def __init__(self, data_dir: Path, *arguments: str, app: str = "wsgi:app", **settings: str) -> None:
        self.port = free_port()
        self.log_path = data_dir / "server.log"
        data_dir.mkdir(parents=True, exist_ok=True)
        own = {name: value for name, value in os.environ.items() if not name.startswith("ALQA_")}
        self.environ = own | {
            "ALQA_ENVIRONMENT": "development", "ALQA_PORT": str(self.port), "ALQA_DATA_DIR": str(data_dir),
            "ALQA_EMBEDDED_WORKER": "0", "ALQA_BASE_URL": f"http://127.0.0.1:{self.port}",
        } | settings
        self.command = [sys.executable, "-m", "gunicorn", "--config", CONFIG, *arguments, app]
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environ, stdout=log, stderr=subprocess.STDOUT)
        self.wait()
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process
        workers = self.workers() if self.process.poll() is None else []
        self.process.kill()
        self.process.wait(5)
        for pid in workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process and self.process.poll() is None, f"the server stopped:\n{self.log()}"
            with contextlib.suppress(OSError):
                if self.get("/healthz")[0] == 200:
                    return
            time.sleep(0.1)
        raise AssertionError(f"the server does not answer:\n{self.log()}")

    def log(self) -> str:
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def get(self, path: str, timeout: float = 10) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=timeout) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()

    def workers(self) -> list[int]:
        assert self.process
        return children(self.process.pid)

    def memory(self, field: str = "VmRSS") -> int:
        """Bytes that the worker holds now (VmRSS) or held at most (VmHWM)."""
        (worker,) = self.workers()
        for line in Path(f"/proc/{worker}/status").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1]) * 1024
        raise AssertionError(f"no {field}")

    def forget_peak(self) -> None:
        (worker,) = self.workers()
        Path(f"/proc/{worker}/clear_refs").write_text("5")
