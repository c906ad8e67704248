"""`lottery`: computes the lottery over m panels and writes it to a file."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from sortition.commands.arguments import add_pool_arguments, read_input, terminal_progress, words
from sortition.commands.check import REASONS, impossible
from sortition.commands.refusals import ENGINE
from sortition.errors import Impossible, InputError
from sortition.feasibility import check
from sortition.lotteries.choice import OBJECTIVES
from sortition.lotteries.construction import lottery
from sortition.lotteries.lottery import Lottery
from sortition.randomness import Source

NAME = "lottery"
SUMMARY = "Compute a lottery over panels that keep all quotas."
SENTENCES = ENGINE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_pool_arguments(parser)
    parser.add_argument("--objective", choices=OBJECTIVES, default="leximin", help="default: leximin")
    parser.add_argument("--gamma", type=float, help="weight of the small chances in goldilocks (default 1)")
    parser.add_argument("--panels", type=int, default=1000, help="panels in the lottery (default 1000)")
    parser.add_argument("--seed", help="hexadecimal; default: 32 bytes from the operating system")
    parser.add_argument("--out", required=True, help="the file to write (lottery.json)")


def run(args: argparse.Namespace) -> int:
    pool, quotas = read_input(args)
    source = Source(read_seed(args.seed))
    include, exclude = words(args.include), words(args.exclude)
    try:
        found = lottery(
            pool,
            quotas,
            args.seats,
            source=source,
            objective=args.objective,
            gamma=args.gamma,
            panels=args.panels,
            progress=terminal_progress(),
            include=include,
            exclude=exclude,
        )
    except Impossible:
        answer = check(pool, quotas, args.seats, include=include, exclude=exclude)
        if args.json or answer.feasible:
            raise
        print("\n".join(impossible(answer)))
        return 1
    Path(args.out).write_text(found.dumps(), encoding="utf-8")
    print(json.dumps(figures(found), ensure_ascii=False, indent=1) if args.json else summary(found, args.out))
    return 0


def read_seed(text: str | None) -> bytes:
    """The seed's bytes; without one, 32 bytes from the operating system."""
    if text is None:
        return os.urandom(32)
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise InputError("seed_not_hexadecimal", value=text) from None


def figures(found: Lottery) -> dict[str, object]:
    """The lottery in numbers."""
    proof = found.certificate
    positive = [chance for chance in found.chances.values() if chance]
    return {
        "ok": True,
        "people": len(found.people),
        "panels": found.panels.total,
        "smallest": float(min(positive)),
        "largest": float(max(positive)),
        **found.extremes(),
        "proof": proof.proof,
        "is_proved": proof.is_proved,
        "value": proof.value,
        "bound": proof.bound,
        "max_error": proof.max_error,
        "seconds": round(sum(found.timings.values()), 3),
    }


def summary(found: Lottery, out: str) -> str:
    """The lottery in sentences."""
    number = figures(found)
    lines = [
        f"{out}: {number['panels']} panels of {found.seats} from {number['people']} people.",
        f"Objective {found.objective}, {number['seconds']} s.",
        f"Chances from {number['smallest']:.2%} to {number['largest']:.2%}.",
        f"{number['never']} people have no chance, {number['certain']} are on every panel.",
        f"Proof: {PROOFS[found.certificate.proof]}.",
        f"Rounding to {number['panels']} panels moved no chance by more than {number['max_error']:.2f} panels.",
    ]
    reasons = sorted({person.reason for person in found.excluded})
    for reason in reasons:
        count = sum(person.reason == reason for person in found.excluded)
        lines.append(f"{count} people are on no panel: {REASONS.get(reason, reason)}.")
    return "\n".join(lines)


PROOFS = {
    "relaxation": "no lottery can be better, as this one reaches an upper bound of all lotteries",
    "cuts": "no lottery can be better, as this one reaches a bound proved by integer programs",
    "columns": "no lottery can be better, as no panel can improve this one",
    "counting": "every valid panel was counted and is equally likely",
    "sampling": "none; panels were sampled by a random walk, see the diagnostics in the file",
}
