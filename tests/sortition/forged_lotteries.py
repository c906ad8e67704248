"""Lottery files to be bent, and the ways to bend them, each with the codes that the check may answer."""

import copy
import json
import math
from functools import cache

from sortition import Source, lottery
from tests.sortition import brute


def made(case, objective="leximin"):
    pool, quotas, seats = case
    found = lottery(pool, quotas, seats, source=Source(b"c"), objective=objective, panels=50)
    return json.loads(found.dumps()), pool, quotas


def with_cuts():
    """The first tight pool whose proof needs cuts that take several cases, as (document, pool, quotas)."""
    found = (made(brute.nasty_case(seed)) for seed in range(60))
    return next(f for f in found if f[0]["certificate"]["cuts"] and "kind" in f[0]["certificate"]["cuts"][0]["proof"])


def with_closed():
    """A tight pool in which some people are in no valid panel, found by cases."""
    found = (made(brute.nasty_case(seed), "maximin") for seed in range(60))
    return next(f for f in found if f[0]["certificate"]["closed"])


@cache
def given(name):
    """A lottery to be bent."""
    makers = {"plain": lambda: made(brute.random_case(7)), "homes": lambda: made(brute.random_case(2))}
    return {**makers, "closed": with_closed, "cuts": with_cuts}[name]()


def widest(document):
    """The level with the most multipliers."""
    return max(document["certificate"]["stages"], key=lambda stage: len(stage["multipliers"]) * (stage["level"] < 1))


def leaf(tree):
    while "multipliers" not in tree:
        tree = tree["below"]
    return tree


def swap_a_member(document):
    row = document["panels"][0]
    row[0] = next(name for name in document["people"] if name not in row)


def tell_another_chance(document):
    name = next(iter(document["chances"]))
    document["chances"][name] = "1/7"


def raise_a_chance(document):
    """Everybody of one kind gets more, somebody else less, and the error is computed anew."""
    ideal = document["certificate"]["ideal"]
    first = max(ideal, key=lambda name: ideal[name] if ideal[name] < 1 else 0)
    for name in ideal:
        if document["features"][name] == document["features"][first]:
            ideal[name] += 0.01
    told_error(document)


def told_error(document):
    counts = dict.fromkeys(document["people"], 0)
    for row, weight in zip(document["panels"], document["weights"], strict=True):
        for name in row:
            counts[name] += weight
    proof, total = document["certificate"], document["lottery"]
    proof["max_error"] = max(abs(counts[name] - chance * total) for name, chance in proof["ideal"].items())


def halve_a_multiplier(document):
    multipliers = widest(document)["multipliers"]
    multipliers[max(multipliers, key=lambda name: abs(multipliers[name]))] /= 2


def turn_a_multiplier(document):
    stage = widest(document)
    name = max(stage["multipliers"], key=lambda name: abs(stage["multipliers"][name]))
    stage["multipliers"][name] *= -1


def drop_a_level(document):
    document["certificate"]["stages"].pop(0)


def hold_twice(document):
    stages = document["certificate"]["stages"]
    stages.append(copy.deepcopy(stages[0]))


def leave_somebody_out(document):
    document["excluded"].append({"id": document["people"][0], "reason": "value_has_no_seats", "params": {}})


PLAIN, HOMES, CLOSED, CUTS = "plain", "homes", "closed", "cuts"
BENT = [
    (PLAIN, swap_a_member, {"panel_breaks_a_rule", "chance_is_another"}),
    (PLAIN, lambda d: d["panels"][0].append("nobody"), {"panel_breaks_a_rule", "lottery_broken"}),
    (PLAIN, lambda d: d["weights"].__setitem__(0, d["weights"][0] + 1), {"panels_miscounted"}),
    (PLAIN, lambda d: d["weights"].__setitem__(0, 1.5), {"weight_broken"}),
    (PLAIN, lambda d: d["weights"].__setitem__(0, 0), {"weight_broken"}),
    (PLAIN, lambda d: d["weights"].pop(), {"lottery_broken"}),
    (PLAIN, tell_another_chance, {"chance_is_another"}),
    (PLAIN, lambda d: d.update(seats=d["seats"] + 1), {"panel_breaks_a_rule"}),
    (PLAIN, lambda d: d.update(objective="maximin"), {"lottery_broken"}),
    (PLAIN, lambda d: d.update(format="sortition-lottery/2"), {"lottery_broken"}),
    (PLAIN, lambda d: d["quotas"][0].update(max=d["quotas"][0]["max"] + 1), {"other_quotas"}),
    (PLAIN, lambda d: d["people"].pop(), {"other_people"}),
    (PLAIN, lambda d: d["features"][d["people"][0]].update(f0="v9"), {"other_features"}),
    (PLAIN, lambda d: d["households"].update(dict.fromkeys(d["people"][:2], "h9")), {"other_households"}),
    (HOMES, lambda d: d["households"].clear(), {"other_households"}),
    (PLAIN, leave_somebody_out, {"exclusion_without_reason"}),
    (PLAIN, lambda d: d["included"].append("nobody"), {"panel_breaks_a_rule"}),
    (PLAIN, lambda d: d["certificate"].update(max_error=0.0), {"error_is_another"}),
    (PLAIN, lambda d: d["certificate"].update(panels=49), {"error_is_another"}),
    (PLAIN, raise_a_chance, {"ideal_misses_the_seats", "ideal_differs_within_a_kind"}),
    (PLAIN, halve_a_multiplier, {"level_not_proved", "level_weighs_nobody"}),
    (PLAIN, turn_a_multiplier, {"level_not_proved", "level_weighs_nobody", "row_has_no_bound"}),
    (PLAIN, drop_a_level, {"ideal_is_no_level", "level_not_proved"}),
    (PLAIN, hold_twice, {"level_holds_wrong_people"}),
    (PLAIN, lambda d: widest(d)["multipliers"].update({"quota/no/such": 1.0}), {"row_unknown"}),
    (PLAIN, lambda d: widest(d)["multipliers"].update({"cut/0": 1.0}), {"row_unknown"}),
    (PLAIN, lambda d: widest(d)["multipliers"].update(seats=math.nan), {"number_broken"}),
    (PLAIN, lambda d: widest(d)["multipliers"].update(seats=math.inf), {"number_broken"}),
    (PLAIN, lambda d: widest(d)["multipliers"].update(seats="1"), {"number_broken"}),
    (PLAIN, lambda d: widest(d)["multipliers"].update(seats=True), {"number_broken"}),
    (PLAIN, lambda d: d["certificate"].pop("stages"), {"lottery_broken"}),
    (PLAIN, lambda d: d["certificate"]["stages"][0].update(level="low"), {"number_broken"}),
    (CLOSED, lambda d: d["certificate"].update(closed=[]), {"bound_not_reached", "never_seated_are_others"}),
    (CLOSED, lambda d: leaf(d["certificate"]["closed"][0]["proof"])["multipliers"].clear(), {"closed_not_proved"}),
    (CLOSED, lambda d: d["certificate"]["closed"][0]["people"].append("nobody"), {"lottery_broken"}),
    *((CUTS, bend, codes) for bend, codes in (
        (lambda d: d["certificate"]["cuts"].clear(), {"row_unknown"}),
        (lambda d: d["certificate"]["cuts"][0].update(bound=d["certificate"]["cuts"][0]["bound"] - 0.01),
         {"cut_not_proved"}),
        (lambda d: d["certificate"]["cuts"][0]["proof"].update(leaf(d["certificate"]["cuts"][0]["proof"])),
         {"cut_not_proved"}),
        (lambda d: leaf(d["certificate"]["cuts"][0]["proof"])["multipliers"].clear(), {"cut_not_proved"}),
        (lambda d: d["certificate"]["cuts"][0]["weights"].popitem(),
         {"weights_differ_within_a_kind", "cut_not_proved", "level_not_proved"}),
        (lambda d: leaf(d["certificate"]["cuts"][0]["proof"])["multipliers"].update({"cut/0": 1.0}), {"row_unknown"}),
    )),
]  # fmt: skip
