"""`commit`: give tickets, freeze the list of panels, write what is published before the draw."""

from __future__ import annotations

import argparse
from pathlib import Path

from sortition import verify
from sortition.commands import documents
from sortition.draw import Commitment, Person, make_commitment, tickets_csv
from sortition.errors import InputError
from sortition.lotteries.lottery import Lottery

NAME = "commit"
SUMMARY = "Freeze a lottery: tickets, commitment.json to publish, features.json and tickets.csv to keep."
SENTENCES = {
    **verify.SENTENCES,
    **documents.SENTENCES,
    "lottery_format_unknown": "The file is not a lottery of this program ({expected}).",
    "lottery_broken": "The lottery file is damaged: {reason}.",
    "features_absent": "The lottery file has no features for {id}: make it again with this version.",
    "lottery_size_wrong": "A draw needs 100, 1000 or 10000 panels: make the lottery with --panels 1000.",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `commit`."""
    parser.add_argument("lottery", type=Path, help="lottery.json")
    parser.add_argument("--jury", required=True, metavar="SLUG", help="short name of the jury")
    parser.add_argument("--draw", type=int, default=1, metavar="N", help="number of the draw of this jury")
    parser.add_argument("--dice", type=int, metavar="N", help="ten-sided dice (0: beacon only; default: log10 m)")
    parser.add_argument(
        "--beacon", type=Path, metavar="FILE", help='announced rounds: {"rounds": […]} or {"times": […]}'
    )
    parser.add_argument("--previous", metavar="HASH", help="hash of the jury's earlier commitment, from draw 2 on")
    parser.add_argument("--software", default="sortition 1", help="name and version to publish")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the three files go")


def run(args: argparse.Namespace) -> int:
    """Make the commitment and write its files; the hash is printed."""
    lottery = Lottery.from_json(documents.read_json(args.lottery))
    panels = lottery.panels.expanded()
    made = make_commitment(
        jury=args.jury,
        draw=args.draw,
        seats=lottery.seats,
        objective=lottery.objective,
        quotas={f: {q.value: (q.min, q.max) for q in row} for f, row in lottery.quotas.features.items()},
        people=_people(lottery),
        panels=panels,
        dice=len(str(len(panels))) - 1 if args.dice is None else args.dice,
        beacon=documents.read_plan(args.beacon) if args.beacon else None,
        previous=args.previous,
        software=args.software,
    )
    _write(made, args.out)
    shown = {"commitment": made.hash, "people": len(made.tickets), "lottery": len(panels), "out": str(args.out)}
    lines = [
        f"Commitment {made.hash}",
        f"{len(made.tickets)} tickets, {len(panels)} panels of {lottery.seats}.",
        f"Publish {args.out / 'commitment.json'} and its hash now, before the dice.",
        f"Keep {args.out / 'features.json'} for observers and {args.out / 'tickets.csv'} secret.",
    ]
    documents.show(args, shown, lines)
    return 0


def _people(lottery: Lottery) -> list[Person]:
    for name in lottery.people:
        if name not in lottery.features:
            raise InputError("features_absent", id=name)
    return [Person(name, lottery.features[name], lottery.households.get(name)) for name in lottery.people]


def _write(made: Commitment, folder: Path) -> None:
    documents.write_text(folder / "commitment.json", made.text)
    documents.write_text(folder / "features.json", made.features_text, private=True)
    documents.write_text(folder / "tickets.csv", tickets_csv(made), private=True)
