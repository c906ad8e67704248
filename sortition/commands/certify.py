"""`certify`: check a lottery file against the pool and the quotas, without any part of what made it."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from sortition.certification import Certified, certify
from sortition.commands.arguments import words
from sortition.commands.documents import read_json
from sortition.commands.refusals import ENGINE
from sortition.pool import Pool
from sortition.quotas import Quotas

NAME = "certify"
SUMMARY = "Check a lottery file: every panel, every chance, and the proof that nobody could do better."
SENTENCES = {
    **ENGINE,
    "file_not_json": "{file} is not valid JSON in UTF-8 (near character {at}).",
    "other_quotas": "NOT OK: the lottery was computed with other quotas than these.",
    "other_people": "NOT OK: the lottery speaks of other people than the pool.",
    "other_features": "NOT OK: the lottery gives {person} other values than the pool does.",
    "other_households": "NOT OK: the households are others than in the pool. Give --household as for the lottery.",
    "weight_broken": "NOT OK: panel {panel} has a weight that is no whole number above 0.",
    "panel_breaks_a_rule": "NOT OK: panel {panel} breaks its size, a quota, a household or lacks an included person.",
    "panels_miscounted": "NOT OK: the weights sum to {found}, not to the number of panels told.",
    "chance_is_another": "NOT OK: {person} does not stand in as many panels as the file says.",
    "exclusion_without_reason": "NOT OK: {person} is said to be left out ({reason}), which does not hold.",
    "error_is_another": "NOT OK: the largest distance from the ideal chances is {found} panels, not as told.",
    "ideal_of_other_people": "NOT OK: the ideal chances are not those of the people in play.",
    "ideal_differs_within_a_kind": "NOT OK: {person} has another ideal chance than people with the same values.",
    "ideal_misses_the_seats": "NOT OK: the ideal chances sum to {found}, not to the seats.",
    "ideal_is_no_level": "NOT OK: an ideal chance is none of the levels that were proved.",
    "ideal_is_not_uniform": "NOT OK: an ideal chance is {off} away from the share of valid panels.",
    "never_seated_are_others": "NOT OK: {person} is wrongly said to be in no valid panel, or wrongly not.",
    "level_holds_wrong_people": "NOT OK: level {level} of the proof holds nobody, or somebody twice.",
    "level_weighs_nobody": "NOT OK: the multipliers of a level give no weight to the people it holds.",
    "level_not_proved": "NOT OK: the multipliers of level {level} do not prove it; it may be {off} too low.",
    "bound_not_reached": "NOT OK: the ideal is {off} away from the bound that the multipliers prove.",
    "cut_not_proved": "NOT OK: cut {cut} claims {claimed}, its cases prove {proved}.",
    "closed_not_proved": "NOT OK: that {people} people are in no valid panel does not follow from the cases given.",
    "weights_differ_within_a_kind": "NOT OK: a cut gives {person} another weight than people with the same values.",
    "row_unknown": "NOT OK: the proof uses a row {row} that there is not.",
    "row_has_no_bound": "NOT OK: the proof uses the row {row} in a direction in which it has no bound.",
    "row_ambiguous": "Two quotas share the name {row}; rename a feature or a value.",
    "number_broken": "NOT OK: “{value}” stands where a number should.",
    "tree_too_large": "NOT OK: a proof has more than {most} cases.",
    "tangents_broken": "NOT OK: the tangents of the proof are no tangents.",
    "sampling_claimed_as_proof": "NOT OK: the file claims that sampling proves the chances, which it never does.",
    "valid_panels_miscounted": "NOT OK: there are {found} valid panels, not as many as the file says.",
}
UNPROVED = {
    "sampling_proves_nothing": "The panels were sampled: that each valid panel was equally likely is not proved.",
    "count_not_repeated": "There are too many panels to count again here: the exact count was not checked.",
    "cut_without_proof": "NOT PROVED: the file holds a cut whose proof grew too large to be written down.",
    "closed_without_proof": "NOT PROVED: that some people are in no valid panel, whose proof grew too large.",
    "not_claimed": "The file itself says that its optimum is not proved.",
}
ADMITTED = {"sampling_proves_nothing", "count_not_repeated", "not_claimed"}
"""What the file does not claim, or this check leaves open; anything else not proved ends with 1."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lottery", metavar="LOTTERY", help="lottery.json")
    parser.add_argument("pool", metavar="POOL", help="CSV or XLSX file, one row a person")
    parser.add_argument("quotas", metavar="QUOTAS", help="file: feature, value, min, max")
    parser.add_argument("--id", help="column that identifies people (default: the first)")
    parser.add_argument("--household", default="", help="address columns, as given to `lottery`")
    parser.add_argument("--encoding", help="encoding of POOL, if it is not recognised")


def run(args: argparse.Namespace) -> int:
    quotas = Quotas.from_csv(args.quotas)
    pool = Pool.from_file(args.pool, id_column=args.id, features=list(quotas.features),
                          household_columns=words(args.household), encoding=args.encoding)  # fmt: skip
    found = certify(read_json(Path(args.lottery)), pool, quotas)
    is_ok = set(found.unproved) <= ADMITTED
    if args.json:
        print(json.dumps({"ok": is_ok, **asdict(found)}, ensure_ascii=False, indent=1))
    else:
        print("\n".join([*sentences(found), "OK" if is_ok else "NOT PROVED"]))
    return 0 if is_ok else 1


def sentences(found: Certified) -> list[str]:
    """What was found to hold."""
    lines = [
        f"{found.people} people: all {found.panels} panels keep every quota, the seats and the households.",
        f"Every chance is told as it is; none is more than {found.max_error:.2f} panels from its ideal.",
    ]
    if found.organizer_excluded:
        lines.append(f"{found.organizer_excluded} people are out because the organizer said so.")
    if found.is_proved:
        lines.append(f"The ideal chances are the best by the objective {found.objective} (to {found.slack:.0e}).")
    if found.cuts:
        lines.append(f"{found.cuts} cuts were proved by cases.")
    return lines + [UNPROVED[code] for code in found.unproved]
