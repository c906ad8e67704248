"""The uniform lottery: counted exactly on small pools; the walk agrees with the count."""

from collections import Counter

import numpy as np
import pytest

from sortition import Quotas, Source, lottery
from sortition.lotteries import uniform as uniform_module
from sortition.lotteries.counting import count_panels
from sortition.lotteries.uniform import _starts
from sortition.lotteries.walk import walk
from sortition.progress import Watch
from sortition.types import Types
from tests.sortition import brute


def test_the_count_and_the_chances_equal_enumeration():
    for seed in range(150):
        pool, quotas, seats = brute.random_case(seed)
        panels = brute.valid_panels(pool, quotas, seats)
        types, _ = Types.of(pool, quotas, seats)
        counted = count_panels(types)
        assert counted.total == len(panels)
        shares = Counter(pool.ids[i] for panel in panels for i in panel)
        for members, chance in zip(types.members, counted.chances(), strict=True):
            for name in members:
                assert chance == pytest.approx(shares[name] / len(panels))


def test_as_many_panels_as_there_are_lists_each_kind_of_panel_as_often_as_it_is_valid():
    pool, quotas, seats = brute.random_case(4)
    types, _ = Types.of(pool, quotas, seats)
    counted = count_panels(types)
    kinds = {name: t for t, members in enumerate(types.members) for name in members}
    expected = Counter(
        tuple(sorted(kinds[pool.ids[i]] for i in panel)) for panel in brute.valid_panels(pool, quotas, seats)
    )
    assert Counter(tuple(counted.panel(rank)) for rank in range(counted.total)) == expected


def test_the_walk_agrees_with_the_count(monkeypatch):
    rows = [[f"p{i}", "fm"[i % 2], "yom"[i % 3]] for i in range(14)]
    pool = brute.Pool.from_rows(["id", "sex", "age"], rows, features=["sex", "age"])
    quotas = Quotas.from_dict({"sex": {"f": (2, 2), "m": (1, 2)}, "age": {"y": (1, 3), "o": (0, 2), "m": (0, 1)}})
    types, _ = Types.of(pool, quotas, 4)
    exact = count_panels(types).chances()
    source = Source(b"walk")
    walked = walk(types, _starts(types, 4000, source), source, Watch())
    assert np.abs(walked.chances - exact).max() < 0.02  # 8,000 readings: standard deviation below 0.006
    assert 0.3 < walked.diagnostics["drift"] < 2.6  # 14 dependent terms around 1
    monkeypatch.setattr(uniform_module, "count_panels", lambda types: None)
    found = lottery(pool, quotas, 4, source=source, objective="uniform", panels=200)
    assert found.certificate.proof == "sampling"
    assert not found.certificate.is_proved
