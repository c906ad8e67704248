"""`report`: what a lottery or a draw is like, in numbers."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

from sortition import verify
from sortition.commands import documents
from sortition.commands.refusals import ENGINE
from sortition.draw import Person
from sortition.errors import InputError, SortitionError
from sortition.lotteries.lottery import Lottery
from sortition.quotas import Quotas
from sortition.report import Finding, Report, Row, draw_report
from sortition.sheets import Sheet, read_sheet
from sortition.spelling import fold

NAME = "report"
SUMMARY = "Describe a lottery, or a finished draw: quotas, chances, pool beside population."
SENTENCES = {
    **verify.SENTENCES,
    **ENGINE,
    **documents.SENTENCES,
    "draw_files_missing": "For a finished draw give --commitment, --result and --tickets together.",
    "id_unknown": "{value} is on the panel but not in the lottery: the files do not belong together.",
}
FINDINGS = {
    "quotas_kept": "All {count} quotas are kept.",
    "quota_missed": "{feature} = {value}: {count} seated, {minimum} to {maximum} asked.",
    "people_never": "{count} of {people} people have no chance.",
    "people_certain": "{count} of {people} people are certain to be drawn.",
    "chances_spread": "Chances reach from {lowest:.2%} to {highest:.2%}, {times:.1f} times as much.",
    "group_short": "{feature} = {value} is short in the pool: {pool:.1%}, {population:.1%} of the population.",
    "group_plentiful": "{feature} = {value} is plentiful in the pool: {pool:.1%}, {population:.1%} of the population.",
    "panel_above": "{feature} = {value}: {count} seated, {fair:.1f} would be the population's share.",
    "panel_below": "{feature} = {value}: {count} seated, {fair:.1f} would be the population's share.",
    "cells_small": "{count} of {people} people are in cells of fewer than {limit}: keep the features closed.",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `report`."""
    parser.add_argument("lottery", type=Path, help="lottery.json")
    parser.add_argument("--population", type=Path, metavar="CSV", help="shares: feature, value, share")
    for name in ("commitment", "result", "tickets"):
        parser.add_argument(f"--{name}", type=Path, metavar="FILE", help=f"{name} file of a finished draw")


def run(args: argparse.Namespace) -> int:
    """Print the report; of a finished draw only after it has been verified."""
    lottery = Lottery.from_json(documents.read_json(args.lottery))
    report = draw_report(
        [Person(name, lottery.features.get(name, {})) for name in lottery.people],
        lottery.chances,
        {f: {q.value: (q.min, q.max) for q in row} for f, row in lottery.quotas.features.items()},
        seats=lottery.seats,
        panel=_panel(args),
        population=_population(args.population, lottery.quotas) if args.population else None,
    )
    documents.show(args, asdict(report), _lines(report))
    return 0


def _panel(args: argparse.Namespace) -> list[str] | None:
    paths = [args.commitment, args.result, args.tickets]
    if not any(paths):
        return None
    if not all(paths):
        raise InputError("draw_files_missing")
    verdict = verify.verify(documents.read_bytes(args.commitment), documents.read_bytes(args.result))
    if not verdict.ok:
        raise SortitionError(verdict.code, **verdict.params)
    sheet = read_sheet(args.tickets)
    person, ticket = sheet.column("id"), sheet.column("ticket")
    owner = {row[ticket]: row[person] for row in sheet.rows}
    return [owner.get(number, number) for number in documents.read_document(args.result)["panel"]]


def _population(path: Path, quotas: Quotas) -> Mapping[str, Mapping[str, Fraction]]:
    sheet = read_sheet(path)
    spelled = {(fold(quota.feature), fold(quota.value)): (quota.feature, quota.value) for quota in quotas.quotas}
    feature, value = sheet.column("feature", "category"), sheet.column("value", "name")
    share = sheet.column("share", "share_percent", "percent")
    shares: dict[str, dict[str, Fraction]] = {}
    for row, number in zip(sheet.rows, sheet.numbers, strict=True):
        name, kind = spelled.get((fold(row[feature]), fold(row[value])), (row[feature], row[value]))
        shares.setdefault(name, {})[kind] = _share(row[share], sheet, number, share)
    return shares


def _share(text: str, sheet: Sheet, row: int, column: int) -> Fraction:
    try:
        found = Fraction(text)
    except ValueError:
        found = Fraction(-1)
    if found < 0:
        raise InputError("not_a_share", file=sheet.file, row=row, column=sheet.header[column], value=text)
    return found


def _lines(report: Report) -> list[str]:
    chances = report.chances
    top = max(one.people for one in chances.histogram)
    return [
        f"{report.people} people, {report.seats} seats.",
        "",
        *map(_row, report.rows),
        "",
        f"Chance: least {chances.minimum:.2%}, median {chances.median:.2%}, most {chances.maximum:.2%}.",
        *(f"  to {one.most:7.2%} {'#' * -(-40 * one.people // top):40} {one.people}" for one in chances.histogram),
        "",
        *map(_sentence, report.findings),
    ]


def _row(row: Row) -> str:
    seated = "" if row.seated is None else f", seated {row.seated}"
    share = "" if row.population is None else f", population {row.population:.1%}"
    asked = f"asked {row.minimum} to {row.maximum}, expected {row.expected:.2f}{seated}"
    return f"{row.feature} = {row.value}: {asked}; pool {row.registered} ({row.pool:.1%}){share}"


def _sentence(finding: Finding) -> str:
    return FINDINGS[finding.code].format_map(finding.params)
