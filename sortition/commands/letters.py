"""`letters`: how many letters stage 1 needs, and to which addresses they go."""

from __future__ import annotations

import argparse
import csv
import io
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

from sortition.commands import documents
from sortition.commands.arguments import words
from sortition.commands.refusals import ENGINE
from sortition.errors import InputError
from sortition.letters import (
    Address,
    Area,
    Need,
    allocate,
    chance_of,
    count_areas,
    draw_letters,
    letters_needed,
    weights_with_extra,
)
from sortition.sheets import Sheet, read_sheet

NAME = "letters"
SUMMARY = "Draw the addresses of stage 1 by a public seed, and estimate how many letters are needed."
SENTENCES = {
    **ENGINE,
    **documents.SENTENCES,
    "address_twice": "The address {value} stands in the file twice.",
    "addresses_too_few": "{letters} letters are asked for, but there are only {addresses} addresses.",
    "addresses_too_few_for_answers": "Letters to all {addresses} addresses would bring about {expected:.0f} answers; "
    "{wanted} are wanted with near certainty.",
    "area_unknown": "There is no area {value} in the file of addresses.",
    "area_rates_wrong": "Area {value}: the weight must be at least 0, the response from 0 to 1.",
    "areas_empty": "No area with addresses has a weight above 0.",
    "share_wrong": "The extra share {value} must be from 0 to 1 and the extra areas must have addresses.",
    "rate_wrong": "“{value}” is not a number such as 0.024 or 3/100.",
    "file_without_seed": "Give --seed with the public random number to draw addresses with --out.",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `letters`."""
    parser.add_argument("addresses", type=Path, help="CSV or XLSX, one row an address")
    parser.add_argument("--seats", type=int, required=True, metavar="K", help="seats of the jury")
    parser.add_argument("--per-seat", type=int, default=7, metavar="N", help="registrants wanted for each seat (7)")
    parser.add_argument("--letters", type=int, metavar="N", help="fixed number of letters instead of an estimate")
    parser.add_argument("--id", metavar="COL", help="column that identifies addresses (default: the first)")
    parser.add_argument("--area", metavar="COL", help="column of the area")
    parser.add_argument("--areas", type=Path, metavar="CSV", help="area[, weight][, response]")
    parser.add_argument("--response", default="0.02", metavar="RATE", help="share of letters answered elsewhere (0.02)")
    parser.add_argument("--extra", metavar="RATE", help="share of letters only for --extra-areas, for example 0.2")
    parser.add_argument("--extra-areas", default="", metavar="AREAS", help="separated by commas")
    parser.add_argument("--confidence", type=float, default=0.95, metavar="P", help="chance of enough answers (0.95)")
    parser.add_argument("--seed", metavar="TEXT", help="the published random number")
    parser.add_argument("--out", type=Path, metavar="CSV", help="the drawn addresses, in the order of the draw")


def run(args: argparse.Namespace) -> int:
    """Estimate the letters; with a seed, draw and write the addresses."""
    if args.out and not args.seed:
        raise InputError("file_without_seed")
    addresses = _addresses(args)
    areas = _areas(args, addresses)
    need = _need(args, areas)
    if args.out:
        documents.write_text(args.out, _table(draw_letters(addresses, need.by_area, args.seed)), private=True)
    lines = [f"{name or 'all'}: {letters} letters" for name, letters in need.by_area.items()]
    lines.append(
        f"{need.letters} letters, about {need.expected:.0f} answers; {need.wanted} or more with a chance of "
        f"{need.chance:.1%}."
    )
    documents.show(args, asdict(need), lines)
    return 0


def _need(args: argparse.Namespace, areas: list[Area]) -> Need:
    wanted = args.seats * args.per_seat
    if args.letters is None:
        return letters_needed(areas, wanted, args.confidence)
    by_area = allocate(areas, args.letters)
    expected = float(sum(by_area[area.name] * area.response for area in areas))
    return Need(args.letters, by_area, wanted, expected, chance_of(areas, by_area, wanted))


def _addresses(args: argparse.Namespace) -> list[Address]:
    sheet = read_sheet(args.addresses)
    identity = sheet.column(args.id) if args.id else 0
    area = sheet.column(args.area) if args.area else None
    return [Address(row[identity], "" if area is None else row[area]) for row in sheet.rows]


def _areas(args: argparse.Namespace, addresses: list[Address]) -> list[Area]:
    sheet = read_sheet(args.areas) if args.areas else None
    areas = count_areas(
        addresses,
        weights=_rates(sheet, "weight"),
        responses=_rates(sheet, "response"),
        response=_rate(args.response),
    )
    if args.extra is None:
        return areas
    weights = weights_with_extra(areas, _rate(args.extra), words(args.extra_areas))
    return [Area(area.name, area.addresses, weights[area.name], area.response) for area in areas]


def _rates(sheet: Sheet | None, column: str) -> dict[str, Fraction]:
    if sheet is None or not sheet.has(column):
        return {}
    name, place = sheet.column("area"), sheet.column(column)
    return {row[name]: _rate(row[place]) for row in sheet.rows if row[place]}


def _rate(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise InputError("rate_wrong", value=text) from None


def _table(drawn: list[Address]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["id", "area"])
    writer.writerows([address.id, address.area] for address in drawn)
    return file.getvalue()
