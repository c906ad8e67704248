"""`make bench-public`: the verdict page for many readers, beside a file of the same size from nginx in the same run.

    python -m benchmarks.public [--seconds 6] [--connections 32]

One worker of Alqa and one of nginx answer the same client (wrk) on the same machine, one after the other: the page
packed, the page when nothing has changed (304), and the page made anew for each request, which shows what keeping is
worth. Requests per second, the time of half and of 99 in 100 requests, memory and processor time of the server, and
each rate as a share of nginx's. On a busy machine only the processor time means something; the load is printed first.
"""
from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.public_seed import PAGE, seed_verdict
from benchmarks.room import cpu_seconds
from tests.serving.server import Server, children, free_port

NGINX = """
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log crit;
events {{ worker_connections 1024; }}
http {{ access_log off; keepalive_requests 1000000; client_body_temp_path {folder}; proxy_temp_path {folder};
fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
server {{ listen 127.0.0.1:{port}; root {folder}/files; default_type text/html; }} }}
"""


@dataclass(frozen=True)
class Rate:
    """What wrk saw, and what it cost the server."""

    name: str
    per_second: float
    half_ms: float
    slow_ms: float
    memory_mb: int
    cpu_us: float  # of the server for one request


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.public")
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--connections", type=int, default=32)
    options = parser.parse_args()
    if not shutil.which("wrk") or not _nginx():
        print("nginx and wrk are needed: bin/system-packages nginx=nginx wrk=wrk", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="alqa-bench.") as folder:
        rates = measure(Path(folder), options)
    print(f"load {os.getloadavg()[0]:.1f}, {options.connections} connections, {options.seconds} s each")
    print(f"{'':34} {'per second':>10} {'p50 ms':>8} {'p99 ms':>8} {'MB':>5} {'cpu us':>8} {'of nginx':>9}")
    for rate in rates:
        base = rates[1] if "304" in rate.name else rates[0]
        print(f"{rate.name:34} {rate.per_second:>10.0f} {rate.half_ms:>8.2f} {rate.slow_ms:>8.2f} {rate.memory_mb:>5}"
              f" {rate.cpu_us:>8.0f} {rate.per_second / base.per_second:>9.3f}")
    return 0


def measure(folder: Path, options: argparse.Namespace) -> list[Rate]:
    seed_verdict(folder / "data")
    with Server(folder / "data") as server:
        body, tag = _ask(f"http://127.0.0.1:{server.port}{PAGE}")
        kept = _of_server(server, options, tag, f"Alqa, {len(body) / 1024:.0f} KB packed", "Alqa, unchanged (304)")
    with Server(folder / "data", ALQA_KEEP_PAGES="0") as server:
        made = _of_server(server, options, None, "Alqa, made for each reader")
    with nginx(folder, body) as (port, pid):
        address = f"http://127.0.0.1:{port}/page.html"
        file_tag = _ask(address)[1]
        plain = [wrk("nginx, a file of that size", address, options, pid),
                 wrk("nginx, unchanged (304)", address, options, pid, tag=file_tag)]
    return [*plain, *kept, *made]


def _of_server(server: Server, options: argparse.Namespace, tag: str | None, *names: str) -> list[Rate]:
    (pid,) = server.workers()
    address = f"http://127.0.0.1:{server.port}{PAGE}"
    _ask(address)
    return [wrk(name, address, options, pid, tag=tag if number else None) for number, name in enumerate(names)]


def _ask(address: str) -> tuple[bytes, str]:
    request = urllib.request.Request(address, headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(request) as answer:
        return answer.read(), answer.headers["ETag"]


def wrk(name: str, address: str, options: argparse.Namespace, pid: int, tag: str | None = None) -> Rate:
    headers = ["-H", "Accept-Encoding: br"] + (["-H", f"If-None-Match: {tag}"] if tag else [])
    command = ["wrk", "-t", "1", "-c", str(options.connections), "-d", f"{options.seconds}s", "--timeout", "30s",
               "--latency", *headers]
    before = cpu_seconds(pid)
    said = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
    spent = cpu_seconds(pid) - before
    wrong = re.search(r"Non-2xx or 3xx responses: \d+|Socket errors: .*", said)
    if wrong:
        raise SystemExit(f"{name}: {wrong.group()}")
    found, count = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"(\d+) requests in", said)
    assert found and count, said
    return Rate(name, float(found.group(1)), _milliseconds(said, "50%"), _milliseconds(said, "99%"), _memory(pid),
                spent / int(count.group(1)) * 1e6)


def _milliseconds(said: str, share: str) -> float:
    found = re.search(rf"{share}\s+([\d.]+)(us|ms|s)\b", said)
    assert found, said
    return float(found.group(1)) * {"us": 0.001, "ms": 1, "s": 1000}[found.group(2)]


def _memory(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


def _nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@contextmanager
def nginx(folder: Path, body: bytes) -> Iterator[tuple[int, int]]:
    """One worker of nginx with one file; yields its port and the process that answers."""
    port = free_port()
    (folder / "files").mkdir()
    (folder / "files" / "page.html").write_bytes(body)
    folder.chmod(0o755)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    with subprocess.Popen([str(_nginx()), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]) as server:
        try:
            time.sleep(1)
            yield port, children(server.pid)[0]
        finally:
            server.terminate()


if __name__ == "__main__":
    sys.exit(main())
