"""The authority's reply: by the commissioner only, dated against the deadline, every version kept."""
from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.deadlines import Standing
from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.phases import ReplyStatus
from app.domain.stages import Stage
from app.services import records
from app.services.replies import public_files, replies
from app.services.replies.public_files import Enclosure
from app.services.replies.replies import ReplyTexts
from tests.cast import Cast, jury_of
from tests.deliberation import NOW, vault_of
from tests.publishing import publish, to_verdict
from tests.replying import GOOD, reply


def test_the_last_answer_moves_the_jury_on(session: Session, cast: Cast, app: Flask) -> None:
    publish(session, cast, vault_of(app))
    assert reply(session, cast, 0).reasons == {"ru": "Сделаем"}
    assert jury_of(session, cast).stage is Stage.PUBLISHED
    reply(session, cast, 1)
    assert jury_of(session, cast).stage is Stage.RESPONDED
    kinds = [row.kind for row in records.entries_of(session, cast.jury_id)]
    assert kinds[-3:] == ["reply_given", "reply_given", "stage_changed"]


@pytest.mark.parametrize("who", ["organizer", "facilitator", "juror", "expert", "overseer", "outsider"])
def test_nobody_answers_for_the_authority(session: Session, cast: Cast, app: Flask, who: str) -> None:
    publish(session, cast, vault_of(app))
    with pytest.raises(Forbidden):
        reply(session, cast, 0, who=who)


def test_every_version_is_kept_and_an_old_form_is_refused(session: Session, cast: Cast, app: Flask) -> None:
    publish(session, cast, vault_of(app))
    first = reply(session, cast, 0)
    reply(session, cast, 0, version=1, texts=ReplyTexts(ReplyStatus.REJECTED, {"kk": "Жоқ"}, "Akim", None))
    kept = replies.replies_of(session, jury_of(session, cast))[first.proposal_id]
    assert [(row.version, row.status) for row in kept] == [(2, ReplyStatus.REJECTED), (1, ReplyStatus.ACCEPTED)]
    with pytest.raises(Conflict, match="reply_was_edited"):
        reply(session, cast, 0, version=1)


def test_a_reply_has_reasons_and_an_owner(session: Session, cast: Cast, app: Flask) -> None:
    publish(session, cast, vault_of(app))
    with pytest.raises(DomainError) as refused:
        reply(session, cast, 0, texts=ReplyTexts(ReplyStatus.PARTLY, {"kk": " "}, " ", None))
    assert {reason.code for reason in refused.value.reasons} == {"reasons_are_missing", "owner_is_missing"}
    with pytest.raises(DomainError, match="reasons_are_too_long"):
        reply(session, cast, 0, texts=ReplyTexts(ReplyStatus.PARTLY, {"kk": "x" * 3001}, "Akim", None))


def test_before_the_verdict_there_is_nothing_to_answer(session: Session, cast: Cast, app: Flask) -> None:
    to_verdict(session, cast, vault_of(app))
    with pytest.raises(Conflict, match="verdict_is_not_published"):
        reply(session, cast, 0)


@pytest.mark.parametrize(("days", "standing", "count"), [
    (9, Standing.EARLY, 3), (12, Standing.ON_TIME, 0), (13, Standing.LATE, 0), (15, Standing.LATE, 1)])
def test_the_answer_stands_against_the_deadline(session: Session, cast: Cast, app: Flask, days: int,
                                                standing: Standing, count: int) -> None:
    """The deadline is Friday, 4 December 2026; a Saturday is late, though no working day has passed."""
    publish(session, cast, vault_of(app))
    answered = reply(session, cast, 0, at=NOW + timedelta(days=days))
    found = replies.deadline_of(jury_of(session, cast), [answered], now=NOW + timedelta(days=99))
    assert found is not None
    assert (found.standing, found.days) == (standing, count)


def test_the_day_is_that_of_the_place(session: Session, cast: Cast, app: Flask) -> None:
    """20:30 UTC on the last day is already tomorrow in Almaty."""
    publish(session, cast, vault_of(app))
    answered = reply(session, cast, 0, at=datetime(2026, 12, 4, 20, 30, tzinfo=UTC))
    found = replies.deadline_of(jury_of(session, cast), [answered], now=NOW)
    assert found is not None
    assert found.standing is Standing.LATE


def test_a_later_version_does_not_change_when_it_was_answered(session: Session, cast: Cast, app: Flask) -> None:
    publish(session, cast, vault_of(app))
    reply(session, cast, 0, at=NOW + timedelta(days=1))
    reply(session, cast, 0, version=1, at=NOW + timedelta(days=60))
    versions = next(iter(replies.replies_of(session, jury_of(session, cast)).values()))
    found = replies.deadline_of(jury_of(session, cast), versions, now=NOW + timedelta(days=99))
    assert found is not None
    assert found.standing is Standing.EARLY


def test_silence_is_overdue(session: Session, cast: Cast, app: Flask) -> None:
    publish(session, cast, vault_of(app))
    jury = jury_of(session, cast)
    found = [replies.deadline_of(jury, [], now=NOW + timedelta(days=days)) for days in (5, 16)]
    assert [(one.standing, one.days) for one in found if one] == [(Standing.DUE, 5), (Standing.OVERDUE, 2)]


def test_a_study_needs_a_date(session: Session, cast: Cast, app: Flask) -> None:
    publish(session, cast, vault_of(app))
    with pytest.raises(DomainError, match="study_needs_a_date"):
        reply(session, cast, 0, texts=ReplyTexts(ReplyStatus.NEEDS_STUDY, {"kk": "Зерттейміз"}, "Akim", None))
    dated = ReplyTexts(ReplyStatus.NEEDS_STUDY, {"kk": "Зерттейміз"}, "Akim", date(2027, 3, 1))
    assert reply(session, cast, 0, texts=dated).due_on == date(2027, 3, 1)


def test_enclosures_are_what_they_hold_and_stay_with_their_version(session: Session, cast: Cast, app: Flask) -> None:
    publish(session, cast, vault_of(app))
    plan = Enclosure("../plan.exe", b"%PDF-1.7 the plan")
    first = reply(session, cast, 0, texts=replace(GOOD, enclosures=(plan, plan)))
    kept = public_files.files_of(session, [first.id])[first.id]
    assert [(file.file_name, file.media_type) for file in kept] == [("plan.pdf", "application/pdf")]
    note = Enclosure("note.txt", "Ескерту".encode())
    second = reply(session, cast, 0, version=1, texts=replace(GOOD, enclosures=(note,), kept_files=(kept[0].id,)))
    third = reply(session, cast, 0, version=2, texts=replace(GOOD, kept_files=(kept[0].id + 77,)))
    found = public_files.files_of(session, [first.id, second.id, third.id])
    assert [[file.file_name for file in found.get(row.id, [])] for row in (first, second, third)] == [
        ["plan.pdf"], ["plan.pdf", "note.txt"], []]
    assert public_files.open_file(session, jury_of(session, cast), kept[0].id)[1] == plan.content
    for content, code in ((b"<svg onload=alert(1)>", "file_type_is_not_allowed"), (b"", "file_is_empty"),
                          (b"MZ\x00\x01", "file_type_is_not_allowed"), (b"x" * 10_485_761, "file_is_too_large")):
        with pytest.raises(DomainError, match=code), session.begin_nested():
            reply(session, cast, 1, texts=replace(GOOD, enclosures=(Enclosure("a.pdf", content),)))
    assert len(replies.replies_of(session, jury_of(session, cast))) == 1, "what is refused leaves nothing"
