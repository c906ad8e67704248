"""Targets: from percentages or typed, complete, and saved with their words."""
from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.stages import Stage
from app.services import records
from app.services.pool import targets
from app.services.pool.table_reading.separated import read_separated
from app.services.pool.target_files import read_targets
from app.services.pool.targets import FeatureTarget, ValueTarget
from tests.cast import Cast, actor, jury_of

SEX = FeatureTarget("sex", (ValueTarget("f", 9, 11), ValueTarget("m", 9, 11)))


def shares(*percent: str | None) -> FeatureTarget:
    return FeatureTarget("area", tuple(ValueTarget(f"v{place}", share=None if text is None else Decimal(text))
                                       for place, text in enumerate(percent)))


def codes_of(refused: pytest.ExceptionInfo[DomainError]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_percentages_become_seats() -> None:
    (feature,) = targets.from_shares([shares("61.2", "38.8")], 20, 1)
    assert [(value.minimum, value.maximum) for value in feature.values] == [(11, 13), (7, 9)]
    assert targets.from_shares([SEX], 20, 1) == [SEX]  # nothing to compute from


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=12).filter(any), st.integers(3, 500), st.integers(0, 5))
def test_seats_from_percentages_always_add_up(weights: list[int], seats: int, tolerance: int) -> None:
    percent = [Decimal(weight * 100) / sum(weights) for weight in weights]
    (exact,) = targets.from_shares([shares(*map(str, percent))], seats, 0)
    assert sum(value.minimum or 0 for value in exact.values) == seats
    (wide,) = targets.from_shares([shares(*map(str, percent))], seats, tolerance)
    assert not targets.check_targets([wide], seats)
    assert sum(v.minimum or 0 for v in wide.values) <= seats <= sum(v.maximum or 0 for v in wide.values)


def test_percentages_that_are_wrong_are_told_all_at_once() -> None:
    with pytest.raises(DomainError) as refused:
        targets.from_shares([shares("50", "40"), shares("50", None, None)], 20, 1)
    assert codes_of(refused) == ["shares_do_not_add_up", "share_is_missing", "share_is_missing"]
    assert targets.from_shares([shares("33.3", "33.3", "33.3")], 21, 0)  # rounded tables are fine


@pytest.mark.parametrize(("feature", "code"), [
    (FeatureTarget("x", (ValueTarget("a", None, 3),)), "target_is_blank"),
    (FeatureTarget("x", (ValueTarget("a", 4, 3),)), "target_is_reversed"),
    (FeatureTarget("x", (ValueTarget("a", 0, 21),)), "target_exceeds_seats"),
    (FeatureTarget("x", (ValueTarget("Ер", 0, 3), ValueTarget("ер ", 0, 3))), "value_is_twice"),
    (FeatureTarget("x", tuple(ValueTarget(str(n), 0, 3) for n in range(101))), "targets_are_too_many"),
])
def test_what_cannot_be_saved(session: Session, cast: Cast, now: datetime, feature: FeatureTarget, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        targets.save_targets(session, jury_of(session, cast), [SEX, feature], now=now,
                             actor=actor(session, cast, "organizer"))
    assert codes_of(refused) == [code]
    assert targets.features_of(session, jury_of(session, cast)) == []


def test_saved_targets_keep_their_words(session: Session, cast: Cast, now: datetime) -> None:
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    age = FeatureTarget("age", (ValueTarget("x", 0, 20),))
    targets.save_targets(session, jury, [SEX, age], actor=organizer, now=now)
    words = {("sex", ""): {"kk": "Жынысы"}, ("sex", "f"): {"ru": "женский"}}
    targets.write_words(session, jury, words, actor=organizer)
    targets.save_targets(session, jury, [FeatureTarget("sex", (*SEX.values, ValueTarget("other", 0, 1)))],
                         actor=organizer, now=now)
    kept = targets.words_of(session, jury)
    assert kept == {("sex", ""): {"kk": "Жынысы"}, ("sex", "f"): {"ru": "женский"}, ("sex", "m"): {},
                    ("sex", "other"): {}}
    assert targets.sortition_quotas(session, jury).to_dict() == {"sex": {"f": [9, 11], "m": [9, 11], "other": [0, 1]}}
    entry = records.entries_of(session, jury.id)[-1]
    assert entry.data == {"seats": 20, "quotas": {"sex": {"f": [9, 11], "m": [9, 11], "other": [0, 1]}}}


def test_only_the_organizer_sets_targets_and_only_in_time(session: Session, cast: Cast, now: datetime) -> None:
    jury = jury_of(session, cast)
    for who in ("juror", "commissioner", "outsider"):
        with pytest.raises(Forbidden):
            targets.save_targets(session, jury, [SEX], actor=actor(session, cast, who), now=now)
        with pytest.raises(Forbidden):
            targets.write_words(session, jury, {}, actor=actor(session, cast, who))
    jury.stage = Stage.DRAW
    session.flush()
    with pytest.raises(Conflict, match="targets_are_frozen"):
        targets.save_targets(session, jury, [SEX], actor=actor(session, cast, "organizer"), now=now)


def test_a_file_gives_numbers_or_percentages() -> None:
    (numbers,) = read_targets(read_separated(b"category,name,min,max,min_flex\nsex,f,9,11,8\nsex,m,9,11,8\n"))
    assert numbers == SEX
    (percent,) = read_targets(read_separated("признак;значение;доля\nПол;ж;51,4 %\nПол;м;48,6\n".encode()))
    assert [value.share for value in percent.values] == [Decimal("51.4"), Decimal("48.6")]


def test_a_faulty_file_tells_every_cell() -> None:
    with pytest.raises(DomainError) as refused:
        read_targets(read_separated(b"feature,value,min,max\nsex,f,-1,x\n,m,9,11\n"))
    assert codes_of(refused) == ["cell_is_no_number", "cell_is_no_number", "cell_is_blank"]
    with pytest.raises(DomainError, match="column_is_missing"):
        read_targets(read_separated(b"feature,value,share of\nsex,f,1\n"))


def test_a_file_takes_the_spelling_of_the_pool() -> None:
    pool = [FeatureTarget("Sex", (ValueTarget("F", people=7), ValueTarget("M", people=5), ValueTarget("X", people=1))),
            FeatureTarget("Age", (ValueTarget("old", people=3),))]
    sex, age = targets.aligned([SEX], pool)
    assert (sex.name, [(v.name, v.minimum, v.people) for v in sex.values]) == (
        "Sex", [("F", 9, 7), ("M", 9, 5), ("X", None, 1)])
    assert (age.name, age.is_used) == ("Age", False)
