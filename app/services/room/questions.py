"""Questions to the experts: who cares about them, what was answered, and whether that was an answer."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.phases import AnswerMark, QuestionState
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.domain.writing import guess_language
from app.models import Membership, Question, QuestionSupport, Room
from app.services.room import rooms
from app.services.room.statements import checked_text

MAX_LENGTH = 600
MAX_ANSWER_LENGTH = 2000


@dataclass(frozen=True)
class QuestionView:
    """A question as readers see it; the names of its supporters stay with the server."""

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


def ask_question(session: Session, room: Room, text: str, *, witness_id: int | None, page_language: str, actor: Actor,
                 now: datetime, command_id: str | None = None) -> rooms.LoggedEvent:
    """Put a question to one expert or to all. The asker counts among those to whom it matters."""
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    membership_id, body = actor.require(Role.JUROR), checked_text(text, MAX_LENGTH)
    if witness_id is not None and not _is_expert(session, room, witness_id):
        raise DomainError("expert_is_unknown")
    turn = rooms.take_open_turn(session, room)
    question = Question(room_id=room.id, membership_id=membership_id, witness_id=witness_id, body=body,
                        language=guess_language(body, page_language), at=now,
                        supports=[QuestionSupport(membership_id=membership_id)])
    session.add(question)
    session.flush()
    return rooms.write_event(session, room, turn, RoomEventKind.QUESTION_ASKED, actor=actor, now=now,
                             data={"question": question.id}, command_id=command_id)


def support_question(session: Session, room: Room, question_id: int, *, actor: Actor, now: datetime,
                     command_id: str | None = None) -> rooms.LoggedEvent:
    """Say that a question matters to me too; saying it again takes it back."""
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    membership_id = actor.require(Role.JUROR)
    turn = rooms.take_open_turn(session, room)
    _find(session, room, question_id)
    taken_back = session.execute(delete(QuestionSupport).where(
        QuestionSupport.question_id == question_id, QuestionSupport.membership_id == membership_id))
    if taken_back.rowcount == 0:  # type: ignore[attr-defined]  # a CursorResult at run time
        session.add(QuestionSupport(question_id=question_id, membership_id=membership_id))
    session.flush()
    return _changed(session, room, turn, question_id, actor=actor, now=now, command_id=command_id)


def note_asked(session: Session, room: Room, question_id: int, *, actor: Actor, now: datetime,
               command_id: str | None = None) -> rooms.LoggedEvent:
    """The facilitator has put the question to the expert aloud."""
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = rooms.take_open_turn(session, room)
    moved = session.execute(update(Question).where(
        Question.id == question_id, Question.room_id == room.id, Question.state == QuestionState.WAITING,
    ).values(state=QuestionState.ASKED))
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("question_moved_on")
    return _changed(session, room, turn, question_id, actor=actor, now=now, command_id=command_id)


def answer_question(session: Session, room: Room, question_id: int, text: str, *, page_language: str, actor: Actor,
                    now: datetime, command_id: str | None = None) -> rooms.LoggedEvent:
    """Answer in writing: the expert who was asked, or any when nobody was named. A later answer replaces an earlier
    one and needs a new mark. Also possible while the jury deliberates: the answer is read, the expert stays outside.
    """
    membership_id = actor.require(Role.EXPERT)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    question = _find(session, room, question_id)
    if question.witness_id not in {None, membership_id}:
        raise Forbidden("question_is_for_another")
    answer = checked_text(text, MAX_ANSWER_LENGTH)
    turn = rooms.take_open_turn(session, room)
    question.answer, question.answer_language = answer, guess_language(answer, page_language)
    question.answered_by_id, question.answered_at = membership_id, now
    question.state, question.mark = QuestionState.ANSWERED, None
    session.flush()
    return _changed(session, room, turn, question_id, actor=actor, now=now, command_id=command_id)


def mark_answer(session: Session, room: Room, question_id: int, mark: AnswerMark, *, actor: Actor, now: datetime,
                command_id: str | None = None) -> rooms.LoggedEvent:
    """The asker says whether that was an answer: to the written answer, or to what was said aloud."""
    membership_id = actor.require(Role.JUROR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    question = _find(session, room, question_id)
    if question.membership_id != membership_id:
        raise Forbidden("only_the_asker_marks")
    if question.state is QuestionState.WAITING:
        raise Conflict("question_has_no_answer")
    turn = rooms.take_open_turn(session, room)
    question.mark, question.state = mark, QuestionState.ANSWERED
    session.flush()
    return _changed(session, room, turn, question_id, actor=actor, now=now, command_id=command_id)


def question_views(session: Session, room: Room, ids: Iterable[int] | None = None) -> list[QuestionView]:
    """Questions of the room, those that matter to most jurors first; or only some of them."""
    support = (select(func.count()).select_from(QuestionSupport).where(QuestionSupport.question_id == Question.id)
               .correlate(Question).scalar_subquery())
    query = select(Question, support.label("support")).where(Question.room_id == room.id)
    if ids is not None:
        query = query.where(Question.id.in_(list(ids)))
    rows = session.execute(query.order_by(support.desc(), Question.id)).all()
    names = _aliases(session, {row[0].answered_by_id for row in rows})
    return [_view(question, count, names) for question, count in rows]


def supported_by(session: Session, room: Room, membership_id: int) -> set[int]:
    """Ids of the questions that matter to one juror, for that juror's own page."""
    return set(session.scalars(select(QuestionSupport.question_id).join(Question).where(
        Question.room_id == room.id, QuestionSupport.membership_id == membership_id)))


def count_open(session: Session, room: Room) -> int:
    """Questions that nobody has answered yet."""
    return session.scalar(select(func.count()).select_from(Question).where(
        Question.room_id == room.id, Question.state != QuestionState.ANSWERED)) or 0


def _view(question: Question, support: int, names: dict[int, str]) -> QuestionView:
    return QuestionView(
        question.id, question.membership_id, question.membership.alias, question.witness_id,
        question.witness.alias if question.witness else None, question.body, question.language, question.state,
        question.mark, question.answer, question.answer_language, names.get(question.answered_by_id or 0), question.at,
        support)


def _aliases(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    wanted = [found for found in ids if found]
    return dict(session.execute(select(Membership.id, Membership.alias).where(Membership.id.in_(wanted))).all())


def _find(session: Session, room: Room, question_id: int) -> Question:
    question = session.get(Question, question_id)
    if question is None or question.room_id != room.id:
        raise NotFound("question_is_gone")
    return question


def _is_expert(session: Session, room: Room, membership_id: int) -> bool:
    return session.scalar(select(Membership.id).where(
        Membership.id == membership_id, Membership.jury_id == room.jury_id, Membership.role == Role.EXPERT,
        Membership.ended_at.is_(None))) is not None


def _changed(session: Session, room: Room, turn: rooms.Turn, question_id: int, *, actor: Actor, now: datetime,
             command_id: str | None) -> rooms.LoggedEvent:
    return rooms.write_event(session, room, turn, RoomEventKind.QUESTION_CHANGED, actor=actor, now=now,
                             data={"question": question_id}, command_id=command_id)
