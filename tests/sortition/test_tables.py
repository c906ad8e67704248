"""Small tables: everybody sits once a round, wishes are kept, meetings are as many as an integer program finds."""

import itertools
import random
from collections.abc import Sequence

import highspy
import numpy as np
import pytest

from sortition.draw import Person
from sortition.errors import InputError
from sortition.randomness import Source
from sortition.seatings import GAINS, Floor, Problem, Wishes
from sortition.tables import Seating, seat_tables, table_count


def guests(count: int, chance: random.Random | None = None) -> list[Person]:
    """People without features, or with three random ones."""
    values = {"gender": "fm", "area": "xyz", "view": "yn"} if chance else {}
    return [Person(f"p{i}", {f: chance.choice(v) for f, v in values.items()} if chance else {}) for i in range(count)]


def worth(seating: Seating) -> int:
    """Σ g(meetings) over all pairs."""
    return sum(int(GAINS[min(c, 3)]) * pairs for c, pairs in enumerate(seating.meetings))


def best_worth(count: int, tables: int, rounds: int, values: Sequence[str] = ()) -> int:
    """The optimum by an integer program; `values[i]` is to be spread evenly over the tables."""
    program = highspy.Highs()
    program.setOptionValue("output_flag", False)
    sizes = [count // tables + (t < count % tables) for t in range(tables)]
    at = {(i, t, r): program.addBinary() for i in range(count) for t in range(tables) for r in range(rounds)}
    for r in range(rounds):
        for i in range(count):
            program.addConstr(sum(at[i, t, r] for t in range(tables)) == 1)
        for t, size in enumerate(sizes):
            program.addConstr(sum(at[i, t, r] for i in range(count)) == size)
            for value in set(values):
                holders = [i for i in range(count) if values[i] == value]
                least, most = len(holders) * size // count, -(-len(holders) * size // count)
                members = sum(at[i, t, r] for i in holders)
                program.addConstr(members >= least)
                program.addConstr(members <= most)
    objective = 0
    for i, j in itertools.combinations(range(count), 2):
        meetings = 0
        for r, t in itertools.product(range(rounds), range(tables)):
            both = program.addVariable(0, 1)
            program.addConstr(both <= at[i, t, r])
            program.addConstr(both <= at[j, t, r])
            meetings = meetings + both
        levels = [program.addVariable(0, 1) for _ in range(3)]
        program.addConstr(sum(levels) <= meetings)
        objective = objective + 100 * levels[0] + 10 * levels[1] + levels[2]
    program.maximize(objective)
    assert program.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return round(program.getObjectiveValue())


@pytest.mark.parametrize(("count", "tables", "rounds"), [(6, 2, 2), (6, 3, 2), (7, 2, 2), (6, 2, 3)])
def test_the_search_reaches_the_optimum_of_an_integer_program(count: int, tables: int, rounds: int) -> None:
    found = seat_tables(guests(count), tables=tables, rounds=rounds, source=Source(b"a"))
    assert worth(found) == best_worth(count, tables, rounds)


def test_the_search_reaches_the_optimum_with_mixed_tables() -> None:
    values = "fffmmm"
    people = [Person(f"p{i}", {"gender": value}) for i, value in enumerate(values)]
    found = seat_tables(people, tables=2, rounds=2, source=Source(b"a"))
    assert not found.unmixed
    assert worth(found) == best_worth(6, 2, 2, values)


@pytest.mark.parametrize(("count", "tables", "rounds"), [(9, 3, 4), (16, 4, 5)])
def test_perfect_plans_are_found(count: int, tables: int, rounds: int) -> None:
    """Affine planes of order 3 and 4: everybody meets everybody exactly once."""
    found = seat_tables(guests(count), tables=tables, rounds=rounds, source=Source(b"b"))
    assert found.meetings == (0, count * (count - 1) // 2)


@pytest.mark.parametrize("seed", range(6))
def test_everybody_sits_once_a_round_and_the_figures_are_true(seed: int) -> None:
    chance = random.Random(seed)
    people = guests(chance.randint(5, 24), chance)
    tables = table_count(len(people), 5)
    found = seat_tables(people, tables=tables, rounds=3, source=Source(b"c"), starts=1, kicks=10)
    met: dict[frozenset[str], int] = {}
    for row in found.rounds:
        assert sorted(itertools.chain(*row)) == sorted(person.id for person in people)
        sizes = [len(table) for table in row]
        assert max(sizes) - min(sizes) <= 1
        for table in row:
            for pair in itertools.combinations(table, 2):
                met[frozenset(pair)] = met.get(frozenset(pair), 0) + 1
    assert found.distinct == len(met)
    assert sum(found.meetings) == found.possible
    counts = list(met.values()) + [0] * (found.possible - len(met))
    assert list(found.meetings) == np.bincount(counts).tolist()


def test_with_one_feature_every_table_is_mixed() -> None:
    people = [Person(f"p{i}", {"gender": "f" if i < 9 else "m"}) for i in range(20)]
    found = seat_tables(people, tables=4, rounds=4, source=Source(b"d"), kicks=20)
    for row in found.rounds:
        women = [sum(int(id_[1:]) < 9 for id_ in table) for table in row]
        assert set(women) <= {2, 3}


def test_pairs_stay_together_and_apart_in_every_round() -> None:
    people = guests(21, random.Random(4))
    together = [("p0", "p1"), ("p1", "p2"), ("p5", "p6")]
    apart = [("p0", "p5"), ("p3", "p4"), ("p7", "p8"), ("p2", "p9")]
    found = seat_tables(people, tables=4, rounds=5, source=Source(b"e"), together=together, apart=apart, kicks=20)
    assert found.separated == found.joined == ()
    for row in found.rounds:
        at = {id_: number for number, table in enumerate(row) for id_ in table}
        assert all(at[one] == at[other] for one, other in together)
        assert all(at[one] != at[other] for one, other in apart)


def test_what_cannot_be_kept_is_named() -> None:
    apart = list(itertools.combinations(["p0", "p1", "p2"], 2))
    found = seat_tables(guests(6), tables=2, rounds=1, source=Source(b"f"), apart=apart)
    assert len(found.joined) == 1
    assert found.joined[0] in apart


def test_a_language_is_gathered() -> None:
    people = [Person(f"p{i}", {"language": "kk" if i % 2 else "ru"}) for i in range(12)]
    found = seat_tables(people, tables=3, rounds=2, source=Source(b"g"), gather=["language"])
    mixed = [table for row in found.rounds for table in row if len({int(id_[1:]) % 2 for id_ in table}) > 1]
    assert len(mixed) == 2  # six and six at tables of four: one table of each round has to mix


def test_earlier_rounds_count() -> None:
    people = guests(9)
    held = [[["p0", "p1", "p2"], ["p3", "p4", "p5"], ["p6", "p7", "p8", "gone"]]]
    found = seat_tables(people, tables=3, rounds=3, source=Source(b"h"), earlier=held)
    assert found.meetings == (0, 36)


def test_the_same_source_gives_the_same_seating_and_another_gives_another() -> None:
    people = guests(20, random.Random(1))
    once, again, other = (
        seat_tables(people, tables=4, rounds=3, source=Source(seed), starts=2, kicks=10) for seed in (b"i", b"i", b"j")
    )
    assert once == again != other


@pytest.mark.parametrize("seed", range(4))
def test_the_gain_of_a_swap_is_the_change_of_the_score(seed: int) -> None:
    chance = random.Random(seed)
    people = guests(11, chance)
    wishes = Wishes((("p0", "p1"),), (("p2", "p3"),), ("view",))
    place = {person.id: at for at, person in enumerate(people)}
    held = [[["p4", "p5", "p6"]]] * seed
    floor = Floor(Problem.of([p.features for p in people], place, 3, 4, wishes, earlier=held), Source(b"k"))
    row = floor.at[2]
    gains = floor._meeting_gains(row) + floor._mix_gains(row)
    for one, other in itertools.combinations(range(11), 2):
        if row[one] != row[other]:
            before = floor.score
            floor._swap(2, one, other)
            assert floor.score - before == gains[one, other]
            floor._swap(2, one, other)


def test_impossible_wishes_are_refused() -> None:
    def refusal(count: int = 6, tables: int = 2, rounds: int = 1, **wishes: list[tuple[str, str]]) -> str:
        with pytest.raises(InputError) as caught:
            seat_tables(guests(count), tables=tables, rounds=rounds, source=Source(b""), **wishes)  # type: ignore[arg-type]
        return caught.value.code

    assert refusal(together=[("p0", "p1"), ("p1", "p2"), ("p2", "p3")]) == "together_too_many"
    assert refusal(together=[("p0", "p1"), ("p1", "p2")], apart=[("p0", "p2")]) == "together_and_apart"
    assert refusal(apart=[("p0", "nobody")]) == "id_unknown"
    assert refusal(tables=0) == refusal(tables=7) == "tables_wrong"
    assert refusal(rounds=0) == "rounds_wrong"
    with pytest.raises(InputError, match="id_twice"):
        seat_tables(guests(3) * 2, tables=2, rounds=1, source=Source(b""))


def test_one_person_and_one_table_are_no_trouble() -> None:
    assert seat_tables(guests(1), tables=1, rounds=2, source=Source(b"")).rounds == ((("p0",),), (("p0",),))
    assert seat_tables(guests(4), tables=1, rounds=2, source=Source(b"")).meetings == (0, 0, 6)
