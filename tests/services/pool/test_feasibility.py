"""Whether a jury is possible: the right answer, its reason, and a repair that helps."""
from __future__ import annotations

import random

import pytest

from app.services.pool.feasibility import Outcome, answer, is_possible, part_of, reasons_against, repaired
from app.services.pool.targets import FeatureTarget, ValueTarget, as_quotas
from sortition.pool import Pool


def feature(name: str, **bounds: tuple[int | None, int | None]) -> FeatureTarget:
    return FeatureTarget(name, tuple(ValueTarget(value, low, high) for value, (low, high) in bounds.items()))


def people(rows: list[tuple[str, ...]], *names: str, homes: list[str | None] | None = None) -> Pool:
    return Pool(ids=tuple(map(str, range(len(rows)))), features=names, values=tuple(rows),
                households=tuple(homes or [None] * len(rows)), rows=tuple(range(2, len(rows) + 2)))


SEX_AND_AGE = people([("f", "young")] * 10 + [("m", "old")] * 10, "sex", "age")


def test_possible_targets_are_possible() -> None:
    wanted = [feature("sex", f=(4, 6), m=(4, 6)), feature("age", young=(4, 6), old=(4, 6))]
    assert answer(SEX_AND_AGE, wanted, 10).outcome is Outcome.POSSIBLE
    assert reasons_against(SEX_AND_AGE, as_quotas(wanted), 10) == []


def test_impossible_targets_have_a_reason_and_a_repair_that_helps() -> None:
    """Women are all young here: eight women cannot be three young people."""
    wanted = [feature("sex", f=(8, 10), m=(0, 10)), feature("age", young=(0, 3), old=(0, 10))]
    found = answer(SEX_AND_AGE, wanted, 10)
    assert found.outcome is Outcome.IMPOSSIBLE
    assert {reason.code for reason in found.reasons} <= {"bound_min", "bound_max"}
    assert {reason.params["feature"] for reason in found.reasons} == {"sex", "age"}
    assert found.changes
    assert answer(SEX_AND_AGE, repaired(wanted, found.changes), 10).outcome is Outcome.POSSIBLE
    assert [reason.code for reason in reasons_against(SEX_AND_AGE, as_quotas(wanted), 10)] == ["targets_are_impossible"]


def test_households_can_be_the_reason() -> None:
    pool = people([("f",), ("m",), ("f",), ("m",)], "sex", homes=["a", "a", "a", "a"])
    found = answer(pool, [feature("sex", f=(1, 2), m=(1, 2))], 3)
    assert found.outcome is Outcome.IMPOSSIBLE
    assert "bound_households" in {reason.code for reason in found.reasons}


@pytest.mark.parametrize(("wanted", "pool", "outcome", "code"), [
    ([], SEX_AND_AGE, Outcome.INCOMPLETE, "targets_are_missing"),
    ([feature("sex", f=(None, 5), m=(5, 5))], SEX_AND_AGE, Outcome.INCOMPLETE, "target_is_blank"),
    ([feature("sex", f=(8, 9), m=(8, 9))], SEX_AND_AGE, Outcome.IMPOSSIBLE, "minima_exceed_seats"),
    ([feature("sex", f=(1, 3), m=(1, 3))], None, Outcome.IMPOSSIBLE, "maxima_below_seats"),
    ([feature("sex", f=(1, 10))], SEX_AND_AGE, Outcome.INCOMPLETE, "value_has_no_target"),
])
def test_what_is_missing_is_said(wanted: list[FeatureTarget], pool: Pool | None, outcome: Outcome, code: str) -> None:
    found = answer(pool, wanted, 10)
    assert found.outcome is outcome
    assert code in [reason.code for reason in found.reasons]


def test_a_feature_that_the_pool_lacks_is_said() -> None:
    pool = people([("f", ""), ("m", "")], "sex", "age")
    found = answer(pool, [feature("sex", f=(0, 1), m=(0, 1)), feature("age", old=(0, 1))], 1)
    assert [reason.code for reason in found.reasons] == ["feature_is_not_in_pool"]


def test_without_a_pool_the_sums_are_enough() -> None:
    assert answer(None, [feature("sex", f=(4, 6), m=(4, 6))], 10).outcome is Outcome.NO_POOL


def test_a_part_of_the_pool_keeps_rare_values() -> None:
    """The short cut must not call a possible jury impossible, nor the other way round."""
    chance = random.Random(7)
    rows = [("x", chance.choice("abcdef")) for _ in range(6_000)]
    rows[4_321] = ("rare", "a")
    pool = people(rows, "kind", "area")
    part = part_of(pool, 600)
    assert len(part.ids) < 1_000
    assert ("rare", "a") in part.values
    wanted = [feature("kind", x=(0, 19), rare=(1, 1)), feature("area", **dict.fromkeys("abcdef", (2, 5)))]
    assert is_possible(pool, as_quotas(wanted), 20)
    assert not is_possible(pool, as_quotas([feature("kind", x=(0, 18), rare=(2, 2)), wanted[1]]), 20)


def test_a_large_pool_is_explained_only_when_asked() -> None:
    pool = people([("f", "young"), ("m", "old")] * 1_500, "sex", "age")
    wanted = [feature("sex", f=(8, 10), m=(0, 10)), feature("age", young=(0, 3), old=(0, 10))]
    quick = answer(pool, wanted, 10, explain=False)
    assert (quick.outcome, quick.is_explained, quick.changes) == (Outcome.IMPOSSIBLE, False, ())
    assert answer(pool, wanted, 10).changes
