"""Alternates: as good as an integer program finds, never housemates, people of one type by lot."""

import random
from collections import Counter
from itertools import combinations, combinations_with_replacement

import highspy
import numpy as np
import pytest

from sortition.alternates import _eligible, _Gaps, _Kinds, choose_alternates
from sortition.draw import Person
from sortition.dropouts import DropoutModel, Record, fit_dropouts
from sortition.errors import InputError
from sortition.randomness import Source

QUOTAS = {"sex": {"f": (3, 3), "m": (3, 3)}, "age": {"young": (2, 2), "middle": (2, 3), "old": (1, 2)}}
HALF = DropoutModel(base=float(np.log(0.6)))


def people(chance: random.Random, count: int, prefix: str) -> list[Person]:
    return [
        Person(f"{prefix}{i}", {"sex": chance.choice("fm"), "age": chance.choice(["young", "middle", "old"])})
        for i in range(count)
    ]


def optimum(gaps: _Gaps, kinds: _Kinds, count: int) -> float:
    """The integer program of the docstring, with whole numbers for who steps in."""
    program = highspy.Highs()
    program.setOptionValue("output_flag", False)
    program.setOptionValue("mip_rel_gap", 0.0)
    whole = highspy.HighsVarType.kInteger
    mix = [program.addVariable(0, len(ids), type=whole) for ids in kinds.ids]
    program.addConstr(sum(mix) == count)
    cost = 0
    for stay, gone, weight in zip(gaps.stay, gaps.gone, gaps.weight, strict=True):
        steps_in = [program.addVariable(0, gone, type=whole) for _ in mix]
        for used, have in zip(steps_in, mix, strict=True):
            program.addConstr(used <= have)
        empty = program.addVariable(0, gone)
        program.addConstr(sum(steps_in) + empty == gone)
        cost = cost + float(weight) * empty
        for quota, (least, most) in enumerate(zip(gaps.least, gaps.most, strict=True)):
            members = sum((one for one, has in zip(steps_in, kinds.has, strict=True) if has[quota]), 0)
            beyond = program.addVariable(0)
            program.addConstr(members + beyond >= float(least - stay[quota]))
            program.addConstr(members - beyond <= float(most - stay[quota]))
            cost = cost + float(weight) * beyond
    program.minimize(cost)
    return float(program.getObjectiveValue())


@pytest.mark.parametrize("seed", range(8))
def test_the_search_reaches_the_optimum_of_an_integer_program(seed: int) -> None:
    chance = random.Random(seed)
    panel, pool = people(chance, 6, "m"), people(chance, 12, "p")
    found = choose_alternates(panel, pool, QUOTAS, count=3, source=Source(bytes([seed])), model=HALF, scenarios=12)
    source = Source(bytes([seed]))  # the same lot: first the eligible, then the samples, then the types
    eligible = _eligible(panel, pool, source)
    gaps = _Gaps.sample(panel, QUOTAS, HALF, 12, source)
    assert found.expected_with == pytest.approx(optimum(gaps, _Kinds.of(eligible, QUOTAS, source), 3), abs=1e-6)


def slow_distance(members: list[Person], seats: int) -> int:
    """Distance from the quotas and empty seats, counted person by person."""
    total = seats - len(members)
    for feature, row in QUOTAS.items():
        for value, (least, most) in row.items():
            count = sum(person.features[feature] == value for person in members)
            total += max(0, least - count, count - most)
    return total


@pytest.mark.parametrize("seed", range(5))
def test_the_expected_distance_is_true_and_the_least(seed: int) -> None:
    """With one sample in which two named members are gone for certain, everything can be enumerated."""
    chance = random.Random(seed)
    panel, pool = people(chance, 6, "m"), people(chance, 9, "p")
    for place, person in enumerate(panel):
        panel[place] = Person(person.id, {**person.features, "gone": "yes" if place < 2 else "no"})
    certain = DropoutModel(base=-1e-9, effects={("gone", "yes"): -50.0})
    found = choose_alternates(panel, pool, QUOTAS, count=2, source=Source(b"s"), model=certain, scenarios=1)

    def best_with(alternates: list[Person]) -> int:
        stay = panel[2:]
        return min(slow_distance([*stay, *s], 6) for size in range(3) for s in combinations(alternates, size))

    chosen = [person for person in pool if person.id in found.ids]
    assert found.expected_with == best_with(chosen)
    assert found.expected_with == min(best_with(list(pair)) for pair in combinations(pool, 2))
    assert found.expected_without == slow_distance(panel[2:], 6)


def test_more_alternates_never_make_it_worse() -> None:
    chance = random.Random(5)
    panel, pool = people(chance, 6, "m"), people(chance, 30, "p")
    losses = [
        choose_alternates(panel, pool, QUOTAS, count=count, source=Source(b"t"), scenarios=60).expected_with
        for count in range(6)
    ]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0]


def test_housemates_of_the_panel_and_of_each_other_are_left_out() -> None:
    panel = [Person("m0", {"sex": "f", "age": "old"}, "home")]
    pool = [
        *panel,
        Person("p0", {"sex": "f", "age": "old"}, "home"),
        Person("p1", {"sex": "f", "age": "old"}, "flat"),
        Person("p2", {"sex": "f", "age": "old"}, "flat"),
        Person("p3", {"sex": "m", "age": "old"}),
    ]
    for seed in range(10):
        found = choose_alternates(panel, pool, QUOTAS, count=2, source=Source(bytes([seed])), scenarios=20)
        assert set(found.ids) in ({"p1", "p3"}, {"p2", "p3"})
    with pytest.raises(InputError, match="alternates_too_few"):
        choose_alternates(panel, pool, QUOTAS, count=3, source=Source(b""))


def test_people_of_one_type_are_drawn_by_lot() -> None:
    panel = [Person(f"m{i}", {"sex": "f" if i < 3 else "m", "age": "middle"}) for i in range(6)]
    pool = [Person(f"p{i}", {"sex": "f", "age": "young"}) for i in range(5)]
    drawn = Counter(
        choose_alternates(panel, pool, QUOTAS, count=1, source=Source(str(s).encode()), scenarios=5, starts=1).ids[0]
        for s in range(500)
    )
    chi_square = sum((drawn[f"p{i}"] - 100) ** 2 / 100 for i in range(5))
    assert chi_square < 18.5  # 4 degrees of freedom, p = 0.001


def test_the_order_of_the_pool_does_not_matter() -> None:
    chance = random.Random(6)
    panel, pool = people(chance, 6, "m"), people(chance, 20, "p")
    mixed = chance.sample(pool, 20)
    once, again = (choose_alternates(panel, p, QUOTAS, count=3, source=Source(b"u")) for p in (pool, mixed))
    assert once == again
    assert choose_alternates(panel, pool, QUOTAS, count=0, source=Source(b"u")).ids == ()
    with pytest.raises(InputError, match="alternates_count_wrong"):
        choose_alternates(panel, pool, QUOTAS, count=13, source=Source(b"u"))


def test_without_records_everybody_drops_out_at_the_usual_rate() -> None:
    model = fit_dropouts([])
    assert model.chance({"age": "old"}) == pytest.approx(0.11)


def test_the_model_finds_the_rates_behind_many_records() -> None:
    chance = random.Random(7)
    stays = {"young": 0.7, "middle": 0.95, "old": 0.9}
    records = []
    for _ in range(6000):
        age, area = chance.choice(list(stays)), chance.choice(["aul", "town"])
        is_here = chance.random() < stays[age] * (0.8 if area == "aul" else 1.0)
        records.append(Record({"age": age, "area": area}, not is_here))
    model = fit_dropouts(records)
    for age, area in [(a, b) for a in stays for b in ("aul", "town")]:
        truth = 1 - stays[age] * (0.8 if area == "aul" else 1.0)
        assert model.chance({"age": age, "area": area}) == pytest.approx(truth, abs=0.04)


def test_few_records_move_the_estimate_a_little() -> None:
    model = fit_dropouts([Record({"age": "young"}, True)] + [Record({"age": "old"}, False)] * 8)
    young, old = model.chance({"age": "young"}), model.chance({"age": "old"})
    assert 0.05 < old < 0.11 < young < 0.2


def test_nobody_stays_for_certain() -> None:
    model = fit_dropouts([Record({"age": "old"}, False)] * 5000)
    assert 0 < model.chance({"age": "old"}) < 0.01


def test_every_mix_is_reached_by_the_same_formula() -> None:
    """The incremental values of the search equal a plain count for every mix of two types of a small pool."""
    chance = random.Random(9)
    panel, pool = people(chance, 6, "m"), people(chance, 15, "p")
    source = Source(b"v")
    eligible = _eligible(panel, pool, source)
    gaps = _Gaps.sample(panel, QUOTAS, HALF, 40, source)
    kinds = _Kinds.of(eligible, QUOTAS, source)
    found = choose_alternates(panel, pool, QUOTAS, count=2, source=Source(b"v"), model=HALF, scenarios=40)
    losses = []
    for mix in combinations_with_replacement(range(len(kinds.ids)), 2):
        if all(mix.count(kind) <= len(kinds.ids[kind]) for kind in mix):
            subsets = [list(s) for size in range(3) for s in combinations(mix, size)]
            values = [
                np.where(
                    gaps.gone >= len(s),
                    gaps.distance(gaps.stay + kinds.has[s].sum(axis=0)).sum(axis=1) + gaps.gone - len(s),
                    np.inf,
                )
                for s in subsets
            ]
            losses.append(float(gaps.weight @ np.min(values, axis=0)))
    assert found.expected_with == pytest.approx(min(losses))
