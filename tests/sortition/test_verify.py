"""A true draw passes; every way of bending one is refused, with the reason."""

import random

import pytest

from sortition.verify import verify
from tests.sortition.bundles import random_bundle


@pytest.mark.parametrize("mode", ["dice", "beacon", "both"])
@pytest.mark.parametrize("seed", range(5))
def test_a_true_draw_passes(mode: str, seed: int) -> None:
    bundle = random_bundle(random.Random(seed), mode)
    verdict = verify(*bundle.files, check_beacon=True)
    assert (verdict.ok, verdict.code) == (True, "draw_verified"), verdict
    unchecked = [step.code for step in verdict.steps if not step.is_checked]
    assert unchecked == (["signature_valid"] if mode == "dice" else [])
