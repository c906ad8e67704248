"""A true draw passes; every way of bending one is refused, with the reason."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

import sortition.verify
from sortition.verify import SENTENCES, verify
from tests.sortition.bundles import random_bundle
from tests.sortition.tamperings import TAMPERINGS, Tampering, bend

VERIFIER = Path(sortition.verify.__file__)


@pytest.mark.parametrize("mode", ["dice", "beacon", "both"])
@pytest.mark.parametrize("seed", range(5))
def test_a_true_draw_passes(mode: str, seed: int) -> None:
    verdict = verify(*random_bundle(random.Random(seed), mode).files, check_beacon=True)
    assert (verdict.ok, verdict.code) == (True, "draw_verified"), verdict
    unchecked = [step.code for step in verdict.steps if not step.is_checked]
    assert unchecked == (["signature_valid"] if mode == "dice" else [])


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda tampering: tampering.name)
def test_a_bent_draw_is_refused_and_the_same_draw_unbent_passes(tampering: Tampering) -> None:
    verdict = verify(*tampering.files(seed=7), check_beacon=True)
    assert (verdict.ok, verdict.code) == (False, tampering.code), verdict
    assert "{" not in verdict.sentence
    control = bend(random_bundle(random.Random(7), tampering.mode, seats=5), None, tampering.redraw)
    commitment, result, features = (text.encode() for text in control)
    unbent = verify(commitment, result, features, check_beacon=True)
    assert unbent.ok, unbent


def test_the_names_of_the_tamperings_are_unique() -> None:
    names = [tampering.name for tampering in TAMPERINGS]
    assert len(set(names)) == len(names) >= 50


def test_every_reason_has_a_sentence_and_is_reached() -> None:
    reached = {tampering.code for tampering in TAMPERINGS}
    elsewhere = {"draw_verified", "check_failed", "beacon_checker_missing"}
    assert set(SENTENCES) == reached | elsewhere


def test_bytes_that_are_not_utf8_are_refused() -> None:
    commitment, result, features = random_bundle(random.Random(1)).files
    assert verify(commitment + b"\xff", result).code == "file_not_json"
    assert verify(commitment, result, features.replace(b"salt", b"s\xe9lt", 1)).code == "file_not_json"


def test_without_the_features_the_quotas_are_not_claimed_to_be_checked() -> None:
    commitment, result, _ = random_bundle(random.Random(1)).files
    verdict = verify(commitment, result)
    assert verdict.ok
    unchecked = {step.code for step in verdict.steps if not step.is_checked}
    assert unchecked == {"signature_valid", "features_match"}


def test_whatever_is_fed_in_there_is_a_verdict() -> None:
    chance = random.Random(3)
    commitment, result, features = random_bundle(chance).files
    for _ in range(300):
        files = [bytearray(commitment), bytearray(result), bytearray(features)]
        for file in files:
            for _ in range(chance.randint(0, 2)):
                file[chance.randrange(len(file))] = chance.randrange(256)
        bent = [bytes(file) for file in files]
        verdict = verify(bent[0], bent[1], bent[2])
        assert verdict.sentence
        assert verdict.ok == (bent == [commitment, result, features]) or _same_documents(bent, chance)


def _same_documents(bent: list[bytes], _chance: random.Random) -> bool:
    """A changed byte may spell the same document (an escape, white space); then OK is right."""
    original = random_bundle(random.Random(3)).files
    return [json.loads(file) for file in bent] == [json.loads(file) for file in original]


def test_the_file_runs_alone_with_nothing_but_the_standard_library(tmp_path: Path) -> None:
    bundle = random_bundle(random.Random(5))
    (tmp_path / "verify.py").write_bytes(VERIFIER.read_bytes())
    for name, content in zip(["commitment", "result", "features"], bundle.files, strict=True):
        (tmp_path / f"{name}.json").write_bytes(content)
    command = [sys.executable, "-I", "-S", "verify.py", "commitment.json", "result.json"]

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *more], cwd=tmp_path, capture_output=True, text=True, timeout=60)

    true_draw = run("--features", "features.json")
    assert (true_draw.returncode, true_draw.stderr) == (0, "")
    assert true_draw.stdout.splitlines()[-1] == "OK: The draw is correct."

    without_package = run("--check-beacon", "--json")
    assert without_package.returncode == 1
    assert json.loads(without_package.stdout)["code"] == "beacon_checker_missing"

    (tmp_path / "result.json").write_text(bundle.result.replace('"panel_number":', '"panel_number":1'))
    bent = run()
    assert bent.returncode == 1
    assert bent.stdout.splitlines()[-1].startswith("NOT OK (")

    (tmp_path / "result.json").unlink()
    assert run().returncode == 2
