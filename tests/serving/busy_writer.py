"""A process under gevent that writes while another process writes to the same SQLite file; tells how it went."""
from gevent import monkey

monkey.patch_all()

import json  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

import gevent  # noqa: E402

from app import create_app  # noqa: E402
from app.config import Settings  # noqa: E402
from app.extensions import db  # noqa: E402
from app.models import Base  # noqa: E402
from app.transaction import transaction  # noqa: E402

HOLD = ("import sqlite3, sys, time; held = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "held.execute('BEGIN IMMEDIATE'); print('held', flush=True); time.sleep(1.5); held.execute('COMMIT')")


def main(folder: Path) -> None:
    """Print how long the write waited, and the longest time for which nothing else could run."""
    app = create_app(Settings(environment="test", secret_key="a secret for tests only, long enough", data_dir=folder))
    with app.app_context():
        Base.metadata.create_all(db.engine)
    with subprocess.Popen([sys.executable, "-c", HOLD, str(folder / "alqa.sqlite3")], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        writer, stall = gevent.spawn(_write, app), 0.0
        while not writer.ready():
            began = time.monotonic()
            gevent.sleep(0.01)
            stall = max(stall, time.monotonic() - began)
    sys.stdout.write(json.dumps({"waited": writer.get(), "stall": stall}) + "\n")


def _write(app: object) -> float:
    began = time.monotonic()
    with app.app_context(), transaction():  # type: ignore[attr-defined]  # a Flask
        pass
    return time.monotonic() - began


if __name__ == "__main__":
    main(Path(sys.argv[1]))
