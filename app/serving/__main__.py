"""`python -m app.serving`: check the settings, then become gunicorn."""
from __future__ import annotations

import os
import sys
from pathlib import Path

from app.config import Settings, UnsafeSettings

CONFIG = Path(__file__).with_name("gunicorn_config.py")


def main() -> None:
    """Replace this process by gunicorn: signals reach it, and nothing is imported before gevent's patch."""
    try:
        Settings.from_environ()
    except UnsafeSettings as refusal:
        sys.exit(str(refusal))
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "--config", str(CONFIG)])  # noqa: S606  # no shell wanted


if __name__ == "__main__":
    main()
