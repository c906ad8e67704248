"""The verifier of the web page gives the same verdict as the Python one: reason, numbers and steps."""

import base64
import json
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sortition.verify import Verdict, verify
from tests.sortition.bundles import random_bundles
from tests.sortition.tamperings import TAMPERINGS

NODE = shutil.which("node")
READER = Path(__file__).with_name("verify_bundles.mjs")
Case = tuple[tuple[bytes, bytes, bytes | None], bool]

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed: the page's verifier cannot run")


def answers_of_the_page(cases: list[Case]) -> list[Any]:
    """What the page says to each bundle; one process reads them all."""
    lines = []
    for files, check_beacon in cases:
        texts = [None if file is None else base64.b64encode(file).decode() for file in files]
        lines.append(json.dumps({"files": texts, "checkBeacon": check_beacon}))
    run = subprocess.run([str(NODE), str(READER)], input="\n".join(lines), capture_output=True, text=True, timeout=240)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def as_page(verdict: Verdict) -> dict[str, Any]:
    """The Python verdict in the page's shape."""
    steps = [{"code": s.code, "checked": s.is_checked, "params": s.params} for s in verdict.steps]
    return {"ok": verdict.ok, "code": verdict.code, "params": verdict.params, "steps": steps}


def compare(cases: list[Case]) -> Counter[str]:
    """Demand equal verdicts; count the codes."""
    own = [as_page(verify(*files, check_beacon=check)) for files, check in cases]
    for number, (mine, theirs) in enumerate(zip(own, answers_of_the_page(cases), strict=True)):
        assert mine == theirs, f"case {number}"
    return Counter(verdict["code"] for verdict in own)


def true_draws(chance: random.Random, count: int) -> Iterator[Case]:
    """Draws in all modes, four from each list; some have a real beacon round, whose signature is checked."""
    for number in range(count // 4):
        signed = number % 50 == 0
        mode = chance.choice(["dice", "beacon", "both", "both"])
        for bundle in random_bundles(chance, mode, signed, 4):
            files = bundle.files
            yield (files if chance.random() < 0.5 else (*files[:2], None)), signed


def with_one_byte_changed(chance: random.Random, files: tuple[bytes, bytes, bytes | None]) -> Case:
    """The same files with one byte overwritten, doubled or taken out."""
    bent = list(files)
    which = chance.randrange(3 if files[2] else 2)
    content = files[which] or b""
    at = chance.randrange(len(content))
    middle = chance.choice([bytes([chance.randrange(256)]), content[at : at + 1] * 2, b""])
    bent[which] = content[:at] + middle + content[at + 1 :]
    return (bent[0] or b"", bent[1] or b"", bent[2]), False


def test_both_verifiers_agree_on_a_thousand_random_draws() -> None:
    counts = compare(list(true_draws(random.Random(20261210), 1000)))
    assert counts == {"draw_verified": 1000}


def test_both_verifiers_agree_on_every_tampering() -> None:
    cases: list[Case] = [(tampering.files(seed), True) for tampering in TAMPERINGS for seed in (1,)]
    counts = compare(cases)
    assert counts["draw_verified"] == 0
    assert counts.total() >= 50


def test_both_verifiers_agree_when_a_byte_is_changed() -> None:
    chance = random.Random(11)
    bundles = [bundle for _ in range(100) for bundle in random_bundles(chance, "both", False, 4)]
    cases = [with_one_byte_changed(chance, bundle.files) for bundle in bundles]
    counts = compare(cases)
    assert len(counts) > 8
