"""The jury's questions in the public report: what was asked, in which order by rule, and how it was answered."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.evidence import FEWEST_ANSWERS
from app.domain.phases import AnswerMark, QuestionState
from app.models import Question, Room
from app.services.room.question_views import QuestionView, question_views
from app.services.room.slate_views import LineView, slate_views


@dataclass(frozen=True)
class GivenAnswer:
    by: str | None  # the witness
    body: str
    language: str


@dataclass(frozen=True)
class AskedQuestion:
    """`supporters`: to how many jurors it mattered, None for fewer than five. `is_in_slate`: by the fair rule or by
    the facilitator; `departure`: why the facilitator went another way than the rule.
    """

    body: str
    language: str
    witness: str | None
    supporters: int | None
    state: QuestionState
    mark: AnswerMark | None
    answers: tuple[GivenAnswer, ...]
    is_in_slate: bool
    departure: str | None


def asked_questions(session: Session, room: Room) -> tuple[AskedQuestion, ...]:
    """Every question that was not taken off the record, those that mattered to most jurors first."""
    lines = {line.question.id: line for slate in slate_views(session, room) for line in slate.lines}
    return tuple(_asked(view, lines.get(view.id)) for view in question_views(session, room)
                 if view.hidden_reason is None)


def hidden_count(session: Session, room: Room) -> int:
    return session.scalar(select(func.count()).select_from(Question).where(
        Question.room_id == room.id, Question.hidden_reason.is_not(None))) or 0


def _asked(view: QuestionView, line: LineView | None) -> AskedQuestion:
    answers = [GivenAnswer(more.by, more.body, more.language) for more in view.more_answers]
    if view.answer:
        answers.insert(0, GivenAnswer(view.answered_by, view.answer, view.answer_language or view.language))
    return AskedQuestion(
        view.body, view.language, view.witness_alias, view.support if view.support >= FEWEST_ANSWERS else None,
        view.state, view.marks[0][0] if view.marks else None, tuple(answers), line is not None and line.is_in,
        line.reason if line is not None else None)
