"""Who may speak when, what words look like, and taking words off the record."""
from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from app.domain.audiences import Audience
from app.domain.errors import DomainError, Forbidden, NotFound
from app.domain.phases import ItemKind
from app.models import Statement
from app.services import records
from app.services.room import room_views, statements
from tests.cast import Cast
from tests.room import Sitting, open_room


@pytest.fixture
def sitting(session: Session, cast: Cast, now: datetime) -> Sitting:
    return open_room(session, cast, now)


def say(sitting: Sitting, who: str, text: str = "Су қымбат") -> int:
    event = statements.post_statement(sitting.session, sitting.room, text, page_language="ru", **sitting.by(who))
    return int(event.data["statement"])


@pytest.mark.parametrize("who", ["juror", "facilitator"])
@pytest.mark.parametrize("kind", [ItemKind.WELCOME, ItemKind.HEARING, ItemKind.PLENARY, ItemKind.DRAFTING])
def test_jurors_and_the_facilitator_speak_at_any_time(sitting: Sitting, who: str, kind: ItemKind) -> None:
    sitting.enter(kind)
    assert say(sitting, who)


@pytest.mark.parametrize("kind", [ItemKind.BRIEFING, ItemKind.HEARING, ItemKind.QUESTION_ROUND])
def test_experts_speak_while_they_are_heard(sitting: Sitting, kind: ItemKind) -> None:
    sitting.enter(kind)
    assert say(sitting, "expert")


@pytest.mark.parametrize("kind", [None, ItemKind.WELCOME, ItemKind.PLENARY, ItemKind.DRAFTING, ItemKind.BALLOT])
def test_experts_are_silent_otherwise(sitting: Sitting, kind: ItemKind | None) -> None:
    if kind:
        sitting.enter(kind)
    with pytest.raises(Forbidden, match="witnesses_have_left"):
        say(sitting, "expert")


@pytest.mark.parametrize("who", ["organizer", "overseer", "observer", "commissioner", "outsider"])
def test_others_only_read(sitting: Sitting, who: str) -> None:
    with pytest.raises(Forbidden):
        say(sitting, who)


@pytest.mark.parametrize(("text", "code"), [(" \n\u200b", "text_is_empty"), ("x" * 1001, "text_is_too_long")])
def test_empty_and_endless_words_are_refused(sitting: Sitting, text: str, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        say(sitting, "juror", text)


def test_words_are_cleaned_and_their_language_is_known(sitting: Sitting) -> None:
    row = sitting.session.get_one(Statement, say(sitting, "juror", " Су\u202e неге қымбат?\r\n\n\n\nНеге? "))
    assert (row.body, row.language) == ("Су неге қымбат?\n\nНеге?", "kk")


def test_only_the_facilitator_hides_and_gives_a_reason(sitting: Sitting) -> None:
    number = say(sitting, "juror", "a rude word")
    with pytest.raises(Forbidden):
        statements.hide_statement(sitting.session, sitting.room, number, "rude", **sitting.by("juror"))
    with pytest.raises(DomainError, match="reason_is_missing"):
        statements.hide_statement(sitting.session, sitting.room, number, " ", **sitting.by("facilitator"))
    statements.hide_statement(sitting.session, sitting.room, number, "rude", **sitting.by("facilitator"))
    view = statements.statement_views(sitting.session, [number])[number]
    assert (view.body, view.hidden_reason) == ("", "rude")
    assert records.entries_of(sitting.session, sitting.cast.jury_id)[-1].kind == "statement_hidden"
    with pytest.raises(NotFound):
        statements.hide_statement(sitting.session, sitting.room, number, "again", **sitting.by("facilitator"))


def test_the_record_of_experts_and_observers_leaves_out_what_they_may_not_read(sitting: Sitting) -> None:
    sitting.enter(ItemKind.HEARING)
    say(sitting, "juror", "heard by all")
    sitting.enter(ItemKind.PLENARY)
    say(sitting, "juror", "plenary words")
    sitting.enter(ItemKind.DRAFTING)
    say(sitting, "juror", "drafting words")
    assert words(sitting, Audience.JUROR) == ["heard by all", "plenary words", "drafting words"]
    assert words(sitting, Audience.OBSERVER) == ["heard by all", "plenary words"]
    assert words(sitting, Audience.EXPERT) == ["heard by all"]


def words(sitting: Sitting, audience: Audience) -> list[str]:
    lines = room_views.record_of(sitting.session, sitting.room, audience, before=None, now=sitting.now)
    return [line.statement.body for line in lines if line.statement]
