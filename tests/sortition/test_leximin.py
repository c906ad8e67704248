"""The chances of leximin are those of a brute-force optimum, on thousands of small pools."""

import os

import numpy as np
import pytest

from sortition import Pool, Quotas, Source, lottery
from tests.sortition import brute

CASES = int(os.environ.get("ALQA_SORTITION_CASES", "500"))
BATCH = 250


def ideal_of(pool: Pool, quotas: Quotas, seats: int, seed: int) -> tuple[np.ndarray, str]:
    found = lottery(pool, quotas, seats, source=Source(str(seed).encode()), panels=100)
    assert found.certificate.is_proved
    return np.array([found.certificate.ideal.get(name, 0.0) for name in pool.ids]), found.certificate.proof


@pytest.mark.parametrize("first", range(0, CASES, BATCH))
def test_every_small_pool_has_the_enumerated_leximin(first):
    for seed in range(first, first + BATCH):
        pool, quotas, seats = brute.random_case(seed)
        expected = brute.leximin(brute.valid_panels(pool, quotas, seats), len(pool.ids))
        chances, _ = ideal_of(pool, quotas, seats, seed)
        assert np.abs(chances - expected).max() < 1e-6, seed


def test_pools_without_a_lottery_at_the_bound_are_solved_by_cuts():
    proofs = []
    for seed in range(max(80, CASES // 10)):
        pool, quotas, seats = brute.nasty_case(seed)
        expected = brute.leximin(brute.valid_panels(pool, quotas, seats), len(pool.ids))
        chances, proof = ideal_of(pool, quotas, seats, seed)
        assert np.abs(chances - expected).max() < 1e-6, seed
        proofs.append(proof)
    assert proofs.count("cuts") >= 10
    assert proofs.count("relaxation") >= 10


def test_a_pool_worked_by_hand():
    # three women, one man, two seats, exactly one of each: the man always sits, the women share one seat
    pool = Pool.from_rows(["id", "sex"], [["a", "f"], ["b", "f"], ["c", "f"], ["d", "m"]], features=["sex"])
    quotas = Quotas.from_dict({"sex": {"f": (1, 1), "m": (1, 1)}})
    found = lottery(pool, quotas, 2, source=Source(b"hand"), panels=300)
    shown = {name: str(chance) for name, chance in found.chances.items()}
    assert shown == {"a": "1/3", "b": "1/3", "c": "1/3", "d": "1"}
    assert found.certificate.value == pytest.approx(1 / 3)


def test_a_person_in_no_panel_is_named_and_does_not_disturb_the_rest():
    # x is old and rural; old allows nobody besides rural's only seat, which y must take with his third value
    rows = [["a", "young", "urban"], ["b", "young", "urban"], ["x", "old", "urban"], ["y", "young", "rural"]]
    pool = Pool.from_rows(["id", "age", "area"], rows, features=["age", "area"])
    quotas = Quotas.from_dict({"age": {"young": (2, 2), "old": (0, 0)}, "area": {"urban": (1, 1), "rural": (1, 1)}})
    found = lottery(pool, quotas, 2, source=Source(b"x"), panels=100)
    assert [(person.id, person.reason) for person in found.excluded] == [("x", "value_has_no_seats")]
    assert [float(found.chances[name]) for name in "abxy"] == [0.5, 0.5, 0.0, 1.0]
