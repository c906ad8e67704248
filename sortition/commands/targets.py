"""`targets`: quotas from population shares."""

from __future__ import annotations

import argparse
import csv
import json
from pathlib import Path

from sortition.commands.refusals import ENGINE
from sortition.errors import InputError
from sortition.quotas import Quotas
from sortition.sheets import Sheet, read_sheet
from sortition.targets import targets

NAME = "targets"
SUMMARY = "Turn population shares into quotas that sum to the seats."
SENTENCES = ENGINE
SHARE_COLUMNS = ("share", "share_percent", "percent", "population", "count")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shares", metavar="SHARES", help="file: feature, value, share (of any unit)")
    parser.add_argument("--seats", type=int, required=True, help="size of the panel")
    parser.add_argument("--tolerance", type=int, default=0, help="seats by which a quota may differ (default 0)")
    parser.add_argument("--out", required=True, help="file to write: feature, value, min, max")


def run(args: argparse.Namespace) -> int:
    quotas = targets(read_shares(read_sheet(args.shares)), args.seats, args.tolerance)
    write_quotas(quotas, Path(args.out))
    if args.json:
        print(json.dumps({"ok": True, "quotas": quotas.to_dict()}, ensure_ascii=False, indent=1))
    else:
        print(f"{args.out}: {len(quotas.quotas)} quotas for {args.seats} seats.")
    return 0


def read_shares(sheet: Sheet) -> dict[str, dict[str, str]]:
    """``{feature: {value: share}}`` from a table; a share is a number of at least 0."""
    feature, value = sheet.column("feature", "category"), sheet.column("value", "name")
    share = sheet.column(*SHARE_COLUMNS)
    table: dict[str, dict[str, str]] = {}
    faults = []
    for row, number in zip(sheet.rows, sheet.numbers, strict=True):
        text = row[share].replace(",", ".").rstrip("% ")
        if not text.replace(".", "", 1).isdecimal():
            column = sheet.header[share]
            faults.append(InputError("not_a_share", file=sheet.file, row=number, column=column, value=row[share]))
        table.setdefault(row[feature], {})[row[value]] = text
    if faults:
        raise InputError.of(faults)
    return table


def write_quotas(quotas: Quotas, path: Path) -> None:
    """The quotas as CSV in the form that all commands read."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["feature", "value", "min", "max"])
        writer.writerows([q.feature, q.value, q.min, q.max] for q in quotas.quotas)
