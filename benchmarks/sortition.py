"""Times leximin on invented pools, beside another tool where one is installed in an environment of its own.

    python -m benchmarks.sortition [--only TEXT] [--objective leximin] [--pools DIR] [--peer PYTHON]

`--pools DIR` reads pools from folders `k<seats>_…/` that hold `categories.csv` and `respondents.csv[.gz]`.
`--peer` (or ALQA_BENCH_PEER) names the Python of an environment that holds `sortition-algorithms`; it is run as
a separate program and is no part of this project. Each pool runs in a process of its own, so that its greatest
memory can be told. Figures: wall seconds and processor seconds without start-up (on a busy machine only the latter mean
something), greatest memory, smallest chance, largest rounding error in panels of 1,000.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.peers import PEER_PROGRAM, write_pool
from benchmarks.pools import SHAPES, invent
from sortition import Pool, Quotas, Source, lottery

PEER_SECONDS = 600


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sortition")
    parser.add_argument("--only", default="", help="only pools whose name holds this text")
    parser.add_argument("--objective", default="leximin")
    parser.add_argument("--pools", type=Path, help="folder of pools to use instead of invented ones")
    parser.add_argument("--peer", default=os.environ.get("ALQA_BENCH_PEER", ""), help="Python with the other tool")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.run:
        print(json.dumps(measure(args.run, args.pools, args.objective)))
        return 0
    names = [p.name for p in sorted(args.pools.iterdir())] if args.pools else list(SHAPES)
    print(f"{'pool':34} {'seconds':>8} {'cpu':>8} {'MB':>5} {'smallest':>9} {'max err':>8}  proof")
    for name in names:
        if args.only in name:
            report(name, args)
    return 0


def report(name: str, args: argparse.Namespace) -> None:
    """One line for one pool, with the ratio to the other tool where there is one."""
    words = [sys.executable, "-m", "benchmarks.sortition", "--run", name, "--objective", args.objective]
    words += ["--pools", str(args.pools)] if args.pools else []
    own = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    line = f"{name:34} {own['seconds']:8.2f} {own['processor']:8.2f} {own['megabytes']:5.0f}"
    line += f" {own['smallest']:9.6f} {own['max_error']:8.2f}  {own['proof']}"
    if args.peer:
        line += beside(name, args, own["seconds"])
    print(line, flush=True)


def measure(name: str, folder: Path | None, objective: str) -> dict[str, float | str]:
    """The lottery of one pool in this process."""
    pool, quotas, seats = load(name, folder)
    start, busy = time.perf_counter(), time.process_time()
    found = lottery(pool, quotas, seats, source=Source(b"benchmark"), objective=objective)
    return {
        "seconds": time.perf_counter() - start,
        "processor": time.process_time() - busy,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "smallest": min(chance for chance in found.certificate.ideal.values() if chance > 1e-9),
        "max_error": found.certificate.max_error,
        "proof": found.certificate.proof,
    }


def load(name: str, folder: Path | None) -> tuple[Pool, Quotas, int]:
    """An invented pool by its name, or one from a folder."""
    if folder is None:
        seats, people, features = SHAPES[name]
        return *invent(seats, people, features), seats
    quotas = Quotas.from_csv(folder / name / "categories.csv")
    file = next((folder / name).glob("respondents.csv*"))
    homes = ["primary_address1", "zip_royal_mail"] if name.startswith("hh_") else []
    pool = Pool.from_file(file, features=list(quotas.features), household_columns=homes)
    found = re.search(r"k(\d+)_", name)
    if found is None:
        raise SystemExit(f"{name}: the folder's name must hold the seats, as in k20_n150")
    return pool, quotas, int(found[1])


def beside(name: str, args: argparse.Namespace, own: float) -> str:
    """The other tool on the same pool, as a separate program."""
    pool, quotas, seats = load(name, args.pools)
    with tempfile.TemporaryDirectory() as folder:
        write_pool(Path(folder), pool, quotas)
        words = [args.peer, "-c", PEER_PROGRAM, folder, str(seats), args.objective]
        try:
            done = subprocess.run(words, check=True, capture_output=True, text=True, timeout=PEER_SECONDS)
        except subprocess.TimeoutExpired:
            return f"  | other tool: more than {PEER_SECONDS} s, ratio above {PEER_SECONDS / own:.0f}"
        except subprocess.CalledProcessError as error:
            return f"  | other tool failed: {error.stderr.strip().splitlines()[-1][:60]}"
    peer = json.loads(done.stdout.strip().splitlines()[-1])
    return f"  | other tool {peer['seconds']:.1f} s, smallest {peer['smallest']:.6f}, ratio {peer['seconds'] / own:.0f}"


if __name__ == "__main__":
    sys.exit(main())
