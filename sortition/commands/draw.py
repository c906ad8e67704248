"""`draw`: compute the result that dice and beacon decide."""

from __future__ import annotations

import argparse
from pathlib import Path

from sortition import verify
from sortition.canonical import canonical
from sortition.commands import documents
from sortition.draw import draw_result

NAME = "draw"
SUMMARY = "Compute which panel the dice and the public randomness decide."
SENTENCES = {**verify.SENTENCES, **documents.SENTENCES}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `draw`."""
    parser.add_argument("commitment", type=Path, help="commitment.json")
    parser.add_argument("--dice", metavar="DIGITS", help="the dice as thrown, for example 417")
    parser.add_argument(
        "--dice-time", metavar="T", help="when they were published: Unix seconds, or ISO 8601 with zone"
    )
    parser.add_argument("--beacon", type=Path, metavar="FILE", help='the round: {"round": …, "signature": "…"}')
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="result.json")


def run(args: argparse.Namespace) -> int:
    """Check the public numbers, compute the result, write it."""
    result = draw_result(
        documents.read_document(args.commitment),
        dice=args.dice,
        dice_published_at=documents.moment(args.dice_time) if args.dice_time else None,
        beacon=documents.read_round(args.beacon) if args.beacon else None,
    )
    documents.write_text(args.out, canonical(result))
    lines = [
        f"Panel No. {result['panel_number']}: {' '.join(result['panel'])}",
        f"First in reserve: {' '.join(result['reserve_order'][:5])}",
        f"Publish {args.out}. Anybody can check it: python -m sortition verify",
    ]
    shown = {name: result[name] for name in ("panel_number", "panel", "reserve_order")}
    documents.show(args, shown, lines)
    return 0
