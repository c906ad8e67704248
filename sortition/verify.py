"""Checks a public draw from its published files: one file, Python's standard library only, runs anywhere.

    python verify.py commitment.json result.json [--features features.json] [--check-beacon] [--json]

Says OK, or NOT OK with the reason, and ends with 0 or 1 (2: a file cannot be read). `--check-beacon` also
checks the signature of the public randomness; that alone needs one more package: pip install
py_arkworks_bls12381. Nothing is trusted but arithmetic: the list of panels is the certificate, and the
program that made it is never run again. The protocol is described in docs/public-draw.md.
"""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LARGEST = 2**53 - 1
LEAD_SECONDS = 60
BEACON = {
    "kind": "drand-quicknet",
    "chain": "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    "public_key": "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
    "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
    "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
    "genesis": 1692803367,
    "period": 3,
}
SENTENCES = {
    "draw_verified": "The draw is correct.",
    "beacon_checker_missing": "The signature cannot be checked: the package py_arkworks_bls12381 is missing.",
    "beacon_missing": "The result has no beacon round, but the commitment announced one.",
    "beacon_unexpected": "The result has a beacon round, but the commitment announced none.",
    "beacon_unknown": "The announced beacon is not drand quicknet with its published key.",
    "check_failed": "The check broke off: the files are not what they should be ({problem}).",
    "commitment_differs": "The result names another commitment, {found}; the hash of this one is {expected}.",
    "dice_after_round": "The dice were published when round {round} was already known.",
    "dice_missing": "The result must give {count} dice digits and the time when they were published.",
    "dice_too_late": "The dice were published less than {seconds} seconds before round {round}.",
    "dice_unexpected": "The result gives dice, but the commitment announced none.",
    "feature_missing": "Ticket {ticket} has no value for the feature {feature}.",
    "features_people_wrong": "The features do not list exactly the tickets of the commitment.",
    "field_invalid": "The field {field} has a value that is not allowed.",
    "field_missing": "The field {field} is missing.",
    "field_unknown": "The field {field} is unknown.",
    "file_not_json": "A file is not valid JSON in UTF-8.",
    "format_unknown": "The format is not {expected}.",
    "household_repeated": "Panel {panel} seats two members of household {household}.",
    "key_repeated": "A file gives the key {key} twice.",
    "leaf_repeated": "Two tickets have the same leaf: {ticket} repeats an earlier one.",
    "leaf_wrong": "The salt, features or household of ticket {ticket} are not those committed to.",
    "lottery_size_wrong": "The number of panels must be 100, 1000 or 10000, and as many must be listed.",
    "number_not_whole": "A file holds {found}, which is not a plain whole number.",
    "number_wrong": "The panel number is {expected}, not {found}.",
    "panel_not_sorted": "Panel {panel} is not in the order of its tickets.",
    "panel_size_wrong": "Panel {panel} has {found} members, not {expected}.",
    "panel_ticket_repeated": "Panel {panel} names ticket {ticket} twice.",
    "panel_ticket_unknown": "Panel {panel} names ticket {ticket}, which does not exist.",
    "panel_wrong": "The published panel is not panel {panel} of the commitment.",
    "people_count_wrong": "The number of tickets is {found}, not {expected}.",
    "previous_wrong": "Draw 1 has no previous commitment; every later draw names one.",
    "quota_broken": "Panel {panel} has {count} members with {feature} = {value}, not {minimum} to {maximum}.",
    "reserve_wrong": "The reserve order is wrong from place {place} on.",
    "round_not_announced": "Round {round} was not announced.",
    "round_not_first": "Round {round} is not the first announced round that counts; round {expected} is.",
    "signature_forged": "The signature of round {round} is not the beacon's.",
    "ticket_repeated": "Ticket {ticket} is given twice.",
    "ticket_wrong": "Ticket {ticket} is out of order: tickets are numbered from 1 without gaps.",
}


class Refused(Exception):
    """What is wrong: a code, and the numbers and names that belong to it."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Step:
    """One thing that was checked, or left out because what it needs was not given (`is_checked` is false)."""

    code: str
    is_checked: bool = True
    params: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """OK or not, why, and what was checked up to there."""

    ok: bool
    code: str
    params: dict[str, str | int]
    steps: tuple[Step, ...]

    @property
    def sentence(self) -> str:
        """The verdict in English."""
        return SENTENCES[self.code].format_map(self.params)


def verify(commitment: bytes, result: bytes, features: bytes | None = None, check_beacon: bool = False) -> Verdict:
    """Check the files of a draw; never raises: whatever goes wrong is NOT OK."""
    steps: list[Step] = []
    try:
        for step in _steps(commitment, result, features, check_beacon):
            steps.append(step)
    except Refused as refused:
        return Verdict(False, refused.code, refused.params, tuple(steps))
    except Exception as error:  # noqa: BLE001 - a file that breaks the checker must not pass
        return Verdict(False, "check_failed", {"problem": type(error).__name__}, tuple(steps))
    return Verdict(True, "draw_verified", {}, tuple(steps))


def _steps(
    commitment_file: bytes, result_file: bytes, features_file: bytes | None, check_beacon: bool
) -> Iterator[Step]:
    commitment, result = parse(commitment_file), parse(result_file)
    check_commitment(commitment)
    check_result_shape(result)
    shown = {name: commitment[name] for name in ("people", "seats", "lottery")}
    yield Step("files_well_formed", params=shown)
    own_hash = digest(commitment)
    expect("commitment_differs", result["commitment"], own_hash)
    yield Step("commitment_matches", params={"commitment": own_hash})
    check_dice(commitment, result)
    check_beacon_round(commitment, result)
    yield Step("randomness_accepted", params=_randomness_shown(result))
    yield _signature_step(result["beacon"], check_beacon)
    seed, number = panel_number(commitment, own_hash, result)
    expect("number_wrong", result["panel_number"], number)
    require(result["panel"] == commitment["panels"][number], "panel_wrong", panel=number)
    yield Step("panel_matches", params={"panel": number})
    check_reserve(result["reserve_order"], reserve_order(commitment, seed, number))
    yield Step("reserve_matches", params={"reserve": len(result["reserve_order"])})
    if features_file is None:
        yield Step("features_match", is_checked=False)
        return
    check_features(commitment, parse(features_file))
    yield Step("features_match", params={"panels": commitment["lottery"]})


# --- the rules of the draw


def check_dice(commitment: Any, result: Any) -> None:
    """Dice exactly where the commitment announced them, with the time of their publication."""
    dice, published = result["dice"], result["dice_published_at"]
    if commitment["dice"] == 0:
        require(dice is None and published is None, "dice_unexpected")
        return
    digits = re.compile(f"[0-9]{{{commitment['dice']}}}")
    require(matches(dice, digits) and is_whole(published), "dice_missing", count=commitment["dice"])


def check_beacon_round(commitment: Any, result: Any) -> None:
    """The round must be announced, and the first one that the dice could not have been fitted to."""
    announced, given = commitment["beacon"], result["beacon"]
    if announced is None:
        require(given is None, "beacon_unexpected")
        return
    require(given is not None, "beacon_missing")
    number, published = given["round"], result["dice_published_at"]
    require(number in announced["rounds"], "round_not_announced", round=number)
    if published is not None:
        require(published < round_time(number), "dice_after_round", round=number)
        enough = published + LEAD_SECONDS <= round_time(number)
        require(enough, "dice_too_late", round=number, seconds=LEAD_SECONDS)
    due = first_round_due(announced["rounds"], published)
    require(number == due, "round_not_first", round=number, expected=due)


def first_round_due(rounds: list[int], published: int | None) -> int:
    """The first announced round at least a minute after the dice; without dice simply the first."""
    return next(r for r in rounds if published is None or round_time(r) >= published + LEAD_SECONDS)


def round_time(number: int) -> int:
    """Unix seconds at which a beacon round is published."""
    return 1692803367 + (number - 1) * 3


def panel_number(commitment: Any, own_hash: str, result: Any) -> tuple[str, int]:
    """The seed Z of this draw and the number of the winning panel."""
    dice, given = int(result["dice"] or 0), result["beacon"]
    if given is None:
        return sha256(f"{own_hash}/dice/{result['dice']}"), dice % commitment["lottery"]
    randomness = hashlib.sha256(bytes.fromhex(given["signature"])).hexdigest()
    seed = sha256(f"{own_hash}/{given['round']}/{randomness}")
    return seed, (dice + int(seed, 16) % commitment["lottery"]) % commitment["lottery"]


def reserve_order(commitment: Any, seed: str, number: int) -> list[str]:
    """All tickets outside the winning panel, in the order of SHA-256(Z/ticket)."""
    seated = set(commitment["panels"][number])
    waiting = [ticket for ticket, _ in commitment["tickets"] if ticket not in seated]
    return sorted(waiting, key=lambda ticket: sha256(f"{seed}/{ticket}"))


def check_reserve(found: Any, expected: list[str]) -> None:
    """The published reserve order must be the computed one; name the first place where it is not."""
    if found != expected:
        pairs = enumerate(zip(found, expected, strict=False), start=1)
        place = next((at for at, (one, other) in pairs if one != other), min(len(found), len(expected)) + 1)
        raise Refused("reserve_wrong", place=place)


def _randomness_shown(result: Any) -> dict[str, str | int]:
    given = result["beacon"] or {}
    shown = {"dice": result["dice"], "published_at": result["dice_published_at"], "round": given.get("round")}
    return {name: value for name, value in shown.items() if value is not None}


def _signature_step(given: Any, check_beacon: bool) -> Step:
    if given is None or not check_beacon:
        return Step("signature_valid", is_checked=False)
    require(is_signed(given["round"], given["signature"]), "signature_forged", round=given["round"])
    return Step("signature_valid", params={"round": given["round"]})


def is_signed(number: int, signature: str) -> bool:
    """Whether the beacon's key signed the round: e(signature, -g2) * e(H(round), key) = 1 on BLS12-381."""
    try:
        from py_arkworks_bls12381 import GT, G1Point, G2Point
    except ImportError as error:
        raise Refused("beacon_checker_missing") from error
    message = hashlib.sha256(number.to_bytes(8, "big")).digest()
    try:
        point = G1Point.from_compressed_bytes(bytes.fromhex(signature))
    except ValueError:
        return False
    hashed = G1Point.hash_to_curve(message, b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_")
    key = G2Point.from_compressed_bytes(bytes.fromhex(str(BEACON["public_key"])))
    return bool(GT.pairing_check([point, hashed], [-G2Point(), key]))


# --- the commitment and the result must have exactly the published shape

HEX64, HEX96, HEX32 = (re.compile(f"[0-9a-f]{{{size}}}") for size in (64, 96, 32))
COMMITMENT_FIELDS = [
    *("format", "jury", "draw", "seats", "people", "lottery", "objective", "quotas", "tickets", "panels"),
    *("dice", "beacon", "reserve_rule", "previous", "software"),
]
RESULT_FIELDS = [
    *("format", "commitment", "dice", "dice_published_at", "beacon", "panel_number", "panel"),
    "reserve_order",
]


def check_commitment(commitment: Any) -> None:
    """The list of tickets and panels must be complete, ordered and free of repeats."""
    fields(commitment, COMMITMENT_FIELDS, "draw-commitment/1")
    for name in ("jury", "objective", "software"):
        require(is_text(commitment[name]), "field_invalid", field=name)
    for name in ("draw", "seats", "people"):
        require(is_whole(commitment[name]) and commitment[name] > 0, "field_invalid", field=name)
    require(commitment["reserve_rule"] == "sha256-ticket-order", "field_invalid", field="reserve_rule")
    previous = commitment["previous"]
    named = previous is None if commitment["draw"] == 1 else matches(previous, HEX64)
    require(named, "previous_wrong")
    _check_randomness_plan(commitment)
    _check_quotas(commitment["quotas"])
    _check_tickets(commitment["tickets"], commitment["people"])
    _check_panels(commitment)


def check_result_shape(result: Any) -> None:
    """The result must have its fields, each of its kind; whether they are right comes later."""
    fields(result, RESULT_FIELDS, "draw-result/1")
    require(matches(result["commitment"], HEX64), "field_invalid", field="commitment")
    require(is_whole(result["panel_number"]), "field_invalid", field="panel_number")
    for name in ("panel", "reserve_order"):
        require(is_list_of_text(result[name]), "field_invalid", field=name)
    given = result["beacon"]
    if given is not None:
        fields(given, ["round", "signature"])
        require(is_whole(given["round"]) and given["round"] > 0, "field_invalid", field="round")
        require(matches(given["signature"], HEX96), "field_invalid", field="signature")


def _check_randomness_plan(commitment: Any) -> None:
    dice, beacon, lottery = commitment["dice"], commitment["beacon"], commitment["lottery"]
    require(is_whole(lottery) and lottery in (100, 1000, 10000), "lottery_size_wrong")
    allowed = [len(str(lottery)) - 1] + [0] * (beacon is not None)
    require(is_whole(dice) and dice in allowed, "field_invalid", field="dice")
    if beacon is None:
        return
    fields(beacon, [*BEACON, "rounds"])
    for name, value in BEACON.items():
        require(type(beacon[name]) is type(value) and beacon[name] == value, "beacon_unknown")
    rounds = beacon["rounds"]
    is_list = type(rounds) is list and len(rounds) > 0 and all(is_whole(r) and r > 0 for r in rounds)
    require(is_list and rounds == sorted(set(rounds)), "field_invalid", field="rounds")


def _check_quotas(quotas: Any) -> None:
    require(type(quotas) is dict and all(quotas), "field_invalid", field="quotas")
    for limits in quotas.values():
        listed = type(limits) is dict and len(limits) > 0 and all(limits)
        require(listed and all(map(is_range, limits.values())), "field_invalid", field="quotas")


def _check_tickets(tickets: Any, people: int) -> None:
    require(type(tickets) is list, "field_invalid", field="tickets")
    require(len(tickets) == people, "people_count_wrong", found=len(tickets), expected=people)
    width = max(4, len(str(people)))
    numbers: set[str] = set()
    leaves: set[str] = set()
    for place, row in enumerate(tickets, start=1):
        is_pair = is_list_of_text(row) and len(row) == 2 and matches(row[1], HEX64)
        require(is_pair, "field_invalid", field="tickets")
        ticket, leaf = row
        require(ticket not in numbers, "ticket_repeated", ticket=ticket)
        require(ticket == f"{place:0{width}d}", "ticket_wrong", ticket=ticket)
        require(leaf not in leaves, "leaf_repeated", ticket=ticket)
        numbers.add(ticket)
        leaves.add(leaf)


def _check_panels(commitment: Any) -> None:
    panels, seats = commitment["panels"], commitment["seats"]
    require(type(panels) is list and len(panels) == commitment["lottery"], "lottery_size_wrong")
    known = {ticket for ticket, _ in commitment["tickets"]}
    for number, panel in enumerate(panels):
        require(is_list_of_text(panel), "field_invalid", field="panels")
        require(len(panel) == seats, "panel_size_wrong", panel=number, found=len(panel), expected=seats)
        for ticket in panel:
            require(ticket in known, "panel_ticket_unknown", panel=number, ticket=ticket)
        if len(set(panel)) < seats:
            repeated = next(ticket for ticket in panel if panel.count(ticket) > 1)
            raise Refused("panel_ticket_repeated", panel=number, ticket=repeated)
        require(panel == sorted(panel), "panel_not_sorted", panel=number)


# --- the features, which only observers get


def check_features(commitment: Any, features: Any) -> None:
    """Every leaf must be the hash of what is shown, and every panel must keep quotas and households."""
    require(type(features) is dict, "file_not_json")
    require(sorted(features) == [ticket for ticket, _ in commitment["tickets"]], "features_people_wrong")
    for ticket, leaf in commitment["tickets"]:
        _check_person(ticket, leaf, features[ticket], commitment["quotas"])
    own = {name: {ticket: features[ticket]["features"][name] for ticket in features} for name in commitment["quotas"]}
    homes = {ticket: features[ticket]["household"] for ticket in features}
    for number, panel in enumerate(commitment["panels"]):
        for name, limits in commitment["quotas"].items():
            _check_quota(number, name, limits, list(map(own[name].__getitem__, panel)))
        _check_households(number, [homes[ticket] for ticket in panel if homes[ticket] is not None])


def _check_person(ticket: str, leaf: str, person: Any, quotas: Any) -> None:
    fields(person, ["salt", "features", "household"])
    own, household = person["features"], person["household"]
    require(matches(person["salt"], HEX32), "field_invalid", field="salt")
    is_listed = type(own) is dict and all(key and is_text(value) for key, value in own.items())
    require(is_listed, "field_invalid", field="features")
    require(household is None or is_text(household), "field_invalid", field="household")
    found = digest(["draw-leaf/1", ticket, person["salt"], own, household])
    require(found == leaf, "leaf_wrong", ticket=ticket)
    for name in quotas:
        require(name in own, "feature_missing", ticket=ticket, feature=name)


def _check_quota(number: int, feature: str, limits: Any, values: list[str]) -> None:
    for value, (minimum, maximum) in limits.items():
        count = values.count(value)
        if not minimum <= count <= maximum:
            broken = {"feature": feature, "value": value, "minimum": minimum, "maximum": maximum}
            raise Refused("quota_broken", panel=number, count=count, **broken)


def _check_households(number: int, homes: list[str]) -> None:
    if len(set(homes)) < len(homes):
        twice = next(home for home in homes if homes.count(home) > 1)
        raise Refused("household_repeated", panel=number, household=twice)


# --- strict JSON, kinds of values, hashes


def parse(content: bytes) -> Any:
    """Read JSON; refuse fractions, repeated keys, trailing text, whatever two readers could differ on."""
    try:
        text = content.decode()
        numbers: Any = {"parse_int": _whole, "parse_float": _no_number, "parse_constant": _no_constant}
        value = json.loads(text, object_pairs_hook=_unique, **numbers)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()  # a lone surrogate has no UTF-8 form
    except (ValueError, RecursionError) as error:
        raise Refused("file_not_json") from error
    return value


def canonical(value: Any) -> str:
    """The one canonical text of a document (RFC 8785): sorted keys, no spaces, letters as they are."""
    return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"))


def digest(value: Any) -> str:
    """SHA-256 of the canonical form."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def sha256(text: str) -> str:
    """SHA-256 of a plain text."""
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def require(holds: bool, code: str, **params: str | int) -> None:
    """Refuse unless the condition holds."""
    if not holds:
        raise Refused(code, **params)


def expect(code: str, found: str | int, expected: str | int) -> None:
    """Refuse a value that is not the expected one, naming both."""
    require(found == expected, code, found=found, expected=expected)


def fields(value: Any, names: list[str], form: str | None = None) -> None:
    """Refuse an object whose fields are not exactly the named ones, or whose format is another."""
    require(type(value) is dict, "file_not_json")
    if form is not None:
        require(value.get("format") == form, "format_unknown", expected=form)
    for name in names:
        require(name in value, "field_missing", field=name)
    for name in value:
        require(name in names, "field_unknown", field=name)


def is_whole(value: Any) -> bool:
    """A whole number from 0 on."""
    return type(value) is int and value >= 0


def is_text(value: Any) -> bool:
    """A text that is not empty."""
    return type(value) is str and value != ""


def is_range(pair: Any) -> bool:
    """A list of two whole numbers, the first not above the second."""
    return type(pair) is list and len(pair) == 2 and all(map(is_whole, pair)) and pair[0] <= pair[1]


def is_list_of_text(value: Any) -> bool:
    """A list of texts, perhaps empty."""
    return type(value) is list and all(type(item) is str for item in value)


def matches(value: Any, pattern: re.Pattern[str]) -> bool:
    """A text of exactly this form."""
    return type(value) is str and pattern.fullmatch(value) is not None


def _ordered(value: Any) -> Any:
    if type(value) is dict:
        return {key: _ordered(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))}
    return [_ordered(item) for item in value] if type(value) is list else value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for key, item in pairs:
        require(key not in value, "key_repeated", key=key)
        value[key] = item
    return value


def _whole(digits: str) -> int:
    if digits == "-0" or len(digits) > 17 or abs(int(digits)) > LARGEST:
        _no_number(digits)
    return int(digits)


def _no_number(digits: str) -> None:
    raise Refused("number_not_whole", found=digits[:40])


def _no_constant(_name: str) -> None:
    raise Refused("file_not_json")


# --- the command


def main(arguments: list[str] | None = None) -> int:
    """Check the files named on the command line; print the verdict; return the exit code."""
    parser = argparse.ArgumentParser(prog="verify.py", description=(__doc__ or "").split("\n")[0])
    add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
    return run(parser.parse_args(arguments))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The files and options of the command."""
    parser.add_argument("commitment", type=Path, help="commitment.json")
    parser.add_argument("result", type=Path, help="result.json")
    parser.add_argument("--features", type=Path, help="features.json, which observers get")
    parser.add_argument("--check-beacon", action="store_true", help="also check the beacon's signature")


def run(options: argparse.Namespace) -> int:
    """Check the files and print the verdict: 0 OK, 1 NOT OK, 2 a file cannot be read."""
    paths = (options.commitment, options.result, options.features)
    try:
        files = [path.read_bytes() if path else None for path in paths]
    except OSError as error:
        print(f"Cannot read {error.filename}: {error.strerror}.", file=sys.stderr)  # noqa: T201
        return 2
    verdict = verify(files[0] or b"", files[1] or b"", files[2], options.check_beacon)
    print(_as_json(verdict) if options.json else _as_text(verdict))  # noqa: T201
    return 0 if verdict.ok else 1


def _as_json(verdict: Verdict) -> str:
    steps = [{"code": step.code, "checked": step.is_checked, "params": step.params} for step in verdict.steps]
    head = {"ok": verdict.ok, "code": verdict.code, "params": verdict.params, "sentence": verdict.sentence}
    return json.dumps({**head, "steps": steps}, ensure_ascii=False, indent=1)


def _as_text(verdict: Verdict) -> str:
    lines = [
        f"  {'checked' if step.is_checked else 'NOT CHECKED':12}{step.code}"
        + "".join(f"  {name}={value}" for name, value in step.params.items())
        for step in verdict.steps
    ]
    head = "OK" if verdict.ok else f"NOT OK ({verdict.code})"
    return "\n".join([*lines, f"{head}: {verdict.sentence}"])


if __name__ == "__main__":
    sys.exit(main())
