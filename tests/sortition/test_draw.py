"""Commitment and result: shuffled, self-checked, reproducible from their entropy, decided by public numbers only."""

import hashlib
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sortition.beacon import BeaconPlan, BeaconRound, randomness, round_time
from sortition.canonical import canonical
from sortition.draw import Person, commitment_hash, draw_result, leaf, make_commitment, tickets_csv
from sortition.errors import SortitionError
from sortition.randomness import Source
from sortition.verify import verify
from tests.sortition.bundles import ROUNDS, quotas_of, random_commitment, random_panels, random_people

GOLDEN = Path(__file__).with_name("golden")


def refusal(**changes: Any) -> tuple[str, dict[str, Any]]:
    with pytest.raises(SortitionError) as caught:
        random_commitment(random.Random(1), **changes)
    return caught.value.code, caught.value.params


def golden_draw() -> tuple[Any, dict[str, Any]]:
    """A fixed draw of 6 of 24 people, thrown 41, with quicknet round 657413."""
    chance = random.Random(20231215)
    made = random_commitment(chance, seats=6, count=24, beacon=BeaconPlan((657413, 657613)), entropy=Source(b"g").take)
    result = draw_result(made.document, dice="41", dice_published_at=1694775003, beacon=ROUNDS[2])
    return made, result


def test_the_files_are_byte_for_byte_those_of_the_golden_folder() -> None:
    """Published draws must verify for ever; regenerate on purpose only, with a new format name."""
    made, result = golden_draw()
    assert made.text.encode() == (GOLDEN / "commitment.json").read_bytes()
    assert made.features_text.encode() == (GOLDEN / "features.json").read_bytes()
    assert tickets_csv(made).encode() == (GOLDEN / "tickets.csv").read_bytes()
    assert canonical(result).encode() == (GOLDEN / "result.json").read_bytes()


def test_the_golden_draw_verifies() -> None:
    files = [(GOLDEN / f"{name}.json").read_bytes() for name in ("commitment", "result", "features")]
    assert verify(files[0], files[1], files[2], check_beacon=True).ok


def test_the_result_can_be_worked_out_by_hand() -> None:
    """The protocol's formulas written out once more, with nothing of the library."""
    made, result = golden_draw()
    own_hash = hashlib.sha256(json.dumps(made.document, ensure_ascii=False, sort_keys=True,
                                         separators=(",", ":")).encode()).hexdigest()  # fmt: skip
    r = hashlib.sha256(bytes.fromhex(ROUNDS[2].signature)).hexdigest()
    z = hashlib.sha256(f"{own_hash}/657413/{r}".encode()).hexdigest()
    number = (41 + int(z, 16) % 100) % 100
    assert (result["commitment"], result["panel_number"]) == (own_hash, number)
    assert result["panel"] == made.document["panels"][number]
    waiting = [f"{i:04d}" for i in range(1, 25) if f"{i:04d}" not in result["panel"]]
    order = sorted(waiting, key=lambda ticket: hashlib.sha256(f"{z}/{ticket}".encode()).hexdigest())
    assert result["reserve_order"] == order


def test_dice_alone_choose_the_panel_of_their_number() -> None:
    made = random_commitment(random.Random(3))
    result = draw_result(made.document, dice="07", dice_published_at=0, beacon=None)
    assert result["panel_number"] == 7
    z = hashlib.sha256(f"{made.hash}/dice/07".encode()).hexdigest()
    assert result["reserve_order"][0] == min(
        set(made.features_document) - set(result["panel"]),
        key=lambda ticket: hashlib.sha256(f"{z}/{ticket}".encode()).hexdigest(),
    )


def test_every_registrant_can_check_the_own_ticket() -> None:
    made = random_commitment(random.Random(4))
    listed = dict(made.document["tickets"])
    stands = Counter(ticket for panel in made.document["panels"] for ticket in panel)
    for own in made.tickets.values():
        assert listed[own.ticket] == own.leaf == leaf(own.ticket, made.features_document[own.ticket])
        assert own.count == stands[own.ticket]
        assert len(own.salt) == 32
    assert len({own.salt for own in made.tickets.values()}) == len(made.tickets)


def test_tickets_and_panels_do_not_show_the_order_of_registration() -> None:
    chance = random.Random(5)
    people = random_people(chance, 30)
    panels = random_panels(chance, people, 4, 100)
    first, second = (
        random_commitment(chance, people=people, panels=panels, seats=4, quotas=quotas_of(people, panels), entropy=e)
        for e in (Source(b"1").take, Source(b"2").take)
    )
    tickets = [first.tickets[person.id].ticket for person in people]
    assert tickets != sorted(tickets)
    assert tickets != [second.tickets[person.id].ticket for person in people]
    back = {own.ticket: id_ for id_, own in first.tickets.items()}
    rows = [sorted(back[ticket] for ticket in panel) for panel in first.document["panels"]]
    assert rows != [sorted(panel) for panel in panels]
    assert sorted(rows) == sorted(sorted(panel) for panel in panels)


def test_every_place_in_the_shuffle_is_equally_likely() -> None:
    people = [Person(str(i), {"x": "y"}) for i in range(4)]
    panels = [["0", "1"]] * 100
    places: Counter[str] = Counter()
    for seed in range(600):
        made = make_commitment(
            jury="j", draw=1, seats=2, objective="leximin", quotas={}, people=people, panels=panels, dice=2,
            beacon=None, previous=None, software="t", entropy=Source(str(seed).encode()).take,
        )  # fmt: skip
        places[made.tickets["0"].ticket] += 1
    chi_square = sum((places[f"000{i}"] - 150) ** 2 / 150 for i in range(1, 5))
    assert chi_square < 16.3  # 3 degrees of freedom, p = 0.001


def test_household_labels_are_pseudonyms() -> None:
    people = [
        Person("a", {"x": "y"}, "Abai 5-1"),
        Person("b", {"x": "y"}, "Abai 5-1"),
        Person("c", {"x": "y"}, "Abai 7"),
    ]
    made = make_commitment(
        jury="j", draw=1, seats=1, objective="leximin", quotas={}, people=people, panels=[["a"]] * 100, dice=2,
        beacon=None, previous=None, software="t",
    )  # fmt: skip
    homes = {id_: made.features_document[own.ticket]["household"] for id_, own in made.tickets.items()}
    assert homes == {"a": "h1", "b": "h1", "c": None}
    assert "Abai" not in made.text + made.features_text


def test_five_digit_tickets_for_ten_thousand_people() -> None:
    people = [Person(str(i), {}) for i in range(10_000)]
    made = make_commitment(
        jury="j", draw=1, seats=1, objective="leximin", quotas={}, people=people, panels=[["0"]] * 100, dice=2,
        beacon=None, previous=None, software="t",
    )  # fmt: skip
    assert (made.document["tickets"][0][0], made.document["tickets"][-1][0]) == ("00001", "10000")
    result = draw_result(made.document, dice="12", dice_published_at=1, beacon=None)
    assert verify(made.text.encode(), canonical(result).encode(), made.features_text.encode()).ok


def test_a_second_draw_names_the_first() -> None:
    first = random_commitment(random.Random(1))
    second = random_commitment(random.Random(2), draw=2, previous=first.hash)
    assert second.document["previous"] == first.hash == commitment_hash(first.document)
    assert refusal(draw=2) == ("previous_wrong", {})


def test_a_commitment_that_could_not_be_verified_is_never_made() -> None:
    people = [Person(f"p{i}", {"sex": "f" if i < 5 else "m"}, "one" if i in (0, 9) else None) for i in range(10)]
    good = [["p0", "p5"]] * 100
    base = {"people": people, "panels": good, "seats": 2, "quotas": {"sex": {"f": (1, 1), "m": (1, 1)}}}
    assert random_commitment(random.Random(1), **base).hash
    worse = {
        "panel_size_wrong": {"panels": [*good[1:], ["p0", "p5", "p6"]]},
        "panel_ticket_repeated": {"panels": [*good[1:], ["p0", "p0"]]},
        "panel_person_unknown": {"panels": [*good[1:], ["p0", "nobody"]]},
        "quota_broken": {"panels": [*good[1:], ["p0", "p1"]]},
        "household_repeated": {"panels": [*good[1:], ["p0", "p9"]]},
        "lottery_size_wrong": {"panels": good[1:]},
        "person_repeated": {"people": [*people, people[0]]},
        "feature_missing": {"quotas": {"language": {"kk": (0, 2)}}},
        "field_invalid": {"dice": 0},
    }
    for code, changes in worse.items():
        assert refusal(**{**base, **changes})[0] == code


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("dice_missing", {"dice": "4"}),
        ("dice_missing", {"dice": None}),
        ("dice_missing", {"dice_published_at": None}),
        ("beacon_missing", {"beacon": None}),
        ("round_not_announced", {"beacon": ROUNDS[1]}),
        ("signature_forged", {"beacon": BeaconRound(657413, ROUNDS[1].signature)}),
        ("field_invalid", {"beacon": BeaconRound(657413, "b7")}),
        ("dice_too_late", {"dice_published_at": round_time(657413) - 59}),
        ("dice_after_round", {"dice_published_at": round_time(657413)}),
    ],
)
def test_a_result_against_the_rules_is_never_made(code: str, changes: dict[str, Any]) -> None:
    made, _ = golden_draw()
    arguments: dict[str, Any] = {"dice": "41", "dice_published_at": 1694775003, "beacon": ROUNDS[2]}
    with pytest.raises(SortitionError) as caught:
        draw_result(made.document, **{**arguments, **changes})
    assert caught.value.code == code


def test_late_dice_are_decided_by_the_next_announced_round() -> None:
    later = BeaconRound(657613, "ab" * 48)
    made, _ = golden_draw()
    at = round_time(657413) - 30
    result = draw_result(made.document, dice="41", dice_published_at=at, beacon=later, check_signature=False)
    assert verify(made.text.encode(), canonical(result).encode()).ok
    z = hashlib.sha256(f"{made.hash}/657613/{randomness(later.signature)}".encode()).hexdigest()
    assert result["panel_number"] == (41 + int(z, 16)) % 100
