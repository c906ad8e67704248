"""`check`: whether a panel is possible, and if not, why and what would help."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import asdict
from typing import Any

from sortition.commands.arguments import add_pool_arguments, read_input, terminal_progress, words
from sortition.commands.refusals import ENGINE
from sortition.feasibility import Feasibility, check

NAME = "check"
SUMMARY = "Say whether a panel is possible; if not, why, and what would help."
SENTENCES = ENGINE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_pool_arguments(parser)


def run(args: argparse.Namespace) -> int:
    pool, quotas = read_input(args)
    found = check(
        pool,
        quotas,
        args.seats,
        include=words(args.include),
        exclude=words(args.exclude),
        progress=terminal_progress(),
    )
    if args.json:
        print(json.dumps(as_json(found), ensure_ascii=False, indent=1))
    else:
        print("\n".join(possible(found) if found.feasible else impossible(found)))
    return 0 if found.feasible else 1


def as_json(found: Feasibility) -> dict[str, Any]:
    """All of the answer as plain values."""
    content = asdict(found)
    content["faults"] = [{"code": fault.code, "params": fault.params} for fault in found.faults]
    return {"ok": found.feasible, **content}


def possible(found: Feasibility) -> list[str]:
    """The answer in sentences when a panel exists."""
    lines = [
        f"A panel of {found.seats} is possible from these {found.people} people.",
        f"Chances will lie between {found.smallest:.2%} and {found.largest:.2%}.",
    ]
    for reason, count in sorted(Counter(person.reason for person in found.unreachable).items()):
        lines.append(f"{count} people can be on no panel: {REASONS.get(reason, reason)}.")
    if found.certain:
        lines.append(f"{len(found.certain)} people will be on every panel: {_few(found.certain)}.")
    for pair in found.lookalikes:
        lines.append(f"Please look: {_few(pair.people)} may share a household ({' / '.join(pair.addresses)}).")
    return lines


def impossible(found: Feasibility) -> list[str]:
    """The answer in sentences when no panel exists."""
    lines = [f"No panel of {found.seats} is possible from these {found.people} people."]
    lines += [ENGINE[fault.code].format(**fault.params) for fault in found.faults]
    for short in found.shortages:
        lines.append(
            f"Only {short.available} people are {short.feature} = {short.value}, at least {short.min} are asked."
        )
    return lines + _conflict(found) + _relaxation(found) + _recruitment(found)


def _conflict(found: Feasibility) -> list[str]:
    if found.conflict is None:
        return []
    bounds = [
        f"{bound.feature} = {bound.value}: at {'least' if bound.side == 'min' else 'most'} {bound.number}"
        f" ({bound.available} people in the pool)"
        for bound in found.conflict.bounds
    ]
    rules = bounds + (["at most one member a household"] if found.conflict.with_households else [])
    if not rules:
        return [f"There are fewer than {found.seats} people to choose from."]
    return ["These cannot be kept together, and dropping any one of them would help:", *(f"  {r}" for r in rules)]


def _relaxation(found: Feasibility) -> list[str]:
    if found.relaxation is None:
        return ["No change of the quotas would help."]
    changes = [
        f"  {c.feature} = {c.value}: {c.new_min} to {c.new_max} instead of {c.min} to {c.max}"
        for c in found.relaxation.changes
    ]
    limit = "" if found.relaxation.within_flex else " (beyond the flex columns)"
    return [f"The cheapest change of the quotas{limit}:", *changes]


def _recruitment(found: Feasibility) -> list[str]:
    if found.recruitment is None:
        return ["Recruiting more people would not help: the quotas contradict each other."]
    people = [
        f"  {recruit.count} × "
        + (", ".join(f"{feature} {value}" for feature, value in recruit.values.items()) or "anybody")
        for recruit in found.recruitment.recruits
    ]
    return [f"Or recruit {found.recruitment.total} more people; what is not named may be anything:", *people]


def _few(names: tuple[str, ...]) -> str:
    return ", ".join(names[:10]) + (" …" if len(names) > 10 else "")


REASONS = {
    "excluded_by_organizer": "excluded on the command line",
    "household_already_seated": "a member of their household is included",
    "value_has_no_seats": "one of their values has no seats",
    "in_no_valid_panel": "no valid panel holds them",
}

