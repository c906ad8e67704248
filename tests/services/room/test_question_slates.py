"""Merged questions, fair slates, further answers: nobody is lost, every deviation has a public reason."""
from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.phases import AnswerMark, QuestionState
from app.domain.roles import Role
from app.services import records
from app.services.accounts import memberships, people
from app.services.room import question_merges, question_slates, questions, slate_views
from tests.cast import Cast, jury_of
from tests.room import Sitting, open_room
from tests.services.room.test_questions import answer, ask, view


@pytest.fixture
def sitting(session: Session, cast: Cast, now: datetime) -> Sitting:
    return open_room(session, cast, now)


def merge(sitting: Sitting, question: int, into: int, who: str = "facilitator") -> None:
    question_merges.merge_questions(sitting.session, sitting.room, question, into, **sitting.by(who))


def support(sitting: Sitting, question: int, *jurors: str) -> None:
    for who in jurors:
        questions.support_question(sitting.session, sitting.room, question, **sitting.by(who))


def kinds(sitting: Sitting) -> list[str]:
    return [entry.kind for entry in records.entries_of(sitting.session, sitting.cast.jury_id)]


def test_a_merged_question_keeps_authors_and_supporters_and_comes_back_whole(sitting: Sitting) -> None:
    first, second = ask(sitting), ask(sitting, "second_juror", "Why so?")
    support(sitting, second, "third_juror")
    merge(sitting, second, first, "second_juror")
    found = view(sitting, first)
    assert (found.support, [one.body for one in found.wordings], len(found.askers)) == (3, ["Why so?"], 2)
    assert [one.id for one in questions.question_views(sitting.session, sitting.room)] == [first]
    assert questions.count_open(sitting.session, sitting.room) == 1
    support(sitting, second, "third_juror")  # through the merged one: taken back, not counted twice
    assert view(sitting, first).support == 2
    line = question_merges.merges_of(sitting.session, sitting.room)[0]
    assert (line.question_id, line.into_id, line.undone_at) == (second, first, None)
    with pytest.raises(Forbidden, match="only_own_questions_are_merged"):
        question_merges.undo_merge(sitting.session, sitting.room, line.id, **sitting.by("third_juror"))
    question_merges.undo_merge(sitting.session, sitting.room, line.id, **sitting.by("facilitator"))
    assert (view(sitting, first).support, view(sitting, second).support) == (1, 1)
    with pytest.raises(Conflict, match="merge_is_undone"):
        question_merges.undo_merge(sitting.session, sitting.room, line.id, **sitting.by("facilitator"))
    assert {"questions_merged", "questions_parted"} <= set(kinds(sitting))


def test_what_may_not_be_merged(sitting: Sitting) -> None:
    expert = sitting.by("expert")["actor"].memberships[Role.EXPERT]
    first, second = ask(sitting), ask(sitting, "second_juror", "Who pays?", witness=expert)
    with pytest.raises(Forbidden, match="only_own_questions_are_merged"):
        merge(sitting, second, first, "juror")
    with pytest.raises(DomainError, match="questions_are_for_different_experts"):
        merge(sitting, first, second)
    with pytest.raises(DomainError, match="question_into_itself"):
        merge(sitting, first, first)
    merge(sitting, second, first)
    with pytest.raises(DomainError, match="question_into_itself"):
        merge(sitting, first, second)  # a circle: the second is asked in the words of the first
    with pytest.raises(Conflict, match="question_is_merged"):
        merge(sitting, second, first)


def test_of_merged_questions_each_asker_marks_for_themselves_and_asks_on(sitting: Sitting) -> None:
    first, second = ask(sitting), ask(sitting, "second_juror", "Why so?")
    merge(sitting, second, first)
    answer(sitting, first)
    for who, mark in (("juror", AnswerMark.ANSWERED), ("second_juror", AnswerMark.NOT_ANSWERED)):
        questions.mark_answer(sitting.session, sitting.room, first, mark, **sitting.by(who))
    assert view(sitting, first).marks == ((AnswerMark.NOT_ANSWERED, 1), (AnswerMark.ANSWERED, 1))
    with pytest.raises(Conflict, match="follow_up_needs_a_mark"):
        questions.ask_question(sitting.session, sitting.room, "And?", witness_id=None, follows_id=first,
                               page_language="en", **sitting.by("juror"))
    event = questions.ask_question(sitting.session, sitting.room, "And?", witness_id=None, follows_id=first,
                                   page_language="en", **sitting.by("second_juror"))
    follows = view(sitting, int(event.data["question"])).follows
    assert follows and follows.id == first
    answer(sitting, first)
    assert view(sitting, first).marks == ()


def test_one_expert_does_not_overwrite_another(sitting: Sitting, cast: Cast) -> None:
    other = people.add_person(sitting.session, "Other Expert", now=sitting.now)
    member = memberships.join(sitting.session, jury_of(sitting.session, cast), other, Role.EXPERT, now=sitting.now)
    number, rival = ask(sitting), sitting.by("expert")
    answer(sitting, number)
    rival["actor"] = type(rival["actor"])(person_id=other.id, jury_id=cast.jury_id,
                                          memberships={Role.EXPERT: member.id})
    for words in ("No.", "Not at all."):
        questions.answer_question(sitting.session, sitting.room, number, words, page_language="en", **rival)
    found = view(sitting, number)
    assert (found.answer, [one.body for one in found.more_answers]) == ("Because.", ["Not at all."])


def test_the_slate_and_deviating_from_it(sitting: Sitting) -> None:
    """Two jurors agree on two questions, one has another: with two places each group gets one."""
    first, second, lone = ask(sitting), ask(sitting, "second_juror", "When?"), ask(sitting, "third_juror", "How much?")
    support(sitting, first, "second_juror")
    support(sitting, second, "juror")
    question_slates.make_slate(sitting.session, sitting.room, None, 2, **sitting.by("facilitator"))
    slate = slate_views.slate_views(sitting.session, sitting.room)[0]
    assert ([line.question.id for line in slate.lines], slate.represented, slate.voters) == ([first, lone], 3, 3)
    with pytest.raises(DomainError, match="reason_is_missing"):
        questions.note_asked(sitting.session, sitting.room, second, **sitting.by("facilitator"))
    sitting.session.expire_all()
    questions.note_asked(sitting.session, sitting.room, first, **sitting.by("facilitator"))
    questions.note_asked(sitting.session, sitting.room, second, reason="It fits here", **sitting.by("facilitator"))
    assert "question_asked_beside_slate" in kinds(sitting)
    chair = sitting.by("facilitator")
    question_slates.leave_out(sitting.session, sitting.room, lone, "Answered in passing", slate_id=slate.id, **chair)
    with pytest.raises(Conflict, match="question_is_not_in_slate"):
        question_slates.leave_out(sitting.session, sitting.room, lone, "Again", slate_id=slate.id, **chair)
    late = ask(sitting, "third_juror", "Where?")
    question_slates.put_in(sitting.session, sitting.room, late, "New", slate_id=slate.id, **chair)
    sitting.session.expire_all()
    lines = slate_views.slate_views(sitting.session, sitting.room)[0].lines
    assert [(line.question.id, line.is_in, line.is_by_rule) for line in lines] == [
        (first, True, True), (lone, False, True), (late, True, False)]
    assert lines[0].question.state is QuestionState.ASKED
    question_slates.make_slate(sitting.session, sitting.room, None, 1, **chair)
    with pytest.raises(Conflict, match="slate_is_gone"):
        question_slates.put_in(sitting.session, sitting.room, lone, "Old", slate_id=slate.id, **chair)


@pytest.mark.parametrize("who", ["juror", "expert", "observer", "organizer", "overseer", "outsider"])
def test_only_the_facilitator_makes_a_slate(sitting: Sitting, who: str) -> None:
    ask(sitting)
    with pytest.raises(Forbidden):
        question_slates.make_slate(sitting.session, sitting.room, None, 1, **sitting.by(who))


def test_a_slate_needs_a_question_and_a_size(sitting: Sitting) -> None:
    chair = sitting.by("facilitator")
    with pytest.raises(Conflict, match="slate_would_be_empty"):
        question_slates.make_slate(sitting.session, sitting.room, None, 3, **chair)
    with pytest.raises(DomainError, match="slate_size_out_of_range"):
        question_slates.make_slate(sitting.session, sitting.room, None, 21, **chair)
    with pytest.raises(DomainError, match="expert_is_unknown"):
        question_slates.make_slate(sitting.session, sitting.room, 10**6, 3, **chair)
