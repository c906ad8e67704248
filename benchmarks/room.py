"""`make bench-room`: one evening – 25 jurors, a facilitator, 200 observers – beside a bare Socket.IO server.

Both run one after the other in the same run, on the same machine, with the same clients, which know what was sent.
The evening must hold: p95 ≤ 150 ms, p99 ≤ 300 ms from sending to reading, nothing lost or doubled.
"""
from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.room_seed import Hall, seed_hall
from tests.serving.server import ROOT, Server

P95_MS, P99_MS = 150, 300
_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def measure(server: Server, plan: dict[str, Any]) -> dict[str, Any]:
    """Let the clients of a plan into a running server; add what each delivery cost the server."""
    (worker,) = server.workers()
    command = [sys.executable, "-m", "benchmarks.room_client", json.dumps(plan)]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as client:
        assert client.stdin and client.stdout and client.stderr
        for line in client.stderr:
            if line.strip() == "ready":
                break
            print(line, end="", file=sys.stderr)
        before = cpu_seconds(worker)
        client.stdin.write("go\n")
        client.stdin.flush()
        answer = client.stdout.read()
        after = cpu_seconds(worker)
        print(client.stderr.read(), end="", file=sys.stderr)
    if not answer:
        raise SystemExit(f"the clients failed; the server said:\n{server.log()[-3000:]}")
    seen: dict[str, Any] = json.loads(answer)
    seen["cpu_us"] = round((after - before) / max(1, seen["deliveries"]) * 1e6)
    seen["memory_mb"] = round(server.memory() / 1e6)
    return seen


def plan_for(server: Server, hall: Hall | None, options: argparse.Namespace) -> dict[str, Any]:
    size = 1 + options.jurors + options.observers
    members = hall.members if hall else [(f"client {number}", "") for number in range(size)]
    return {"port": server.port, "origin": f"http://127.0.0.1:{server.port}", "members": members,
            "room": hall.room_id if hall else 1, "speakers": 1 + options.jurors,
            "messages": options.seconds * options.per_second, "per_second": options.per_second}


def evening(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    database = os.environ.get("ALQA_TEST_POSTGRES_URL", "") if options.database == "postgres" else ""
    hall = seed_hall(folder / "data", database, jurors=options.jurors, observers=options.observers)
    with Server(folder / "data", ALQA_DATABASE_URL=database, ALQA_SECRET_KEY=hall.secret_key) as server:
        return measure(server, plan_for(server, hall, options))


def yardstick(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    with Server(folder / "bare", app="benchmarks.bare_server:app") as server:
        return measure(server, plan_for(server, None, options))


def report(rows: dict[str, dict[str, Any]]) -> None:
    names = ["messages", "members", "deliveries", "lost", "doubled", "disordered", "p50_ms", "p95_ms", "p99_ms",
             "cpu_us", "memory_mb"]
    print(f"{'':12}" + "".join(f"{row:>14}" for row in rows))
    for name in names:
        print(f"{name:12}" + "".join(f"{row[name]:>14}" for row in rows.values()))


def holds(seen: dict[str, Any]) -> bool:
    return (seen["lost"] == seen["doubled"] == seen["disordered"] == 0
            and seen["p95_ms"] <= P95_MS and seen["p99_ms"] <= P99_MS)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jurors", type=int, default=25)
    parser.add_argument("--observers", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--per-second", type=int, default=1)
    parser.add_argument("--database", choices=["postgres", "sqlite"], default="postgres")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        rows = {"bare": yardstick(Path(folder), options), "alqa": evening(Path(folder), options)}
    report(rows)
    is_held = holds(rows["alqa"])
    print(f"alqa holds p95 ≤ {P95_MS} ms, p99 ≤ {P99_MS} ms, nothing lost, doubled or disordered: {is_held}")
    return 0 if is_held else 1


if __name__ == "__main__":
    sys.exit(main())
