"""Small numbers are hidden so that no subtraction brings them back."""
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.services.open_data.suppression import FEWEST, suppressed

COUNTS = st.lists(st.integers(0, 40), min_size=1, max_size=9)


@given(COUNTS)
def test_what_is_hidden_cannot_be_had_from_the_total(counts: list[int]) -> None:
    shown = suppressed(counts)
    hidden = [count for count, told in zip(counts, shown, strict=True) if told is None]
    assert all(told is None or (told == count and told >= FEWEST) for count, told in zip(counts, shown, strict=True))
    # What remains of the total without the rest: nothing, or at least two groups with five people together.
    assert not hidden or len(hidden) == len(counts) or (len(hidden) > 1 and sum(hidden) >= FEWEST)


@given(COUNTS)
def test_nothing_is_hidden_without_need(counts: list[int]) -> None:
    assert min(counts) < FEWEST or suppressed(counts) == counts
