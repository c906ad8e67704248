"""The map is made of the votes alone: the same votes, the same map; worked by hand, and against the definitions."""
from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.opinions import groups, opinion_maps
from app.services.opinions.common_ground import Tally, difference, is_sure, shared, tally
from app.services.opinions.groups import find_groups, silhouette
from app.services.opinions.opinion_maps import Votes
from app.services.opinions.projections import project

ANSWERS = st.sampled_from([1.0, -1.0, 0.0, float("nan")])


def votes(rows: list[list[float]]) -> Votes:
    return Votes(tuple(range(1, len(rows) + 1)), tuple(range(1, len(rows[0]) + 1)), np.array(rows))


def camps(first: int, second: int) -> list[list[float]]:
    """Two sides who agree on the last statement only."""
    return [[1, 1, -1, 1]] * first + [[-1, -1, 1, 1]] * second


@st.composite
def matrices(draw: st.DrawFn) -> list[list[float]]:
    people, statements = draw(st.integers(5, 25)), draw(st.integers(3, 9))
    return [[draw(ANSWERS) for _ in range(statements)] for _ in range(people)]


def test_two_camps_worked_by_hand() -> None:
    document, places = opinion_maps.draw_map(votes(camps(8, 6)))
    assert [group["people"] for group in document["groups"]] == [8, 6]
    assert {label for *_point, label in places.values()} == {0, 1}
    by_number = {one["number"]: one for one in document["statements"]}
    assert by_number[1]["groups"] == [[8, 0, 0], [0, 6, 0]]
    assert by_number[4]["all"] == [14, 0, 0]
    assert [one["number"] for one in opinion_maps.shared_statements(document)] == [4]
    assert [one["number"] for one in opinion_maps.dividing_statements(document)] == [1, 2, 3]
    # (8+1)/(8+2) · (6+1)/(6+2)
    assert by_number[4]["shared"] == pytest.approx(0.9 * 0.875)
    assert document["spread"][0] == 1


def test_a_group_under_five_is_never_shown() -> None:
    """The control: the same camp with one person more is shown."""
    assert opinion_maps.draw_map(votes(camps(12, 4)))[0]["groups"] == []
    assert len(opinion_maps.draw_map(votes(camps(12, 5)))[0]["groups"]) == 2


def test_fewer_than_five_people_or_answers_show_nothing() -> None:
    document, places = opinion_maps.draw_map(votes(camps(2, 2)))
    assert (document["groups"], document["statements"], places) == ([], [], {})


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_jury_of_one_mind_has_no_groups(value: float) -> None:
    document, places = opinion_maps.draw_map(votes([[value] * 5] * 9))
    assert document["groups"] == []
    assert all(point[:2] == [0, 0] for point in places.values())


def test_who_answered_little_is_counted_but_not_placed() -> None:
    rows = [*camps(6, 6), [1.0, float("nan"), float("nan"), float("nan")]]
    document, places = opinion_maps.draw_map(votes(rows))
    assert (document["people"], "13" in places) == (12, False)
    assert document["statements"][0]["all"] == [7, 6, 0]


@settings(max_examples=60, deadline=None)
@given(matrices(), st.randoms(use_true_random=False))
def test_the_order_of_people_and_statements_does_not_matter(rows: list[list[float]], random: object) -> None:
    generator = np.random.default_rng(random.getrandbits(32))  # type: ignore[attr-defined]  # random.Random
    given_votes = votes(rows)
    people, statements = (generator.permutation(size) for size in given_votes.matrix.shape)
    shuffled = Votes(tuple(given_votes.membership_ids[i] for i in people),
                     tuple(given_votes.numbers[i] for i in statements), given_votes.matrix[people][:, statements])
    first, second = (opinion_maps.draw_map(one)[0] for one in (given_votes, shuffled))
    assert sorted(group["people"] for group in first["groups"]) == sorted(
        group["people"] for group in second["groups"])
    assert {one["number"]: one["all"] for one in first["statements"]} == {
        one["number"]: one["all"] for one in second["statements"]}


@settings(max_examples=60, deadline=None)
@given(matrices())
def test_the_first_direction_spreads_more_than_any_other(rows: list[list[float]]) -> None:
    """Against the definition: no random direction has a larger variance."""
    full = np.where(np.isnan(rows), 0.0, rows)  # all answered, so nothing is stretched
    points = project(full).points
    centred = full - full.mean(axis=0)
    for direction in np.random.default_rng(7).normal(size=(50, full.shape[1])):
        along = centred @ (direction / np.linalg.norm(direction))
        assert along.var() <= points[:, 0].var() + 1e-7
    assert abs(points[:, 0] @ points[:, 1]) < 1e-5


@settings(max_examples=60, deadline=None)
@given(matrices())
def test_no_shown_number_is_about_fewer_than_five(rows: list[list[float]]) -> None:
    document, _places = opinion_maps.draw_map(votes(rows))
    assert all(group["people"] >= 5 for group in document["groups"])
    for one in document["statements"]:
        assert all(sum(counts) >= 5 for counts in [one["all"], *one["groups"]])


def test_the_silhouette_equals_its_definition() -> None:
    points = np.random.default_rng(3).normal(size=(12, 2))
    labels = np.array([0, 1, 2] * 4)
    scores = []
    for i in range(12):
        others = [j for j in range(12) if j != i]
        away = {kind: np.mean([np.linalg.norm(points[i] - points[j]) for j in others if labels[j] == kind])
                for kind in (0, 1, 2)}
        own, other = away[labels[i]], min(away[kind] for kind in (0, 1, 2) if kind != labels[i])
        scores.append((other - own) / max(own, other))
    assert silhouette(points, labels) == pytest.approx(np.mean(scores))
    assert silhouette(points, np.zeros(12, dtype=np.int64)) == -1


def test_three_far_camps_are_found_and_noise_is_not() -> None:
    generator = np.random.default_rng(5)
    centres = np.array([[0.0, 0], [8, 0], [0, 8]])
    points = np.concatenate([centre + generator.normal(scale=0.4, size=(6, 2)) for centre in centres])
    assert np.bincount(find_groups(points)).tolist() == [6, 6, 6]
    assert find_groups(np.zeros((20, 2))).max() == 0
    assert groups.LEAST_SILHOUETTE == 0.25


def test_tallies_and_their_judgements() -> None:
    assert tally(np.array([1, 1, -1, 0, float("nan")])) == Tally(2, 1, 1)
    assert shared([Tally(4, 0, 0)], of_agreeing=True) == pytest.approx(5 / 6)
    assert is_sure(Tally(9, 1, 0), of_agreeing=True)
    assert not is_sure(Tally(6, 4, 0), of_agreeing=True)
    assert difference([Tally(5, 5, 0)]) == 1
    assert difference([Tally(10, 0, 0), Tally(0, 10, 0)]) == pytest.approx(11 / 12 - 1 / 12)
