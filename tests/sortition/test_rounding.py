"""The m panels: nobody is farther than about one panel from the optimum; where that fails it is said."""

import numpy as np
import pytest

from benchmarks.pools import invent
from sortition import Source, lottery
from sortition.lotteries import rewriting
from sortition.lotteries.optimum import leximin, optimise
from sortition.lotteries.rewriting import Rewriting
from sortition.progress import Watch
from sortition.types import Types


@pytest.fixture(scope="module")
def optimum():
    pool, quotas = invent(30, 239, 7)
    types, _ = Types.of(pool, quotas, 30)
    return types, optimise(types, leximin, Source(b"o"), Watch())


@pytest.mark.parametrize("panels", [1000, 100])
def test_nobody_is_farther_than_a_panel_and_a_third_from_the_optimum(panels):
    pool, quotas = invent(35, 312, 6)
    found = lottery(pool, quotas, 35, source=Source(b"r"), panels=panels)
    assert found.certificate.max_error < 4 / 3
    assert found.certificate.mean_error < 0.5
    assert found.certificate.diagnostics == {}


def test_rewriting_mends_a_list_that_starts_far_away_and_keeps_its_panels_valid(optimum):
    types, found = optimum
    goal = found.point.chances * types.sizes * 100
    edges = np.cumsum(found.mixture.weights) * 100
    seats = found.mixture.seats[np.minimum(np.searchsorted(edges, np.arange(100) + 0.5), len(edges) - 1)]
    before = np.abs(np.bincount(seats.ravel(), minlength=types.count) - goal).max()
    work = Rewriting(types, seats, goal, Source(b"w"), Watch())
    assert work.run() <= 2
    error = np.bincount(seats.ravel(), minlength=types.count) - goal
    assert error == pytest.approx(work.error)
    assert before > 2.5 > 2 > np.abs(error).max()
    for row in seats:
        counts = np.bincount(row, minlength=types.count)
        held = types.incidence @ counts
        assert (types.lower <= held).all()
        assert (held <= types.upper).all()
        assert (counts <= types.sizes).all()


def test_types_that_no_program_could_mend_are_told(monkeypatch):
    monkeypatch.setattr(rewriting, "MOST_PROGRAMS", 0)
    pool, quotas = invent(30, 239, 7)
    found = lottery(pool, quotas, 30, source=Source(b"r"), panels=100).certificate
    assert found.diagnostics["types_left_far"] >= 1
    assert found.max_error > rewriting.NEAR
