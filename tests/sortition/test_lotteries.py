"""All objectives: valid panels, chances that sum to the seats, optimal values; the same seed, the same lottery."""

import json
import math
from fractions import Fraction

import numpy as np
import pytest

from sortition import Cancelled, Impossible, InputError, Lottery, Panels, Pool, Quotas, SortitionError, Source, lottery
from tests.sortition import brute

OBJECTIVES = ("leximin", "maximin", "nash", "goldilocks", "uniform")


def small(seed=3):
    return brute.random_case(seed)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_chances_sum_to_the_seats_and_every_panel_is_valid(objective):
    for seed in range(40):
        pool, quotas, seats = brute.random_case(seed)
        found = lottery(pool, quotas, seats, source=Source(b"s"), objective=objective, panels=60)
        valid = {tuple(sorted(pool.ids[i] for i in p)) for p in brute.valid_panels(pool, quotas, seats)}
        assert set(found.panels.rows) <= valid
        assert found.panels.total == 60
        assert sum(found.chances.values()) == seats
        assert sum(found.certificate.ideal.values()) == pytest.approx(seats)
        assert found.certificate.is_proved


@pytest.mark.parametrize("objective", OBJECTIVES[:4])
def test_no_random_lottery_over_all_panels_beats_the_optimum(objective):
    dice = np.random.default_rng(5)
    for seed in range(25):
        pool, quotas, seats = brute.random_case(seed)
        found = lottery(pool, quotas, seats, source=Source(b"s"), objective=objective, panels=60)
        panels = brute.valid_panels(pool, quotas, seats)
        people = sorted({i for panel in panels for i in panel})
        for _ in range(200):
            weights = dice.dirichlet(np.full(len(panels), dice.choice([0.05, 0.3, 1, 5])))
            chances = np.zeros(len(pool.ids))
            for panel, weight in zip(panels, weights, strict=True):
                chances[list(panel)] += weight
            assert not better(objective, chances[people], seats, found.certificate.bound)


def better(objective: str, chances: np.ndarray, seats: int, bound: float) -> bool:
    if objective == "nash":
        return bool(np.log(np.maximum(chances, 1e-300)).sum() > bound + 1e-6)
    if objective == "goldilocks":
        ratio = len(chances) / seats
        return bool(ratio * chances.max() + 1 / ratio / max(chances.min(), 1e-300) < bound - 1e-6)
    return bool(chances.min() > bound + 1e-6)


def test_nash_of_a_pool_worked_by_hand():
    # one seat for a or b, two seats for c, d, e: the product is largest when each group shares evenly
    rows = [["a", "x"], ["b", "x"], ["c", "y"], ["d", "y"], ["e", "y"]]
    pool = Pool.from_rows(["id", "g"], rows, features=["g"])
    quotas = Quotas.from_dict({"g": {"x": (1, 1), "y": (2, 2)}})
    found = lottery(pool, quotas, 3, source=Source(b"n"), objective="nash", panels=60)
    assert found.certificate.value == pytest.approx(2 * math.log(1 / 2) + 3 * math.log(2 / 3))
    assert {str(found.chances[name]) for name in "ab"} == {"1/2"}
    assert {str(found.chances[name]) for name in "cde"} == {"2/3"}


def test_goldilocks_weighs_both_ends():
    # x may sit always or never; ratio n/k = 3/1, so value = 3 max + γ / (3 min): even chances are best for γ = 1
    pool = Pool.from_rows(["id", "g"], [["a", "x"], ["b", "y"], ["c", "y"]], features=["g"])
    quotas = Quotas.from_dict({"g": {"x": (0, 1), "y": (0, 1)}})
    found = lottery(pool, quotas, 1, source=Source(b"g"), objective="goldilocks", panels=300)
    assert found.certificate.value == pytest.approx(2.0)
    assert set(found.chances.values()) == {Fraction(1, 3)}


def test_the_order_of_rows_quotas_and_features_does_not_matter():
    for seed in range(12):
        pool, quotas, seats = brute.random_case(seed)
        order = list(range(len(pool.ids)))[::-1]
        turned = Pool(
            ids=tuple(pool.ids[i] for i in order),
            features=pool.features[::-1],
            values=tuple(pool.values[i][::-1] for i in order),
            households=tuple(pool.households[i] for i in order),
            rows=pool.rows,
        )
        first = lottery(pool, quotas, seats, source=Source(b"o"), panels=50)
        second = lottery(turned, Quotas(quotas.quotas[::-1]), seats, source=Source(b"o"), panels=50)
        assert first.panels == second.panels


def test_the_same_seed_gives_the_same_file_and_another_seed_another_lottery():
    pool, quotas, seats = brute.random_case(11, most_people=10)
    files = [lottery(pool, quotas, seats, source=Source(seed), panels=200) for seed in (b"1", b"1", b"2")]
    assert files[0].panels == files[1].panels
    assert files[0].chances == files[1].chances


def test_renaming_values_and_people_keeps_the_chances():
    pool, quotas, seats = brute.random_case(21)
    renamed = Pool(
        ids=tuple(f"Ж{name}" for name in pool.ids),
        features=pool.features,
        values=tuple(tuple(f"Қ{value}".upper() for value in row) for row in pool.values),
        households=pool.households,
        rows=pool.rows,
    )
    table = {f: {f"қ{v}": (q[0], q[1]) for v, q in row.items()} for f, row in quotas.to_dict().items()}
    first = lottery(pool, quotas, seats, source=Source(b"r"), panels=50).certificate.ideal
    second = lottery(renamed, Quotas.from_dict(table), seats, source=Source(b"r"), panels=50).certificate.ideal
    assert [first[name] for name in pool.ids] == pytest.approx([second[f"Ж{name}"] for name in pool.ids])


def test_a_person_doubled_shares_the_chance_with_the_double():
    rows = [["a", "f"], ["b", "f"], ["c", "m"], ["d", "m"]]
    quotas = Quotas.from_dict({"sex": {"f": (1, 1), "m": (1, 1)}})
    doubled = Pool.from_rows(["id", "sex"], [*rows, ["d2", "m"]], features=["sex"])
    found = lottery(doubled, quotas, 2, source=Source(b"d"), panels=300)
    assert [str(found.chances[name]) for name in ("a", "b", "c", "d", "d2")] == ["1/2", "1/2", "1/3", "1/3", "1/3"]


def test_included_people_always_sit_and_their_households_never():
    rows = [["a", "f", "1 x"], ["b", "f", ""], ["c", "f", "2 x"], ["d", "m", "1 x"], ["e", "m", ""], ["f", "m", ""]]
    pool = Pool.from_rows(["id", "sex", "home"], rows, features=["sex"], household_columns=["home"])
    quotas = Quotas.from_dict({"sex": {"f": (2, 2), "m": (1, 1)}})
    found = lottery(pool, quotas, 3, source=Source(b"i"), include=["a"], exclude=["f"], panels=100)
    assert [float(found.chances[name]) for name in "abcdef"] == [1.0, 0.5, 0.5, 0.0, 1.0, 0.0]
    assert {(person.id, person.reason) for person in found.excluded} == {
        ("d", "household_already_seated"),
        ("f", "excluded_by_organizer"),
    }


def test_blank_addresses_are_not_one_household():
    rows = [["a", "f", ""], ["b", "f", " "], ["c", "f", ""]]
    pool = Pool.from_rows(["id", "sex", "home"], rows, features=["sex"], household_columns=["home"])
    found = lottery(pool, Quotas.from_dict({"sex": {"f": (3, 3)}}), 3, source=Source(b"b"), panels=10)
    assert found.panels.rows == (("a", "b", "c"),)


def test_the_file_reads_back_as_it_was():
    pool, quotas, seats = brute.random_case(5)
    found = lottery(pool, quotas, seats, source=Source(b"f"), panels=70)
    assert Lottery.from_json(json.loads(found.dumps())) == found
    with pytest.raises(InputError):
        Lottery.from_json({"format": "something else"})


@pytest.mark.parametrize("spoil", ["swap", "repeat", "short", "unknown"])
def test_the_check_in_whole_numbers_refuses_spoiled_panels(spoil):
    rows = [["a", "f", "1 x"], ["b", "f", ""], ["c", "m", "1 x"], ["d", "m", ""]]
    pool = Pool.from_rows(["id", "sex", "home"], rows, features=["sex"], household_columns=["home"])
    quotas = Quotas.from_dict({"sex": {"f": (1, 1), "m": (1, 1)}})
    panel = {"swap": ["a", "b"], "repeat": ["a", "a"], "short": ["a"], "unknown": ["a", "z"]}[spoil]
    Panels.of([["a", "d"], ["b", "c"]]).check(pool, quotas, 2)
    with pytest.raises(SortitionError):
        Panels.of([panel]).check(pool, quotas, 2)
    with pytest.raises(SortitionError) as shared:
        Panels.of([["a", "c"]]).check(pool, quotas, 2)
    assert shared.value.code == "panel_household_twice"


def test_members_of_a_type_differ_by_at_most_one_panel():
    rows = [[f"p{i:03}", "f" if i < 70 else "m"] for i in range(120)]
    pool = Pool.from_rows(["id", "sex"], rows, features=["sex"])
    quotas = Quotas.from_dict({"sex": {"f": (6, 7), "m": (5, 6)}})
    found = lottery(pool, quotas, 12, source=Source(b"m"), panels=1000)
    counts = found.panels.counts()
    for part in (pool.ids[:70], pool.ids[70:]):
        assert max(counts[name] for name in part) - min(counts[name] for name in part) <= 1
    assert found.certificate.max_error < 1


def test_progress_is_told_and_cancel_stops():
    pool, quotas, seats = small()
    stages: list[str] = []
    told = {"progress": lambda stage, done, total: stages.append(stage)}
    lottery(pool, quotas, seats, source=Source(b"p"), panels=10, **told)
    assert stages[0] == "types"
    assert stages[-1] == "checking"
    with pytest.raises(Cancelled):
        lottery(pool, quotas, seats, source=Source(b"p"), panels=10, cancel=lambda: len(stages) > 0)


def test_arguments_are_refused_with_their_numbers():
    pool, quotas, seats = small()
    with pytest.raises(InputError, match="objective_unknown"):
        lottery(pool, quotas, seats, source=Source(b""), objective="fairest")
    with pytest.raises(InputError, match="panels_out_of_range"):
        lottery(pool, quotas, seats, source=Source(b""), panels=0)
    with pytest.raises(InputError, match="person_unknown"):
        lottery(pool, quotas, seats, source=Source(b""), include=["nobody"])
    with pytest.raises(Impossible):
        lottery(pool, quotas, len(pool.ids) + 1, source=Source(b""))
