"""The job worker writes to the same SQLite file: the rooms must not stand still meanwhile."""
from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_loop_goes_on_while_another_process_writes(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "tests.serving.busy_writer", str(tmp_path)], cwd=ROOT, check=True,
                          capture_output=True, text=True, timeout=60)
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["waited"] > 1, "the write had to wait, or this test shows nothing"
    assert told["stall"] < 0.7, told
