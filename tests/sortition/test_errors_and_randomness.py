"""Errors survive the way between processes; the byte stream is what its description says."""

import hashlib
import pickle

import numpy as np
import pytest

from sortition import Cancelled, Impossible, InputError, SortitionError, Source


@pytest.mark.parametrize(
    "error",
    [SortitionError("a", n=1), InputError("b", file="x", row=2), Impossible("c", seats=3), Cancelled()],
)
def test_errors_cross_to_another_process(error):
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.code, copy.params) == (type(error), error.code, error.params)


def test_the_stream_is_sha256_in_counter_mode():
    blocks = [hashlib.sha256(b"sortition/1" + b"seed" + i.to_bytes(8, "big")).digest() for i in range(3)]
    source = Source(b"seed")
    assert source.take(5) + source.take(70) == b"".join(blocks)[:75]


def test_numbers_below_a_bound_are_even_and_shuffles_are_fixed():
    source = Source(b"even")
    counts = np.bincount([source.below(7) for _ in range(14_000)], minlength=7)
    assert abs(counts - 2000).max() < 200
    items = list(range(8))
    Source(b"fixed").shuffle(items)
    assert sorted(items) == list(range(8))
    again = list(range(8))
    Source(b"fixed").shuffle(again)
    assert items == again


def test_floats_fill_the_unit_interval():
    numbers = Source(b"f").floats(200, 500)
    assert numbers.min() >= 0
    assert numbers.max() < 1
    assert np.abs(np.histogram(numbers, 10, (0, 1))[0] - 10_000).max() < 500
