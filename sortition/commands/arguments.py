"""Arguments, input and progress shared by the commands that read a pool."""

from __future__ import annotations

import argparse
import sys
import time

from sortition.pool import Pool
from sortition.progress import Progress
from sortition.quotas import Quotas


def add_pool_arguments(parser: argparse.ArgumentParser) -> None:
    """POOL QUOTAS --seats and what narrows the pool."""
    parser.add_argument("pool", metavar="POOL", help="CSV or XLSX file, one row a person")
    parser.add_argument("quotas", metavar="QUOTAS", help="file: feature, value, min, max[, min_flex, max_flex]")
    parser.add_argument("--seats", type=int, required=True, help="size of the panel")
    parser.add_argument("--id", help="column that identifies people (default: the first)")
    parser.add_argument("--household", default="", help="address columns, separated by commas")
    parser.add_argument("--include", default="", help="ids that must be on the panel, separated by commas")
    parser.add_argument("--exclude", default="", help="ids that must not be on the panel")
    parser.add_argument("--encoding", help="encoding of POOL, if it is not recognised")


def words(text: str) -> tuple[str, ...]:
    """The parts of a list separated by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def read_input(args: argparse.Namespace) -> tuple[Pool, Quotas]:
    """The pool and the quotas named on the command line."""
    quotas = Quotas.from_csv(args.quotas)
    pool = Pool.from_file(
        args.pool,
        id_column=args.id,
        features=list(quotas.features),
        household_columns=words(args.household),
        encoding=args.encoding,
    )
    return pool, quotas


def terminal_progress() -> Progress | None:
    """Progress on one line of standard error, where that is a terminal."""
    return _Line().show if sys.stderr.isatty() else None


class _Line:
    def __init__(self) -> None:
        self._last = 0.0

    def show(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._last < 0.1:
            return
        self._last = now
        share = f" {100 * done // total} %" if total else ""
        print(f"\r{stage.replace('_', ' ')}{share}".ljust(60) + "\r", end="", file=sys.stderr, flush=True)
