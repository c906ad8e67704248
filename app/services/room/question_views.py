"""Questions as readers see them: in the words of all who ask the same, with every answer and the askers’ marks."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.phases import AnswerMark, QuestionState
from app.models import Membership, Question, QuestionAnswer, Room
from app.services.room.question_groups import Groups, groups_of, supporters_of


@dataclass(frozen=True)
class Wording:
    """One person's words for a question."""

    id: int
    membership_id: int
    alias: str
    body: str
    language: str


@dataclass(frozen=True)
class AnswerView:
    membership_id: int
    by: str
    body: str
    language: str


@dataclass(frozen=True)
class QuestionView:
    """A question; the names of its supporters stay with the server. `wordings`: what was merged into it."""

    id: int
    membership_id: int
    alias: str
    witness_id: int | None
    witness_alias: str | None
    body: str
    language: str
    state: QuestionState
    mark: AnswerMark | None
    answer: str | None
    answer_language: str | None
    answered_by: str | None
    at: datetime
    support: int
    merged_into: int | None = None
    wordings: tuple[Wording, ...] = ()
    more_answers: tuple[AnswerView, ...] = ()
    marks: tuple[tuple[AnswerMark, int], ...] = ()  # of all who asked, those who are least satisfied first
    follows: Wording | None = None
    hidden_reason: str | None = None  # taken off the record; `body` is empty then

    @property
    def askers(self) -> tuple[int, ...]:
        """Everybody who asked this: they say whether it was answered."""
        return tuple(dict.fromkeys([self.membership_id, *(found.membership_id for found in self.wordings)]))


def question_views(session: Session, room: Room, ids: Iterable[int] | None = None) -> list[QuestionView]:
    """Questions of the room that stand for themselves, those that matter to most jurors first; or only some of them,
    then also those that were merged into others.
    """
    groups = groups_of(session, room)
    query = select(Question).where(Question.room_id == room.id)
    wanted = None if ids is None else set(ids)
    if wanted is not None:
        query = query.where(Question.id.in_(_with_members(wanted, groups)))
    found = {question.id: question for question in session.scalars(query)}
    shown = [one for one in found if (one in wanted if wanted is not None else one not in groups.parents)]
    context = _context(session, found, shown, groups)
    views = [_view(found[one], context) for one in shown]
    return sorted(views, key=lambda view: (-view.support, view.id))


@dataclass(frozen=True)
class _Context:
    """All that views are made from, read once for all of them."""

    found: Mapping[int, Question]
    groups: Groups
    backers: Mapping[int, frozenset[int]]
    names: Mapping[int, str]
    answers: Mapping[int, list[QuestionAnswer]]
    followed: Mapping[int, Question]


def _context(session: Session, found: Mapping[int, Question], shown: list[int], groups: Groups) -> _Context:
    answers: dict[int, list[QuestionAnswer]] = {}
    for answer in session.scalars(select(QuestionAnswer).where(
            QuestionAnswer.question_id.in_(found)).order_by(QuestionAnswer.at)):
        answers.setdefault(answer.question_id, []).append(answer)
    people = {question.answered_by_id for question in found.values()}
    people |= {answer.membership_id for several in answers.values() for answer in several}
    follows = {question.follows_id for question in found.values() if question.follows_id}
    followed = {one.id: one for one in session.scalars(select(Question).where(Question.id.in_(follows)))}
    return _Context(found, groups, supporters_of(session, shown, groups), _aliases(session, people), answers, followed)


def _with_members(ids: Iterable[int], groups: Groups) -> set[int]:
    return {one for question_id in ids for one in groups.members(question_id)}


def _view(question: Question, context: _Context) -> QuestionView:
    members = [context.found[one] for one in context.groups.members(question.id)]
    follows = context.followed.get(question.follows_id or 0)
    counts = Counter(member.mark for member in members if member.mark)
    return QuestionView(
        id=question.id, membership_id=question.membership_id, alias=question.membership.alias,
        witness_id=question.witness_id, witness_alias=question.witness.alias if question.witness else None,
        body=question.shown_body, language=question.language, state=question.state, mark=question.mark,
        answer=question.answer, answer_language=question.answer_language,
        answered_by=context.names.get(question.answered_by_id or 0), at=question.at,
        support=len(context.backers[question.id]), merged_into=question.merged_into_id,
        wordings=tuple(_wording(member) for member in members[1:]),
        more_answers=tuple(AnswerView(answer.membership_id, context.names[answer.membership_id], answer.body,
                                      answer.language) for answer in context.answers.get(question.id, ())),
        marks=tuple((mark, counts[mark]) for mark in reversed(AnswerMark) if counts[mark]),
        follows=_wording(follows) if follows else None, hidden_reason=question.hidden_reason)


def _wording(question: Question) -> Wording:
    return Wording(question.id, question.membership_id, question.membership.alias, question.shown_body,
                   question.language)


def _aliases(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    wanted = [found for found in ids if found]
    return dict(session.execute(select(Membership.id, Membership.alias).where(Membership.id.in_(wanted))).all())
