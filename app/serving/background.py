"""The background worker beside the server, for installations small enough to have only one command running."""
from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from pathlib import Path

log = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[2]
PAUSE_SECONDS = 2


def keep_working() -> None:
    """Run `flask jobs work` as a child of this process, and start it again whenever it ends.

    It watches its parent and stops with it, also when the parent was killed.
    """
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work", "--parent", str(os.getpid())]
    while True:
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL) as worker:
            code = worker.wait()
        log.warning("worker_ended", extra={"code": code})
        time.sleep(PAUSE_SECONDS)
