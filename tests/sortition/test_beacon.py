"""The public randomness: real rounds pass, others do not; times and rounds agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition import verify
from sortition.beacon import BeaconPlan, BeaconRound, first_round_from, is_signed, plan, randomness, round_time
from tests.sortition.bundles import ROUNDS

FAMOUS = ROUNDS[2]


@pytest.mark.parametrize("published", ROUNDS, ids=lambda published: str(published.round))
def test_published_rounds_are_signed(published: BeaconRound) -> None:
    assert is_signed(published)
    assert verify.is_signed(published.round, published.signature)


def test_the_randomness_is_that_of_the_test_vector() -> None:
    assert randomness(FAMOUS.signature) == "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"


@pytest.mark.parametrize(
    "forged",
    [
        BeaconRound(657414, FAMOUS.signature),
        BeaconRound(657413, FAMOUS.signature[:-2] + "7c"),
        BeaconRound(657413, "c0" + "00" * 47),
        BeaconRound(657413, "00" * 48),
        BeaconRound(657413, FAMOUS.signature[:-2]),
        BeaconRound(657413, "zz"),
    ],
    ids=["next round", "last byte", "point at infinity", "zeros", "too short", "no hexadecimal"],
)
def test_a_forged_round_is_not_signed(forged: BeaconRound) -> None:
    assert not is_signed(forged)
    assert not verify.is_signed(forged.round, forged.signature)


@given(st.integers(1692803367, 4_000_000_000))
def test_the_first_round_from_a_moment_is_the_first(moment: int) -> None:
    number = first_round_from(moment)
    assert round_time(number) >= moment
    assert number == 1 or round_time(number - 1) < moment
    assert verify.round_time(number) == round_time(number)


def test_a_plan_names_each_round_once_and_in_order() -> None:
    assert plan([1694775603, 1694775601, 1692803367, 0]) == BeaconPlan((1, 657413))
    assert plan([1694775603, 0]).document() == {**verify.BEACON, "rounds": [1, 657413]}
