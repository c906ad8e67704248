"""`tables`: small tables over several rounds."""

from __future__ import annotations

import argparse
import csv
import io
from dataclasses import asdict
from pathlib import Path

from sortition.commands import documents
from sortition.commands.arguments import terminal_progress, words
from sortition.commands.lottery import read_seed
from sortition.commands.refusals import ENGINE
from sortition.draw import Person
from sortition.errors import InputError
from sortition.progress import Watch
from sortition.randomness import Source
from sortition.sheets import read_sheet
from sortition.tables import Seating, seat_tables, table_count

NAME = "tables"
SUMMARY = "Seat people at small tables over several rounds, so that they meet as many others as possible."
SENTENCES = {
    **ENGINE,
    **documents.SENTENCES,
    "tables_wrong": "There must be 1 to {people} tables, not {value}.",
    "rounds_wrong": "There must be at least one round, not {value}.",
    "id_unknown": "{value} is not in the file of people.",
    "id_twice": "{value} stands in the file of people twice.",
    "together_too_many": "{value} people are to sit together, more than a table has seats.",
    "together_and_apart": "Among {value} people who are to sit together, two are to sit apart.",
    "pair_wrong": "“{value}” is not a pair: write --together ID,ID.",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `tables`."""
    parser.add_argument("people", type=Path, help="CSV or XLSX: one row a person, the id first")
    parser.add_argument("--rounds", type=int, required=True, metavar="R", help="how many rounds")
    parser.add_argument("--tables", type=int, metavar="T", help="how many tables; or give --size")
    parser.add_argument("--size", type=int, default=5, metavar="N", help="people at a table, about (5)")
    parser.add_argument("--mix", default="", metavar="COLS", help="columns to spread evenly over the tables")
    parser.add_argument("--gather", default="", metavar="COLS", help="columns to keep together (language, support)")
    parser.add_argument("--together", nargs="*", default=[], metavar="ID,ID", help="pairs at one table in every round")
    parser.add_argument("--apart", nargs="*", default=[], metavar="ID,ID", help="pairs never at one table")
    parser.add_argument("--seed", metavar="HEX", help="default: 32 bytes from the operating system")
    parser.add_argument("--out", type=Path, metavar="CSV", help="also write id, round 1, round 2, … as a table")


def run(args: argparse.Namespace) -> int:
    """Seat the people and print the tables of each round."""
    people = _people(args.people, [*words(args.mix), *words(args.gather)])
    seed = read_seed(args.seed)
    seating = seat_tables(
        people,
        tables=table_count(len(people), args.size) if args.tables is None else args.tables,
        rounds=args.rounds,
        source=Source(seed),
        together=[_pair(text) for text in args.together],
        apart=[_pair(text) for text in args.apart],
        gather=words(args.gather),
        watch=Watch(terminal_progress()),
    )
    if args.out:
        documents.write_text(args.out, _table(people, seating))
    documents.show(args, {**asdict(seating), "seed": seed.hex()}, _lines(seating))
    return 0


def _people(path: Path, columns: list[str]) -> list[Person]:
    sheet = read_sheet(path)
    places = {name: sheet.column(name) for name in columns}
    return [Person(row[0], {name: row[place] for name, place in places.items()}) for row in sheet.rows]


def _pair(text: str) -> tuple[str, str]:
    pair = words(text)
    if len(pair) != 2:
        raise InputError("pair_wrong", value=text)
    return pair[0], pair[1]


def _table(people: list[Person], seating: Seating) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["id", *(f"round {number}" for number in range(1, len(seating.rounds) + 1))])
    at = [{name: table for table, row in enumerate(held, 1) for name in row} for held in seating.rounds]
    writer.writerows([person.id, *(held[person.id] for held in at)] for person in people)
    return file.getvalue()


def _lines(seating: Seating) -> list[str]:
    lines = []
    for number, held in enumerate(seating.rounds, start=1):
        lines.append(f"Round {number}")
        lines += [f"  table {table}: {' '.join(row)}" for table, row in enumerate(held, start=1)]
    counts = ", ".join(f"{pairs} {times} times" for times, pairs in enumerate(seating.meetings))
    lines.append(f"{seating.distinct} of {seating.possible} pairs meet. Pairs by meetings: {counts}.")
    lines += [f"Not together in every round: {one}, {other}." for one, other in seating.separated]
    lines += [f"Not apart in every round: {one}, {other}." for one, other in seating.joined]
    lines += [
        f"Round {u.round + 1}, table {u.table + 1}: {u.count} with {u.feature} = {u.value}, even would be "
        f"{u.minimum} to {u.maximum}."
        for u in seating.unmixed
    ]
    return lines
