"""The public rule for refusals, against a slow word-for-word reading of it and against hand-worked cases."""

import random
from typing import Any

import pytest

from sortition.draw import draw_result
from sortition.errors import SortitionError
from sortition.replacements import broken_quotas, replacement, replacements
from tests.sortition.bundles import random_commitment

QUOTAS = {"sex": {"f": [1, 1], "m": [1, 2]}, "area": {"town": [1, 2], "aul": [1, 2]}}


def case(seated: dict[str, str], reserve: dict[str, str]) -> tuple[Any, Any, Any]:
    """Tickets described as "sex area household"; the order of `reserve` is the reserve order."""
    features = {}
    for ticket, words in {**seated, **reserve}.items():
        sex, area, *home = words.split()
        features[ticket] = {"salt": "", "features": {"sex": sex, "area": area}, "household": home[0] if home else None}
    return {"quotas": QUOTAS}, {"panel": list(seated), "reserve_order": list(reserve)}, features


def slow_violation(commitment: Any, members: list[Any]) -> int:
    """By how many members the quotas are missed in all."""
    total = 0
    for feature, limits in commitment["quotas"].items():
        for value, (least, most) in limits.items():
            count = sum(member[feature] == value for member in members)
            total += least - count if count < least else count - most if count > most else 0
    return total


def slow_rule(commitment: Any, result: Any, features: Any, declined: list[str]) -> list[str]:
    """DRAW-PROTOCOL, step 5, sentence by sentence."""
    seated = list(result["panel"])
    for place, ticket in enumerate(declined):
        if ticket not in seated:
            continue
        seated.remove(ticket)
        best: tuple[int, str] | None = None
        for candidate in result["reserve_order"]:
            if candidate in seated or candidate in declined[: place + 1]:
                continue
            home = features[candidate]["household"]
            if home is not None and any(features[one]["household"] == home for one in seated):
                continue
            total = slow_violation(commitment, [features[one]["features"] for one in [*seated, candidate]])
            if best is None or total < best[0]:
                best = total, candidate
        seated += [best[1]] if best else []
    return sorted(seated)


@pytest.mark.parametrize("seed", range(40))
def test_the_rule_is_followed_word_for_word(seed: int) -> None:
    chance = random.Random(seed)
    made = random_commitment(chance)
    dice = f"{chance.randrange(100):02d}"
    result = draw_result(made.document, dice=dice, dice_published_at=0, beacon=None)
    tickets = list(made.features_document)
    first = chance.sample(result["panel"], chance.randint(1, len(result["panel"])))
    declined = first + chance.sample([t for t in tickets if t not in first], chance.randint(0, 6))
    chance.shuffle(declined)
    answers = replacements(made.document, result, made.features_document, declined)
    assert list(answers[-1].seated) == slow_rule(made.document, result, made.features_document, declined)
    assert answers[-1] == replacement(made.document, result, made.features_document, declined)
    for answer in answers:
        assert answer.broken == broken_quotas(answer.seated, made.features_document, made.document["quotas"])
        assert answer.violation == sum(quota.distance for quota in answer.broken)
        assert answer.declined not in answer.seated


def test_the_first_who_keeps_all_quotas_is_called() -> None:
    seated = {"0001": "f town", "0002": "m aul", "0003": "m aul"}
    reserve = {"0009": "m town", "0008": "f town", "0007": "f aul"}
    answer = replacement(*case(seated, reserve), ["0001"])
    assert (answer.ticket, answer.violation, answer.broken) == ("0008", 0, ())
    assert answer.seated == ("0002", "0003", "0008")


def test_a_housemate_of_a_seated_person_is_passed_over() -> None:
    seated = {"0001": "f town h1", "0002": "m aul h2", "0003": "m aul"}
    reserve = {"0009": "f town h2", "0008": "f town h1"}
    assert replacement(*case(seated, reserve), ["0001"]).ticket == "0008"  # h1 has just left


def test_without_a_perfect_one_the_smallest_violation_is_called_and_shown() -> None:
    seated = {"0001": "f town", "0002": "m aul", "0003": "m aul"}
    reserve = {"0009": "m aul", "0008": "m town", "0007": "f aul"}
    answer = replacement(*case(seated, reserve), ["0001"])
    assert answer.ticket == "0008"  # 0009 misses four; 0008 and 0007 two each, and 0008 is first
    assert answer.violation == 2
    assert [(q.feature, q.value, q.count, q.distance) for q in answer.broken] == [
        ("sex", "f", 0, 1),
        ("sex", "m", 3, 1),
    ]


def test_those_who_refused_before_are_not_called() -> None:
    seated = {"0001": "f town", "0002": "m aul", "0003": "m aul"}
    reserve = {"0009": "f town", "0008": "f town", "0007": "f aul"}
    answers = replacements(*case(seated, reserve), ["0009", "0001", "0008"])
    assert [(a.declined, a.ticket) for a in answers] == [("0009", None), ("0001", "0008"), ("0008", "0007")]


def test_with_nobody_left_the_seat_stays_empty_and_the_gap_is_shown() -> None:
    answer = replacement(*case({"0001": "f town", "0002": "m aul"}, {"0003": "m aul"}), ["0003", "0001"])
    assert (answer.ticket, answer.seated) == (None, ("0002",))
    assert answer.violation == 2


def test_unknown_and_doubled_refusals_are_refused() -> None:
    files = case({"0001": "f town"}, {"0002": "f town"})
    for declined, code in [
        (["0009"], "ticket_unknown"),
        (["0001"] * 2, "ticket_declined_twice"),
        ([], "nobody_declined"),
    ]:
        with pytest.raises(SortitionError) as caught:
            replacement(*files, declined)
        assert caught.value.code == code
