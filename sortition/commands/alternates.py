"""`alternates`: people to ask in advance, against the drop-outs to expect."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from sortition.alternates import choose_alternates
from sortition.commands import documents
from sortition.commands.arguments import terminal_progress, words
from sortition.commands.lottery import read_seed
from sortition.commands.refusals import ENGINE
from sortition.draw import Person
from sortition.dropouts import Record, fit_dropouts
from sortition.errors import InputError
from sortition.lotteries.lottery import Lottery
from sortition.progress import Watch
from sortition.randomness import Source
from sortition.sheets import read_sheet

NAME = "alternates"
SUMMARY = "Choose alternates in advance: the mix that best fills the gaps to expect, the people by lot."
SENTENCES = {
    **ENGINE,
    **documents.SENTENCES,
    "alternates_count_wrong": "The number of alternates must be 0 to {most}, not {value}.",
    "alternates_too_few": "{value} alternates are asked for, but only {people} people are eligible.",
    "member_unknown": "{value} is not in the lottery.",
    "not_yes_or_no": "{file}, row {row}, column dropped_out: “{value}” is not yes, no, 1 or 0.",
}
YES, NO = ("yes", "1", "true"), ("no", "0", "false")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `alternates`."""
    parser.add_argument("lottery", type=Path, help="lottery.json")
    parser.add_argument("--panel", required=True, metavar="IDS", help="ids of the members, separated by commas")
    parser.add_argument("--count", type=int, required=True, metavar="N", help="how many alternates")
    parser.add_argument("--gone", default="", metavar="IDS", help="people not to ask, separated by commas")
    parser.add_argument("--records", type=Path, metavar="CSV", help="earlier members: features, dropped_out (yes/no)")
    parser.add_argument("--scenarios", type=int, default=300, metavar="S", help="samples of drop-outs (300)")
    parser.add_argument("--seed", metavar="HEX", help="default: 32 bytes from the operating system")


def run(args: argparse.Namespace) -> int:
    """Choose and print the alternates."""
    lottery = Lottery.from_json(documents.read_json(args.lottery))
    people = {name: Person(name, lottery.features[name], lottery.households.get(name)) for name in lottery.features}
    gone = _known(args.gone, people)
    seed = read_seed(args.seed)
    found = choose_alternates(
        [people[name] for name in _known(args.panel, people)],
        [person for name, person in people.items() if name not in gone],
        {f: {q.value: (q.min, q.max) for q in row} for f, row in lottery.quotas.features.items()},
        count=args.count,
        source=Source(seed),
        model=fit_dropouts(_records(args.records, list(lottery.quotas.features)) if args.records else []),
        scenarios=args.scenarios,
        watch=Watch(terminal_progress()),
    )
    lines = [
        " ".join(found.ids),
        "Expected distance from the quotas after drop-outs:",
        f"{found.expected_without:.2f} without them, {found.expected_with:.2f} with them. Seed {seed.hex()}.",
    ]
    documents.show(args, {**asdict(found), "seed": seed.hex()}, lines)
    return 0


def _known(text: str, people: dict[str, Person]) -> tuple[str, ...]:
    for name in words(text):
        if name not in people:
            raise InputError("member_unknown", value=name)
    return words(text)


def _records(path: Path, features: list[str]) -> list[Record]:
    sheet = read_sheet(path)
    columns = {feature: sheet.column(feature) for feature in features}
    answer = sheet.column("dropped_out")
    records = []
    for row, number in zip(sheet.rows, sheet.numbers, strict=True):
        if row[answer].lower() not in YES + NO:
            raise InputError("not_yes_or_no", file=sheet.file, row=number, value=row[answer])
        own = {feature: row[place] for feature, place in columns.items()}
        records.append(Record(own, row[answer].lower() in YES))
    return records
