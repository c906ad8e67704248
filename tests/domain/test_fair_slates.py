"""The fair slate gives every sizeable group of jurors a question; taking the most supported ones does not."""
from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.fair_slates import fair_slate

Approvals = dict[int, frozenset[int]]


def left_out(approvals: Approvals, slate: Iterable[int], size: int) -> list[tuple[int, ...]]:
    """Brute force: every group of jurors that agrees on more questions than it got, by the definition of PJR.

    A group of at least s·n/size jurors that all support the same s questions must support s of the slate between them.
    """
    jurors = sorted(frozenset().union(*approvals.values()))
    of = {juror: {question for question, backers in approvals.items() if juror in backers} for juror in jurors}
    chosen, wronged = set(slate), []
    for count in range(1, len(jurors) + 1):
        for group in combinations(jurors, count):
            common = set.intersection(*(of[juror] for juror in group))
            due = min(count * size // len(jurors), len(common))
            if len(chosen & set.union(*(of[juror] for juror in group))) < due:
                wronged.append(group)
    return wronged


def most_supported(approvals: Approvals, size: int) -> list[int]:
    """The control: what one gets by reading the list from the top."""
    return sorted((question for question in approvals if approvals[question]),
                  key=lambda question: (-len(approvals[question]), question))[:size]


PROFILES = st.dictionaries(
    st.integers(1, 8), st.frozensets(st.integers(1, 7), min_size=1), min_size=1)


@settings(max_examples=250, deadline=None)
@given(PROFILES, st.integers(1, 5))
def test_no_sizeable_group_is_left_out(approvals: Approvals, size: int) -> None:
    slate = [step.question for step in fair_slate(approvals, size)]
    assert left_out(approvals, slate, size) == []


def test_the_most_supported_leave_a_third_of_the_jury_out() -> None:
    """The control: the same check turns red for the list that everybody would make."""
    many, few = frozenset(range(1, 7)), frozenset({7, 8, 9})
    approvals = {1: many, 2: many, 3: many, 4: few}
    assert (7, 8, 9) in left_out(approvals, most_supported(approvals, 3), 3)
    assert left_out(approvals, [step.question for step in fair_slate(approvals, 3)], 3) == []


@settings(max_examples=100, deadline=None)
@given(PROFILES, st.integers(1, 5), st.randoms())
def test_it_depends_on_nothing_but_the_approvals(approvals: Approvals, size: int, chance: object) -> None:
    """Neither the order in which questions are read nor who the jurors are; and a longer slate begins alike."""
    items = list(approvals.items())
    chance.shuffle(items)  # type: ignore[attr-defined]  # a random.Random
    renamed = {question: frozenset(100 - juror for juror in jurors) for question, jurors in items}
    assert fair_slate(renamed, size) == fair_slate(approvals, size)
    assert fair_slate(approvals, size + 1)[:size] == fair_slate(approvals, size)


def test_an_example_worked_by_hand() -> None:
    """Three bear 1/3 each; then the pair 1/2 each, less than the 2/3 that the three would bear."""
    three, pair = frozenset({1, 2, 3}), frozenset({4, 5})
    steps = fair_slate({10: three, 11: three, 12: pair, 13: frozenset()}, 4)
    assert [(step.question, step.load, step.newly) for step in steps] == [
        (10, Fraction(1, 3), 3), (12, Fraction(1, 2), 2), (11, Fraction(2, 3), 0)]


def test_equals_are_taken_by_who_has_none_yet_then_support_then_age() -> None:
    both, lone = frozenset({1, 2}), frozenset({3})
    assert [step.question for step in fair_slate({1: both, 2: both, 3: lone}, 2)] == [1, 3]
    assert [step.question for step in fair_slate({5: frozenset({1}), 4: frozenset({2}), 3: frozenset()}, 2)] == [4, 5]
    assert fair_slate({}, 3) == []
