"""Times leximin on invented pools, beside another tool where one is installed in an environment of its own.

    python -m benchmarks.sortition [--only TEXT] [--objective leximin] [--pools DIR] [--peer PYTHON] [--repeats 3]

`--pools DIR` reads pools from folders `k<seats>_…/` that hold `categories.csv` and `respondents.csv[.gz]`.
`--peer` (or ALQA_PEER_PYTHON) names the Python of an environment that holds `sortition-algorithms`; it is run as
a separate program and is no part of this project. Its leximin needs a commercial solver, without which it is run
for its maximin, which asks for less. Each pool runs in a process of its own, so that its greatest memory can be told.
Figures, medians of the repeats: seconds of the optimal lottery alone (wall, processor), of everything with rounding to
1,000 panels, dealing and checking (wall, processor), greatest memory, smallest chance, largest and mean rounding error
in panels of 1,000. On a busy machine only the processor seconds mean something, also in the ratio to the other tool;
the load is printed first.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.peers import PEER_PROGRAM, write_pool
from benchmarks.pools import SHAPES, invent
from sortition import Lottery, Pool, Quotas, Source, lottery
from sortition.lotteries.optimum import leximin, optimise
from sortition.progress import Watch
from sortition.types import Types

STOPPED = (-signal.SIGXCPU, -signal.SIGKILL)
MEASURED = ("optimum", "optimum_processor", "whole", "whole_processor")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sortition")
    parser.add_argument("--only", default="", help="only pools whose name holds this text")
    parser.add_argument("--objective", default="leximin")
    parser.add_argument("--pools", type=Path, help="folder of pools to use instead of invented ones")
    parser.add_argument("--peer", default=os.environ.get("ALQA_PEER_PYTHON", ""), help="Python with the other tool")
    parser.add_argument("--peer-solver", default="highspy", help="the other tool's solver")
    parser.add_argument("--peer-seconds", type=int, default=120, help="processor seconds before the other is stopped")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--run", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.run:
        print(json.dumps(measure(args.run, args.pools, args.objective, args.repeats)))
        return 0
    names = [p.name for p in sorted(args.pools.iterdir())] if args.pools else list(SHAPES)
    print(f"load {os.getloadavg()[0]:.1f}")
    print(f"{'':32} {'optimum alone':>16} {'everything':>16}")
    heads = f"{'pool':32} {'wall s':>8} {'cpu s':>7} {'wall s':>8} {'cpu s':>7}"
    print(f"{heads} {'MB':>5} {'smallest':>9} {'max err':>8} mean")
    for name in names:
        if args.only in name:
            report(name, args)
    return 0


def report(name: str, args: argparse.Namespace) -> None:
    """One line for one pool, with the ratio to the other tool where there is one."""
    words = [sys.executable, "-m", "benchmarks.sortition", "--run", name, "--objective", args.objective]
    words += ["--pools", str(args.pools)] if args.pools else []
    words += ["--repeats", str(args.repeats)]
    own = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    line = f"{name:32} {own['optimum']:8.2f} {own['optimum_processor']:7.2f} {own['whole']:8.2f}"
    line += f" {own['whole_processor']:7.2f} {own['megabytes']:5.0f} {own['smallest']:9.6f}"
    line += f" {own['max_error']:8.2f} {own['mean_error']:.2f}  {own['proof']}"
    if args.peer:
        line += beside(name, args, own["whole_processor"])
    print(line, flush=True)


def measure(name: str, folder: Path | None, objective: str, repeats: int) -> dict[str, float | str]:
    """The lottery of one pool in this process, several times over with other seeds."""
    pool, quotas, seats = load(name, folder)
    figures, found = [], None
    for number in range(repeats):
        row, found = once(pool, quotas, seats, objective, Source(b"benchmark %d" % number))
        figures.append(row)
    assert found is not None
    medians = {key: statistics.median(row[key] for row in figures) for key in (*MEASURED, "max_error", "mean_error")}
    return {
        **medians,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "smallest": min(chance for chance in found.certificate.ideal.values() if chance > 1e-9),
        "proof": found.certificate.proof,
    }


def once(
    pool: Pool, quotas: Quotas, seats: int, objective: str, source: Source
) -> tuple[dict[str, float], Lottery]:
    """The optimum alone (leximin only), then everything."""
    times = []
    for is_whole in (False, True):
        start, busy = time.perf_counter(), time.process_time()
        if is_whole:
            found = lottery(pool, quotas, seats, source=source, objective=objective)
        elif objective == "leximin":
            optimise(Types.of(pool, quotas, seats)[0], leximin, source, Watch(None, None))
        times += [time.perf_counter() - start, time.process_time() - busy]
    errors = {"max_error": found.certificate.max_error, "mean_error": found.certificate.mean_error}
    return {**dict(zip(MEASURED, times, strict=True)), **errors}, found


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
        words = [args.peer, "-c", PEER_PROGRAM, folder, str(seats), args.objective, args.peer_solver]
        limit = ["prlimit", f"--cpu={args.peer_seconds}", "--"]
        done = subprocess.run([*limit, *words], check=False, capture_output=True, text=True)
    if done.returncode in STOPPED:
        return f"  | other tool: more than {args.peer_seconds} cpu s, ratio above {args.peer_seconds / own:.0f}"
    if done.returncode:
        return f"  | other tool failed: {done.stderr.strip().splitlines()[-1][:60]}"
    peer = json.loads(done.stdout.strip().splitlines()[-1])
    told = f"  | other tool, {peer['objective']}: {peer['processor']:.1f} cpu s, smallest {peer['smallest']:.6f}"
    return told + f", ratio {peer['processor'] / own:.0f}"


if __name__ == "__main__":
    sys.exit(main())
