"""Surveys: one sheet a juror, sums only, small cells joined."""
from __future__ import annotations

import json
from datetime import datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.surveys import FEWEST, SCALE, USUAL_ITEMS, SurveyKind, cells, summed
from app.models import Jury, Survey, SurveyRoll
from app.services.opinions import surveys
from app.services.vault import Vault
from tests.cast import Cast, actor, jury_of
from tests.room import open_room
from tests.services.opinions.test_opinions import seat_jurors

COUNTS = st.lists(st.integers(0, 12), min_size=SCALE, max_size=SCALE)


@pytest.fixture
def vault(app: Flask) -> Vault:
    found: Vault = app.extensions["alqa.vault"]
    return found


@pytest.fixture
def jury(session: Session, cast: Cast, now: datetime) -> Jury:
    open_room(session, cast, now)
    return jury_of(session, cast)


def begin(session: Session, jury: Jury, cast: Cast, vault: Vault, now: datetime, kind: SurveyKind) -> Survey:
    return surveys.open_survey(session, jury, kind, actor=actor(session, cast, "facilitator"), vault=vault, now=now)


def test_before_and_after_in_the_same_cells(session: Session, jury: Jury, cast: Cast, vault: Vault,
                                            now: datetime) -> None:
    jurors, chair = seat_jurors(session, jury, 12, now), actor(session, cast, "facilitator")
    for kind, answers in ((SurveyKind.OPENING, [2] * 6 + [4] * 6), (SurveyKind.CLOSING, [4] * 5 + [5] * 7)):
        begin(session, jury, cast, vault, now, kind)
        for juror, answer in zip(jurors, answers, strict=True):
            given = [answer, *[None] * (len(USUAL_ITEMS) - 1)]
            surveys.answer_survey(session, jury, kind, given, actor=juror, vault=vault)
        assert surveys.results(session, jury) == [] or kind is SurveyKind.CLOSING  # nothing before the closing
        surveys.close_survey(session, jury, kind, actor=chair, vault=vault, now=now)
    first, second = surveys.results(session, jury)[:2]
    assert (first.shown, first.before, first.after) == ([(1, 5)], [12], [12])
    assert (second.shown, second.before) == ([], [])  # nobody answered it


def test_one_sheet_each_and_only_while_open(session: Session, jury: Jury, cast: Cast, vault: Vault,
                                            now: datetime) -> None:
    survey, me = begin(session, jury, cast, vault, now, SurveyKind.OPENING), actor(session, cast, "juror")
    sheet: list[int | None] = [3] * len(USUAL_ITEMS)
    surveys.answer_survey(session, jury, SurveyKind.OPENING, sheet, actor=me, vault=vault)
    with pytest.raises(Conflict) as again:
        surveys.answer_survey(session, jury, SurveyKind.OPENING, sheet, actor=me, vault=vault)
    assert again.value.code == "survey_was_answered"
    with pytest.raises(Forbidden):
        surveys.answer_survey(session, jury, SurveyKind.OPENING, sheet, actor=actor(session, cast, "expert"),
                              vault=vault)
    chair = actor(session, cast, "facilitator")
    surveys.close_survey(session, jury, SurveyKind.OPENING, actor=chair, vault=vault, now=now)
    assert survey.result == [[0, 0, 1, 0, 0]] * len(USUAL_ITEMS)
    with pytest.raises(Conflict):
        surveys.answer_survey(session, jury, SurveyKind.OPENING, sheet, actor=actor(session, cast, "second_juror"),
                              vault=vault)


def test_the_database_holds_who_but_not_what(session: Session, jury: Jury, cast: Cast, vault: Vault,
                                             now: datetime) -> None:
    begin(session, jury, cast, vault, now, SurveyKind.OPENING)
    sheet: list[int | None] = [5] * len(USUAL_ITEMS)
    surveys.answer_survey(session, jury, SurveyKind.OPENING, sheet, actor=actor(session, cast, "juror"), vault=vault)
    roll = session.scalars(select(SurveyRoll)).one()
    assert set(roll.__table__.columns.keys()) == {"survey_id", "membership_id"}
    row = session.scalars(select(Survey)).one()
    assert row.result is None
    assert row.sums_sealed is not None
    assert json.dumps([0, 0, 0, 0, 1]).encode() not in row.sums_sealed


def test_an_item_needs_all_languages(session: Session, jury: Jury, cast: Cast, vault: Vault, now: datetime) -> None:
    with pytest.raises(DomainError) as refusal:
        surveys.open_survey(session, jury, SurveyKind.OPENING, [{"kk": "Иә", "ru": "", "en": "Yes"}],
                            actor=actor(session, cast, "organizer"), vault=vault, now=now)
    assert refusal.value.code == "survey_text_is_missing"


@given(COUNTS, COUNTS)
def test_no_cell_is_under_five_and_nothing_is_lost(before: list[int], after: list[int]) -> None:
    shown = cells(before, after)
    if min(sum(before), sum(after)) < FEWEST:
        assert shown == []
        return
    assert [first for first, _last in shown] == [1, *(last + 1 for _first, last in shown[:-1])]
    assert shown[-1][1] == SCALE
    for counts in (before, after):
        assert min(summed(counts, shown)) >= FEWEST
        assert sum(summed(counts, shown)) == sum(counts)
