"""A solver that fails, or lies, leads to the slower exact path or to ``NumericalTrouble``, never to a wrong answer."""

import highspy
import numpy as np
import pytest

from sortition import NumericalTrouble, Source, lottery, programs
from sortition.lotteries import decomposition, leximin, optimum
from tests.sortition import brute

UNKNOWN = highspy.HighsModelStatus.kUnknown


def solved(seed):
    pool, quotas, seats = brute.random_case(seed)
    Moody.is_at_work = True
    try:
        found = lottery(pool, quotas, seats, source=Source(b"t"), panels=30)
    finally:
        Moody.is_at_work = False
    chances = np.array([found.certificate.ideal.get(name, 0.0) for name in pool.ids])
    expected = brute.leximin(brute.valid_panels(pool, quotas, seats), len(pool.ids))
    return found.certificate, np.abs(chances - expected).max()


class Moody(highspy.Highs):
    """HiGHS that reports an unknown status when ``fails`` says so; the solution itself stays what it is."""

    fails = staticmethod(lambda run: False)
    runs = 0
    is_at_work = False

    def getModelStatus(self):  # the name of the solver's method
        if not Moody.is_at_work:
            return super().getModelStatus()
        Moody.runs += 1
        return UNKNOWN if Moody.fails(Moody.runs) else super().getModelStatus()


@pytest.fixture
def moody(monkeypatch):
    monkeypatch.setattr(programs.highspy, "Highs", Moody)
    monkeypatch.setattr(Moody, "runs", 0)
    return lambda fails: monkeypatch.setattr(Moody, "fails", staticmethod(fails))


def test_a_run_that_ends_in_doubt_is_repeated_from_scratch(moody):
    moody(lambda run: run % 2 == 1)
    assert max(solved(seed)[1] for seed in range(10)) < 1e-6
    assert Moody.runs > 20


def test_a_solver_that_never_answers_is_reported(moody):
    moody(lambda run: True)
    with pytest.raises(NumericalTrouble, match="program_unsolved"):
        solved(3)


def test_a_solver_that_fails_anywhere_never_gives_a_wrong_answer(moody):
    troubles = 0
    for first in range(1, 40):
        Moody.runs = 0
        moody(lambda run, first=first: first <= run < first + 6)
        try:
            certificate, error = solved(first)
        except NumericalTrouble:
            troubles += 1
        else:
            assert error < 1e-6
            assert certificate.is_proved
    assert 0 < troubles < 39


def test_a_mixture_that_cannot_be_found_leads_to_the_exact_path(monkeypatch):
    monkeypatch.setattr(optimum, "decompose", lambda *_: None)
    for seed in range(15):
        certificate, error = solved(seed)
        assert error < 1e-6
        assert certificate.proof == "cuts"
        assert certificate.notes == ("fast_path:no_decomposition_found",)


def test_a_mixture_that_is_inexact_leads_to_the_exact_path(monkeypatch):
    real = decomposition.decompose

    def spoiled(polytope, x, source, watch):
        mixture = real(polytope, x, source, watch)
        weights = mixture.weights * np.linspace(1.0, 1.2, len(mixture.weights))
        return type(mixture)(mixture.seats, weights / weights.sum())

    monkeypatch.setattr(optimum, "decompose", spoiled)
    notes = []
    for seed in range(15):
        certificate, error = solved(seed)
        assert error < 1e-6
        notes += certificate.notes
    assert "fast_path:decomposition_inexact" in notes


@pytest.mark.parametrize("spoil", ["level", "duals"])
def test_levels_whose_duals_do_not_prove_them_are_refused(monkeypatch, spoil):
    class Lying(programs.Program):
        @property
        def row_duals(self):
            return super().row_duals * (0.7 if spoil == "duals" else 1.0)

        @property
        def solution(self):
            found = super().solution
            found[-1] *= 0.9 if spoil == "level" else 1.0
            return found

    real = leximin._Work._start
    monkeypatch.setattr(leximin._Work, "_start", lambda work: _as(real(work), Lying))
    with pytest.raises(NumericalTrouble, match="level_not_proved"):
        solved(7)


def _as(program, kind):
    program.__class__ = kind
    return program
