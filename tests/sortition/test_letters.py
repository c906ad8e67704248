"""Stage 1: letters shared by area, drawn by a public number, as many as the seats need."""

import hashlib
import random
from fractions import Fraction
from itertools import product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.errors import SortitionError
from sortition.letters import (
    Address,
    Area,
    allocate,
    chance_of,
    count_areas,
    draw_letters,
    letters_needed,
    weights_with_extra,
)


def refusal(call: object, *arguments: object) -> str:
    with pytest.raises(SortitionError) as caught:
        call(*arguments)  # type: ignore[operator]
    return caught.value.code


@given(
    st.lists(st.tuples(st.integers(1, 200), st.integers(0, 5)), min_size=1, max_size=6),
    st.integers(0, 300),
)
def test_letters_are_shared_out_completely_and_in_proportion(rows: list[tuple[int, int]], letters: int) -> None:
    areas = [Area(f"a{i}", count, Fraction(weight)) for i, (count, weight) in enumerate(rows)]
    usable = [area for area in areas if area.weight > 0]
    if not usable:
        assert refusal(allocate, areas, letters) == "areas_empty"
        return
    if letters > sum(area.addresses for area in usable):
        assert refusal(allocate, areas, letters) == "addresses_too_few"
        return
    shares = allocate(areas, letters)
    assert sum(shares.values()) == letters
    assert all(shares[area.name] <= area.addresses * (area.weight > 0) for area in areas)
    free = [area for area in usable if shares[area.name] < area.addresses]
    for one, other in product(free, free):
        # an area without cap is within one letter of its proportional part beside any other
        part = Fraction(shares[other.name]) * one.addresses * one.weight / (other.addresses * other.weight)
        slack = 1 + Fraction(one.addresses * one.weight) / (other.addresses * other.weight)
        assert abs(shares[one.name] - part) <= slack


def test_the_chance_of_enough_answers_is_exact() -> None:
    areas = [Area("a", 50, response=Fraction(1, 10)), Area("b", 50, response=Fraction(3, 10))]
    by_area = {"a": 7, "b": 5}

    def exactly(n: int, r: float, k: int) -> float:
        return comb(n, k) * r**k * (1 - r) ** (n - k)

    fewer = sum(exactly(7, 0.1, i) * exactly(5, 0.3, j) for i in range(8) for j in range(6) if i + j < 3)
    assert chance_of(areas, by_area, 3) == pytest.approx(1 - fewer, abs=1e-12)
    assert chance_of(areas, by_area, 0) == 1.0
    assert chance_of([Area("a", 9, response=Fraction(1))], {"a": 4}, 4) == pytest.approx(1.0)
    assert chance_of([Area("a", 9, response=Fraction(0))], {"a": 4}, 1) == pytest.approx(0.0)


def test_no_letter_less_would_do() -> None:
    areas = [Area("town", 9000, response=Fraction(3, 100)), Area("aul", 6000, Fraction(2), Fraction(12, 1000))]
    need = letters_needed(areas, wanted=140)
    assert need.chance >= 0.95 > chance_of(areas, allocate(areas, need.letters - 1), 140)
    assert sum(need.by_area.values()) == need.letters
    assert need.by_area["aul"] > need.by_area["town"]
    assert need.expected > 140
    assert letters_needed(areas, wanted=0).letters == 0


def test_too_few_addresses_are_said_with_the_numbers() -> None:
    with pytest.raises(SortitionError) as caught:
        letters_needed([Area("a", 1000, response=Fraction(2, 100))], wanted=21)
    assert caught.value.code == "addresses_too_few_for_answers"
    assert caught.value.params == {"addresses": 1000, "expected": 20.0, "wanted": 21}


def test_the_same_seed_draws_the_same_addresses_from_any_order_of_the_file() -> None:
    addresses = [Address(f"көше {i}", f"area{i % 3}") for i in range(300)]
    by_area = {"area0": 10, "area1": 5, "area2": 0}
    drawn = draw_letters(addresses, by_area, "fc1873a1")
    mixed = random.Random(1).sample(addresses, 300)
    assert drawn == draw_letters(mixed, by_area, "fc1873a1") != draw_letters(addresses, by_area, "fc1873a2")
    assert [sum(a.area == name for a in drawn) for name in by_area] == [10, 5, 0]


def test_who_is_drawn_can_be_checked_by_hand() -> None:
    addresses = [Address(str(i)) for i in range(50)]
    line = sorted(range(50), key=lambda i: hashlib.sha256(f"seed/{i}".encode()).digest())
    assert [int(a.id) for a in draw_letters(addresses, {"": 7}, "seed")] == line[:7]


def test_a_larger_drive_keeps_those_already_drawn() -> None:
    addresses = [Address(str(i)) for i in range(200)]
    assert set(draw_letters(addresses, {"": 20}, "s")) < set(draw_letters(addresses, {"": 60}, "s"))


def test_every_address_is_drawn_equally_often() -> None:
    addresses = [Address(str(i)) for i in range(20)]
    counts = dict.fromkeys(addresses, 0)
    for seed in range(2000):
        for address in draw_letters(addresses, {"": 5}, str(seed)):
            counts[address] += 1
    expected = 2000 * 5 / 20
    chi_square = sum((count - expected) ** 2 / (expected * 0.75) for count in counts.values())
    assert chi_square < 43.8  # 19 degrees of freedom, p = 0.001


def test_an_extra_share_goes_to_the_named_areas() -> None:
    areas = [Area("a", 700), Area("b", 200), Area("c", 100)]
    weights = weights_with_extra(areas, Fraction(20, 100), ["b", "c"])
    shares = allocate([Area(a.name, a.addresses, weights[a.name]) for a in areas], 300)
    assert shares == {"a": 168, "b": 88, "c": 44}


def test_bad_input_is_refused() -> None:
    addresses = [Address("1", "x"), Address("1", "y")]
    areas = [Area("x", 5)]
    assert refusal(draw_letters, addresses, {"x": 1}, "s") == "address_twice"
    assert refusal(draw_letters, addresses[:1], {"x": 2}, "s") == "addresses_too_few"
    assert refusal(draw_letters, addresses[:1], {"z": 1}, "s") == "addresses_too_few"
    assert refusal(weights_with_extra, areas, Fraction(1, 5), ["nowhere"]) == "area_unknown"
    assert refusal(weights_with_extra, areas, Fraction(6, 5), ["x"]) == "share_wrong"
    assert refusal(allocate, [Area("x", 5, Fraction(-1))], 1) == "area_rates_wrong"
    assert refusal(allocate, [Area("x", 5, Fraction(1), Fraction(2))], 1) == "area_rates_wrong"
    with pytest.raises(SortitionError, match="area_unknown"):
        count_areas(addresses, weights={"nowhere": Fraction(1)})
