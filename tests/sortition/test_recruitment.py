"""Whom to recruit: the fewest people, described by what matters about them and by nothing else."""

import random
from dataclasses import replace
from itertools import combinations_with_replacement, product

import pytest

from sortition import Pool, Quotas, check
from tests.sortition import brute


def thinned_case(seed):
    """A small pool from which half of the people have gone."""
    pool, quotas, seats = brute.random_case(seed)
    kept = sorted(random.Random(seed).sample(range(len(pool.ids)), (len(pool.ids) + 1) // 2))
    columns = {name: tuple(getattr(pool, name)[i] for i in kept) for name in ("ids", "values", "households", "rows")}
    return replace(pool, **columns), quotas, seats


def is_possible(pool, quotas, seats, people):
    """Whether the pool and these people (feature → value) hold a panel, by enumeration."""
    count = len(people)
    more = Pool(
        ids=(*pool.ids, *(f"new{i}" for i in range(count))),
        features=pool.features,
        values=(*pool.values, *(tuple(person[f] for f in pool.features) for person in people)),
        households=(*pool.households, *([None] * count)),
        rows=(*pool.rows, *range(count)),
    )
    return bool(brute.valid_panels(more, quotas, seats))


def seated_values(quotas):
    return {feature: [q.value for q in rows if q.max] for feature, rows in quotas.features.items()}


def may_be_open(quotas):
    """Features of which more than one value has seats, or which have no other."""
    return {f for f, seated in seated_values(quotas).items() if len(seated) > 1 or len(quotas.features[f]) == 1}


def one_differs(example, number, free, quotas):
    """The example with every choice of the free features of one person."""
    known = seated_values(quotas)
    for values in product(*(known[feature] for feature in free)):
        yield [{**p, **dict(zip(free, values, strict=True))} if i == number else p for i, p in enumerate(example)]


def many_share(example, needed, feature, quotas):
    """The example with one value of a feature for the first 1, 2, … of those who have it open."""
    for quota in quotas.features[feature]:
        people = list(example)
        for number in [i for i, person in enumerate(needed) if feature not in person]:
            people[number] = {**people[number], feature: quota.value}
            if sum(person[feature] == quota.value for person in people) <= quota.max:
                yield list(people)


def described(found):
    """What is needed of each person of the example: the narrowest description that is free."""
    left = [dict(recruit.values) for recruit in found.recruits for _ in range(recruit.count)]
    needed = []
    for person in found.example:
        fitting = max((v for v in left if v.items() <= person.items()), key=len)
        left.remove(fitting)
        needed.append(fitting)
    return needed


def deviations(found, needed, quotas):
    for number, person in enumerate(needed):
        yield from one_differs(found.example, number, [f for f in quotas.features if f not in person], quotas)
    for feature in quotas.features:
        yield from many_share(found.example, needed, feature, quotas)


def impossible_cases(count):
    for seed in range(count):
        pool, quotas, seats = thinned_case(seed)
        if not brute.valid_panels(pool, quotas, seats):
            yield seed, pool, quotas, seats


def test_whatever_is_left_open_keeps_the_panel_possible_and_nothing_else_could_be_left_open():
    seen = opened = 0
    for seed, pool, quotas, seats in impossible_cases(120):
        found = check(pool, quotas, seats).recruitment
        assert found.is_minimal
        needed = described(found)
        for people in deviations(found, needed, quotas):
            assert is_possible(pool, quotas, seats, people), (seed, people)
        for number, person in enumerate(needed):
            for feature in set(person) & may_be_open(quotas):
                less = [{f: v for f, v in p.items() if (i, f) != (number, feature)} for i, p in enumerate(needed)]
                trials = deviations(found, less, quotas)
                assert any(not is_possible(pool, quotas, seats, people) for people in trials), (seed, feature)
        seen += 1
        opened += sum(len(quotas.features) - len(person) for person in needed)
    assert seen > 40
    assert opened > 20


def test_no_smaller_group_of_people_would_do():
    for seed, pool, quotas, seats in impossible_cases(60):
        total = check(pool, quotas, seats).recruitment.total
        kinds = [dict(zip(pool.features, row, strict=True)) for row in product(*seated_values(quotas).values())]
        for people in combinations_with_replacement(kinds, total - 1):
            assert not is_possible(pool, quotas, seats, people), seed


@pytest.mark.parametrize("people", [60, 300])
def test_what_does_not_matter_is_not_named(people):
    rows = [[f"p{i}", "fm"[i % 2], "yo"[i // 2 % 2], "nswe"[i // 4 % 4]] for i in range(people)]
    rows = [row for row in rows if row[1:3] != ["m", "y"]]
    pool = Pool.from_rows(["id", "sex", "age", "area"], rows, features=["sex", "age", "area"])
    table = {"sex": {"f": (6, 6), "m": (6, 6)}, "age": {"y": (6, 9), "o": (3, 3)}}
    table["area"] = dict.fromkeys("nswe", (2, 4))
    # 3 of the 6 men at most are old, so 3 young men are missing, wherever they live
    found = check(pool, Quotas.from_dict(table), 12).recruitment
    assert [(recruit.count, recruit.values) for recruit in found.recruits] == [(3, {"sex": "m", "age": "y"})]


def test_where_there_are_too_few_people_anybody_helps():
    pool = Pool.from_rows(["id", "sex"], [["a", "f"], ["b", "m"]], features=["sex"])
    found = check(pool, Quotas.from_dict({"sex": {"f": (0, 4), "m": (0, 4)}}), 4).recruitment
    assert [(recruit.count, recruit.values) for recruit in found.recruits] == [(2, {})]


def test_where_everybody_is_out_of_the_question_the_whole_panel_is_recruited():
    pool = Pool.from_rows(["id", "sex"], [["a", "f"], ["b", "f"]], features=["sex"])
    found = check(pool, Quotas.from_dict({"sex": {"f": (0, 0), "m": (2, 2)}}), 2)
    assert [(recruit.count, recruit.values) for recruit in found.recruitment.recruits] == [(2, {"sex": "m"})]
