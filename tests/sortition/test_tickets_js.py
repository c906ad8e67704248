"""What the page says of one ticket is what the files say; nothing in a line of proof can be changed unnoticed."""

import json
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sortition.canonical import canonical
from tests.sortition.bundles import Bundle, random_bundle

NODE = shutil.which("node")
READER = Path(__file__).with_name("ask_tickets.mjs")

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed: the page's script cannot run")


def ask(questions: list[dict[str, Any]]) -> list[Any]:
    lines = "\n".join(json.dumps(question) for question in questions)
    run = subprocess.run([str(NODE), str(READER)], input=lines, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def question(bundle: Bundle, ticket: str, line: str = "", **changes: Any) -> dict[str, Any]:
    return {"ticket": ticket, "line": line, "fingerprint": bundle.made.hash, "commitment": bundle.commitment,
            "result": bundle.result} | changes


def line_of(bundle: Bundle, ticket: str) -> list[Any]:
    entry = bundle.made.features_document[ticket]
    return ["draw-leaf/1", ticket, entry["salt"], entry["features"], entry["household"]]


def test_every_ticket_gets_the_numbers_of_the_files() -> None:
    bundle = random_bundle(random.Random(5))
    result = json.loads(bundle.result)
    counts = {own.ticket: own.count for own in bundle.made.tickets.values()}
    for ticket, told in zip(counts, ask([question(bundle, ticket) for ticket in counts]), strict=True):
        found = told["found"]
        assert told["isSameList"]
        assert (found["ticket"], found["count"], found["panels"]) == (ticket, counts[ticket], 100)
        others = [count for other, count in counts.items() if other != ticket]
        compared = [sum(one < counts[ticket] for one in others), others.count(counts[ticket]),
                    sum(one > counts[ticket] for one in others)]
        assert [found["fewer"], found["same"], found["more"]] == compared
        assert found["isDrawn"] == (ticket in result["panel"])
        place = None if found["isDrawn"] else result["reserve_order"].index(ticket) + 1
        assert found["place"] == place


def test_tickets_are_found_however_they_are_typed_and_others_not_at_all() -> None:
    bundle = random_bundle(random.Random(5))
    told = ask([question(bundle, typed) for typed in ("7", "0007", " № 00 07 ", "#7")])
    assert [one["found"]["ticket"] for one in told] == ["0007"] * 4
    told = ask([question(bundle, typed) for typed in ("0", "", "9999", "7a", "-7", "7.0", "<b>", "1" * 30)])
    assert [one["found"] for one in told] == [None] * 8
    other, before, broken = ask([question(bundle, "7", fingerprint="0" * 64), question(bundle, "7", result=None),
                                 question(bundle, "7", commitment=bundle.commitment[:-1])])
    assert not other["isSameList"] and not broken["isSameList"] and broken["found"] is None
    assert before["found"]["isDrawn"] is None and before["found"]["place"] is None


def test_a_line_of_proof_holds_only_as_it_was_given() -> None:
    bundle = random_bundle(random.Random(5))
    own = line_of(bundle, "0007")
    salt, features, household = own[2:]
    bent = [[*own[:2], salt[:-1] + ("0" if salt[-1] != "0" else "1"), *own[3:]],
            [*own[:3], features | {"view": "no" if features["view"] == "yes" else "yes"}, household],
            [*own[:4], "h999"], [*own[:3], {"view": features["view"]}, household]]
    useless = ["", "[]", "{}", "x", json.dumps(own[:4]), json.dumps(line_of(bundle, "0008")),
               json.dumps(["draw-leaf/2", *own[1:]])]
    right = [canonical(own), json.dumps(own), f"  {canonical(own)}\n"]
    lines = right + [canonical(one) for one in bent] + useless
    told = [one["proof"] for one in ask([question(bundle, "7", line) for line in lines])]
    assert told == ["right"] * 3 + ["wrong"] * 4 + [None] + ["unreadable"] * 6
