"""Questions: asked, supported without names, answered by the right expert, judged by the asker."""
from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.phases import AnswerMark, ItemKind, QuestionState
from app.domain.roles import Role
from app.models import Person
from app.services.accounts import memberships, people
from app.services.room import questions
from app.services.room.questions import QuestionView
from tests.cast import Cast, jury_of
from tests.room import Sitting, open_room


@pytest.fixture
def sitting(session: Session, cast: Cast, now: datetime) -> Sitting:
    return open_room(session, cast, now)


def ask(sitting: Sitting, who: str = "juror", text: str = "Why?", witness: int | None = None) -> int:
    event = questions.ask_question(sitting.session, sitting.room, text, witness_id=witness, page_language="en",
                                   **sitting.by(who))
    return int(event.data["question"])


def view(sitting: Sitting, number: int) -> QuestionView:
    sitting.session.expire_all()
    return questions.question_views(sitting.session, sitting.room, [number])[0]


def answer(sitting: Sitting, number: int, who: str = "expert") -> None:
    questions.answer_question(sitting.session, sitting.room, number, "Because.", page_language="en", **sitting.by(who))


def test_those_that_matter_to_most_come_first(sitting: Sitting) -> None:
    first, second = ask(sitting), ask(sitting, "second_juror", "When?")
    questions.support_question(sitting.session, sitting.room, second, **sitting.by("third_juror"))
    assert [found.id for found in questions.question_views(sitting.session, sitting.room)] == [second, first]
    assert view(sitting, second).support == 2


def test_support_counts_once_and_is_taken_back(sitting: Sitting) -> None:
    number, me = ask(sitting), sitting.by("second_juror")
    member = next(iter(me["actor"].memberships.values()))
    questions.support_question(sitting.session, sitting.room, number, **me)
    assert view(sitting, number).support == 2
    assert questions.supported_by(sitting.session, sitting.room, member) == {number}
    questions.support_question(sitting.session, sitting.room, number, **me)
    assert view(sitting, number).support == 1


@pytest.mark.parametrize(
    "who", ["facilitator", "organizer", "expert", "overseer", "observer", "commissioner", "outsider"])
def test_only_jurors_ask(sitting: Sitting, who: str) -> None:
    with pytest.raises(Forbidden):
        ask(sitting, who)


def test_the_expert_answers_also_while_the_jury_deliberates(sitting: Sitting) -> None:
    number = ask(sitting)
    sitting.enter(ItemKind.DRAFTING)
    answer(sitting, number)
    found = view(sitting, number)
    assert (found.state, found.answer, found.answered_by) == (QuestionState.ANSWERED, "Because.", "Expert")


@pytest.mark.parametrize("who", ["juror", "facilitator", "organizer", "observer"])
def test_nobody_else_answers(sitting: Sitting, who: str) -> None:
    with pytest.raises(Forbidden):
        answer(sitting, ask(sitting), who)


def test_a_question_to_another_expert_is_not_mine(sitting: Sitting, cast: Cast) -> None:
    session = sitting.session
    other = people.add_person(session, "Other Expert", now=sitting.now)
    member = memberships.join(session, jury_of(session, cast), other, Role.EXPERT, now=sitting.now)
    number = ask(sitting, witness=member.id)
    with pytest.raises(Forbidden, match="question_is_for_another"):
        answer(sitting, number)
    with pytest.raises(DomainError, match="expert_is_unknown"):
        ask(sitting, witness=next(iter(sitting.by("juror")["actor"].memberships.values())))
    assert session.get_one(Person, other.id)


def test_the_asker_marks_after_it_was_asked_or_answered(sitting: Sitting) -> None:
    number = ask(sitting)
    with pytest.raises(Conflict, match="question_has_no_answer"):
        questions.mark_answer(sitting.session, sitting.room, number, AnswerMark.PARTLY, **sitting.by("juror"))
    questions.note_asked(sitting.session, sitting.room, number, **sitting.by("facilitator"))
    with pytest.raises(Forbidden, match="only_the_asker_marks"):
        questions.mark_answer(sitting.session, sitting.room, number, AnswerMark.ANSWERED, **sitting.by("second_juror"))
    questions.mark_answer(sitting.session, sitting.room, number, AnswerMark.PARTLY, **sitting.by("juror"))
    assert view(sitting, number).mark is AnswerMark.PARTLY


def test_a_new_answer_needs_a_new_mark(sitting: Sitting) -> None:
    number = ask(sitting)
    answer(sitting, number)
    questions.mark_answer(sitting.session, sitting.room, number, AnswerMark.NOT_ANSWERED, **sitting.by("juror"))
    answer(sitting, number)
    assert view(sitting, number).mark is None
