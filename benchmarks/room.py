"""`make bench-room`: one evening – 25 jurors, a facilitator, 200 observers – beside a bare Socket.IO server.

The bare server, Alqa by the library's way and Alqa by direct broadcast run one after the other in the same run, on the
same machine, with the same clients, which know what was sent. `--rooms 40 --observers 0` measures many rooms.
The evening must hold: p95 ≤ 150 ms, p99 ≤ 300 ms from sending to reading, nothing lost or doubled.
"""
from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from benchmarks.room_seed import Hall, seed_halls
from tests.serving.server import ROOT, Server

P95_MS, P99_MS = 150, 300


def cpu_seconds(pid: int) -> float:
    """Processor time of all threads, by the scheduler: the usual clock ticks every 10 ms, too coarse for a ratio."""
    spent = (thread.read_text().split()[0] for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"))
    return sum(map(int, spent)) / 1e9


def measure(server: Server, plan: dict[str, Any]) -> dict[str, Any]:
    """Let the clients of a plan into a running server; add what each delivery cost the server."""
    (worker,) = server.workers()
    command = [sys.executable, "-m", "benchmarks.room_client"]
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as client:
        assert client.stdin and client.stdout and client.stderr
        client.stdin.write(json.dumps(plan) + "\n")  # too long for an argument when there are many rooms
        client.stdin.flush()
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


def plan_for(server: Server, halls: list[Hall], options: argparse.Namespace) -> dict[str, Any]:
    size = 1 + options.jurors + options.observers
    strangers = [(f"client {number}", "") for number in range(size)]
    rooms = [{"room": hall.room_id, "members": hall.members} for hall in halls] or [
        {"room": number + 1, "members": strangers} for number in range(options.rooms)]
    return {"port": server.port, "origin": f"http://127.0.0.1:{server.port}", "halls": rooms,
            "speakers": 1 + options.jurors, "messages": options.seconds * options.per_second,
            "per_second": options.per_second}


def evening(folder: Path, options: argparse.Namespace, *, is_direct: bool) -> dict[str, Any]:
    """The real application; every run begins with an empty database of its own."""
    with fresh_database(options.database) as database:
        halls = seed_halls(folder / "data", database, rooms=options.rooms, jurors=options.jurors,
                           observers=options.observers)
        settings = {"ALQA_DATABASE_URL": database, "ALQA_SECRET_KEY": halls[0].secret_key,
                    "ALQA_DIRECT_BROADCAST": str(int(is_direct))}
        with Server(folder / "data", **settings) as server:
            return measure(server, plan_for(server, halls, options))


@contextmanager
def fresh_database(kind: str) -> Iterator[str]:
    """The address of an empty database; SQLite's is the file in the data folder."""
    url = os.environ.get("ALQA_TEST_POSTGRES_URL", "") if kind == "postgres" else ""
    if not url:
        yield ""
        return
    name = f"alqa_bench_{os.getpid()}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
    yield make_url(url).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def yardstick(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    with Server(folder / "bare", app="benchmarks.bare_server:app") as server:
        return measure(server, plan_for(server, [], options))


def report(rows: dict[str, dict[str, Any]]) -> None:
    names = ["messages", "members", "deliveries", "lost", "doubled", "disordered", "p50_ms", "p95_ms", "p99_ms",
             "cpu_us", "memory_mb"]
    print(f"{'':12}" + "".join(f"{row:>14}" for row in rows))
    for name in names:
        print(f"{name:12}" + "".join(f"{row[name]:>14}" for row in rows.values()))
    print(f"{'cpu ratio':12}" + "".join(f"{row['cpu_us'] / rows['bare']['cpu_us']:>14.2f}" for row in rows.values()))


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
    parser.add_argument("--rooms", type=int, default=1)
    options = parser.parse_args(arguments)
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        rows["bare"] = yardstick(Path(folder), options)
        for name, is_direct in (("plain", False), ("direct", True)):
            rows[name] = evening(Path(folder) / name, options, is_direct=is_direct)
    report(rows)
    is_held = holds(rows["plain"]) and holds(rows["direct"])
    print(f"p95 ≤ {P95_MS} ms, p99 ≤ {P99_MS} ms, nothing lost, doubled or disordered, both ways: {is_held}")
    return 0 if is_held else 1


if __name__ == "__main__":
    sys.exit(main())
