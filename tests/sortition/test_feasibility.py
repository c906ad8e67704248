"""Why a panel is impossible, what would help, and who can be in none."""

from itertools import product

import pytest

from sortition import Impossible, Pool, Quotas, Source, cheapest_change, check, fitting_sums, lottery
from tests.sortition import brute


def pool_of(*rows, features=("sex", "age"), home=False):
    header = ["id", *features, *(["home"] if home else [])]
    columns = ["home"] if home else []
    return Pool.from_rows(header, rows, features=list(features), household_columns=columns)


TEN = [[f"p{i}", "f" if i < 7 else "m", "young" if i % 2 else "old"] for i in range(10)]


def test_too_few_people_of_a_value_are_named_with_the_numbers():
    quotas = Quotas.from_dict({"sex": {"f": (0, 4), "m": (4, 6)}, "age": {"young": (0, 6), "old": (0, 6)}})
    found = check(pool_of(*TEN), quotas, 6)
    assert not found.feasible
    assert [(s.value, s.min, s.available) for s in found.shortages] == [("m", 4, 3)]
    assert [(b.feature, b.value, b.side, b.number, b.available) for b in found.conflict.bounds] == [
        ("sex", "m", "min", 4, 3)
    ]
    assert [(c.value, c.new_min, c.new_max) for c in found.relaxation.changes] == [("m", 3, 6)]
    assert found.relaxation.cost == pytest.approx(1 + 2 / 4)
    assert found.recruitment.total == 1
    assert found.recruitment.recruits[0].values["sex"] == "m"


def test_sums_that_cannot_fit_are_told_before_anything_else():
    quotas = Quotas.from_dict({"sex": {"f": (4, 5), "m": (3, 4)}, "age": {"young": (1, 2), "old": (1, 2)}})
    found = check(pool_of(*TEN), quotas, 6)
    assert [(fault.code, fault.params["total"]) for fault in found.faults] == [
        ("minimums_exceed_seats", 7),
        ("maximums_below_seats", 4),
    ]
    assert found.recruitment is None


def test_the_cheapest_relaxation_stays_inside_the_flex_columns_when_it_can():
    table = {"sex": {"f": (0, 2, 0, 2), "m": (4, 6, 3, 6)}, "age": {"young": (0, 6), "old": (0, 6)}}
    found = check(pool_of(*TEN), Quotas.from_dict(table), 6)
    # m down to 3 leaves f at 3, one above its maximum, which its flex forbids
    assert not found.relaxation.within_flex
    table["sex"]["f"] = (0, 2, 0, 3)
    found = check(pool_of(*TEN), Quotas.from_dict(table), 6)
    assert found.relaxation.within_flex
    assert {(c.value, c.new_min, c.new_max) for c in found.relaxation.changes} == {("f", 0, 3), ("m", 3, 6)}


def test_a_conflict_of_households_says_so():
    rows = [["a", "f", "1 x"], ["b", "m", "1 x"], ["c", "f", "1 x"]]
    pool = pool_of(*rows, features=("sex",), home=True)
    found = check(pool, Quotas.from_dict({"sex": {"f": (1, 1), "m": (1, 1)}}), 2)
    assert found.conflict.with_households
    assert found.relaxation is None
    assert found.recruitment.total == 1


def broken_case(seed):
    """A small pool whose quotas are shifted until no panel exists."""
    pool, quotas, seats = brute.random_case(seed)
    first = quotas.quotas[seed % len(quotas.quotas)]
    table = quotas.to_dict()
    table[first.feature][first.value] = [min(seats, first.max + 1), seats]
    return pool, Quotas.from_dict(table), seats


def test_conflicts_are_irreducible_and_repairs_work_on_many_pools():
    seen = 0
    for seed in range(80):
        pool, quotas, seats = broken_case(seed)
        if brute.valid_panels(pool, quotas, seats):
            continue
        seen += 1
        found = check(pool, quotas, seats)
        assert not found.feasible
        bounds = {(b.feature, b.value, b.side) for b in found.conflict.bounds}
        assert not brute.valid_panels(pool, only(quotas, bounds, seats), seats) or found.conflict.with_households
        for bound in bounds:
            without = only(quotas, bounds - {bound}, seats)
            panels = brute.valid_panels(pool, without, seats)
            if found.conflict.with_households or not any(pool.households):
                assert panels, (seed, bound)
        if found.relaxation is not None:
            assert brute.valid_panels(pool, eased(quotas, found.relaxation), seats)
    assert seen > 30


def eased(quotas, relaxation):
    """The quotas after the change."""
    changed = {(c.feature, c.value): (c.new_min, c.new_max) for c in relaxation.changes}
    table = {q.feature: {} for q in quotas.quotas}
    for q in quotas.quotas:
        table[q.feature][q.value] = changed.get((q.feature, q.value), (q.min, q.max))
    return Quotas.from_dict(table)


def only(quotas, bounds, seats):
    """The quotas with all other bounds opened."""
    table = {q.feature: {} for q in quotas.quotas}
    for q in quotas.quotas:
        low = q.min if (q.feature, q.value, "min") in bounds else 0
        high = q.max if (q.feature, q.value, "max") in bounds else seats
        table[q.feature][q.value] = (min(low, high) if low > high else low, max(low, high))
    return Quotas.from_dict(table)


@pytest.mark.parametrize("table", [
    {"sex": {"f": (4, 5), "m": (3, 4)}, "age": {"young": (1, 2), "old": (1, 2)}},
    {"sex": {"f": (4, 5, 4, 6), "m": (3, 4, 1, 6)}, "age": {"young": (0, 6), "old": (0, 6)}},
    {"sex": {"f": (0, 1), "m": (0, 2)}, "age": {"young": (9, 9), "old": (0, 0)}},
])  # fmt: skip
def test_sums_that_cannot_fit_have_a_cheapest_repair_with_and_without_a_pool(table):
    """Of 7 women and 3 men, 5 of each age, 6 are wanted."""
    quotas = Quotas.from_dict(table)
    pool = pool_of(*TEN)
    found = check(pool, quotas, 6).relaxation
    assert found == cheapest_change(pool, quotas, 6)
    mended = eased(quotas, found)
    assert brute.valid_panels(pool, mended, 6)
    alone = fitting_sums(quotas, 6)
    assert not eased(quotas, alone).faults_for(6)
    assert alone.cost <= found.cost
    assert alone.cost == pytest.approx(least_cost(quotas, 6, within_flex=alone.within_flex))


def least_cost(quotas, seats, *, within_flex):
    """The cheapest sums, by trying all: feature after feature."""
    cost = 0.0
    for rows in quotas.features.values():
        lows = [range((q.min_flex or 0) if within_flex else 0, q.min + 1) for q in rows]
        highs = [range(q.max, 1 + (q.max_flex if within_flex and q.max_flex else max(q.max, seats))) for q in rows]
        cost += min(
            sum((q.min - new) * (1 + 2 / max(1, q.min)) for q, new in zip(rows, low, strict=True))
            for low in product(*lows)
            if sum(low) <= seats
        )
        cost += min(sum(high) - sum(q.max for q in rows) for high in product(*highs) if sum(high) >= seats)
    return cost


def test_sums_that_fit_need_no_repair():
    assert fitting_sums(Quotas.from_dict({"sex": {"f": (3, 4), "m": (2, 3)}}), 6) is None


def test_people_in_no_panel_are_exactly_those_that_enumeration_misses():
    for seed in range(60):
        pool, quotas, seats = brute.nasty_case(seed)
        found = check(pool, quotas, seats)
        reachable = {pool.ids[i] for panel in brute.valid_panels(pool, quotas, seats) for i in panel}
        assert {person.id for person in found.unreachable} == set(pool.ids) - reachable


def test_lookalike_addresses_are_shown_and_not_merged():
    rows = [
        ["a", "f", "ул. Абая, 5-12"],
        ["b", "f", "Абая ул 5 12"],
        ["c", "m", "Abay st 7"],
        ["d", "m", "Abai st 7"],
        ["e", "m", "Abay st 8"],
    ]
    pool = pool_of(*rows, features=("sex",), home=True)
    found = check(pool, Quotas.from_dict({"sex": {"f": (1, 2), "m": (1, 2)}}), 3)
    assert [(pair.people, pair.reason) for pair in found.lookalikes] == [
        (("a", "b"), "same_words"),
        (("c", "d"), "similar"),
    ]
    assert lottery(pool, Quotas.from_dict({"sex": {"f": (2, 2), "m": (0, 0)}}), 2, source=Source(b""), panels=5)


def test_an_impossible_lottery_is_refused():
    quotas = Quotas.from_dict({"sex": {"f": (0, 4), "m": (4, 6)}, "age": {"young": (0, 6), "old": (0, 6)}})
    with pytest.raises(Impossible, match="no_valid_panel"):
        lottery(pool_of(*TEN), quotas, 6, source=Source(b""))
