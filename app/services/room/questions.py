"""Questions to the experts: who cares about them, what was answered, and whether that was an answer."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, Forbidden
from app.domain.phases import AnswerMark, QuestionState
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.domain.writing import checked_text, guess_language
from app.models import Question, QuestionAnswer, QuestionSupport, Room
from app.services.room import rooms, voices
from app.services.room.question_groups import find_question, find_root, groups_of, require_expert, supporters_of
from app.services.room.question_slates import note_deviation
from app.services.room.question_views import QuestionView, question_views

__all__ = [
    "QuestionView", "answer_question", "ask_question", "count_open", "mark_answer", "note_asked", "question_views",
    "support_question", "supported_by",
]
MAX_LENGTH = 600
MAX_ANSWER_LENGTH = 2000
_UNSATISFIED = {AnswerMark.PARTLY, AnswerMark.NOT_ANSWERED}


def ask_question(session: Session, room: Room, text: str, *, witness_id: int | None, page_language: str, actor: Actor,
                 now: datetime, command_id: str | None = None, follows_id: int | None = None) -> rooms.LoggedEvent:
    """Put a question to one expert or to all. The asker counts among those to whom it matters.

    `follows_id`: my own question that was not answered, or only in part; this one goes to the same expert.
    """
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    membership_id, body = actor.require(Role.JUROR), checked_text(text, MAX_LENGTH)
    voices.require_voice(session, room.jury_id, actor=actor, now=now)
    if follows_id is not None:
        witness_id = _followed(session, room, follows_id, membership_id).witness_id
    require_expert(session, room, witness_id)
    turn = rooms.take_open_turn(session, room)
    question = Question(room_id=room.id, membership_id=membership_id, witness_id=witness_id, body=body,
                        language=guess_language(body, page_language), at=now, follows_id=follows_id,
                        supports=[QuestionSupport(membership_id=membership_id)])
    session.add(question)
    session.flush()
    return rooms.write_event(session, room, turn, RoomEventKind.QUESTION_ASKED, actor=actor, now=now,
                             data={"question": question.id}, command_id=command_id)


def support_question(session: Session, room: Room, question_id: int, *, actor: Actor, now: datetime,
                     command_id: str | None = None) -> rooms.LoggedEvent:
    """Say that a question matters to me too; saying it again takes it back. Merged questions count as one."""
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    membership_id = actor.require(Role.JUROR)
    turn = rooms.take_open_turn(session, room)
    root, groups = find_root(session, room, question_id), groups_of(session, room)
    if membership_id in supporters_of(session, [root.id], groups)[root.id]:
        session.execute(delete(QuestionSupport).where(
            QuestionSupport.question_id.in_(groups.members(root.id)), QuestionSupport.membership_id == membership_id))
    else:
        session.add(QuestionSupport(question_id=root.id, membership_id=membership_id))
    session.flush()
    return _changed(session, room, turn, root.id, actor=actor, now=now, command_id=command_id)


def note_asked(session: Session, room: Room, question_id: int, *, actor: Actor, now: datetime,
               reason: str | None = None, command_id: str | None = None) -> rooms.LoggedEvent:
    """The facilitator has put the question to the expert aloud. Beside the fair slate only with a `reason`.

    Raises `question_moved_on`, `reason_is_missing`.
    """
    actor.require(Role.FACILITATOR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = rooms.take_open_turn(session, room)
    question = find_root(session, room, question_id)
    if question.state is QuestionState.WAITING:
        note_deviation(session, room, question, reason, now=now)
    moved = session.execute(update(Question).where(
        Question.id == question.id, Question.state == QuestionState.WAITING).values(state=QuestionState.ASKED))
    if moved.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("question_moved_on")
    return _changed(session, room, turn, question.id, actor=actor, now=now, command_id=command_id)


def answer_question(session: Session, room: Room, question_id: int, text: str, *, page_language: str, actor: Actor,
                    now: datetime, command_id: str | None = None) -> rooms.LoggedEvent:
    """Answer in writing: the expert who was asked, or any when nobody was named. My later answer replaces my earlier
    one, never another expert's, and needs new marks. Also possible while the jury deliberates: the answer is read,
    the expert stays outside.
    """
    membership_id = actor.require(Role.EXPERT)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    answer = checked_text(text, MAX_ANSWER_LENGTH)
    voices.require_voice(session, room.jury_id, actor=actor, now=now)
    turn = rooms.take_open_turn(session, room)
    question = find_root(session, room, question_id)
    if question.witness_id not in {None, membership_id}:
        raise Forbidden("question_is_for_another")
    _keep_answer(session, question, membership_id, answer, guess_language(answer, page_language), now=now)
    question.state = QuestionState.ANSWERED
    session.execute(update(Question).where(
        Question.id.in_(groups_of(session, room).members(question.id))).values(mark=None))
    session.flush()
    return _changed(session, room, turn, question.id, actor=actor, now=now, command_id=command_id)


def _keep_answer(session: Session, question: Question, membership_id: int, answer: str, language: str, *,
                 now: datetime) -> None:
    if question.answered_by_id in {None, membership_id}:
        question.answer, question.answer_language = answer, language
        question.answered_by_id, question.answered_at = membership_id, now
        return
    session.merge(QuestionAnswer(question_id=question.id, membership_id=membership_id, body=answer, language=language,
                                 at=now))


def mark_answer(session: Session, room: Room, question_id: int, mark: AnswerMark, *, actor: Actor, now: datetime,
                command_id: str | None = None) -> rooms.LoggedEvent:
    """Who asked says whether that was an answer: to the written answer, or to what was said aloud. Of merged questions
    each asker says it for themselves.
    """
    membership_id = actor.require(Role.JUROR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = rooms.take_open_turn(session, room)
    root, groups = find_root(session, room, question_id), groups_of(session, room)
    mine = [one for one in (find_question(session, room, number) for number in groups.members(root.id))
            if one.membership_id == membership_id]
    if not mine:
        raise Forbidden("only_the_asker_marks")
    if root.state is QuestionState.WAITING:
        raise Conflict("question_has_no_answer")
    for question in mine:
        question.mark = mark
    root.state = QuestionState.ANSWERED
    session.flush()
    return _changed(session, room, turn, root.id, actor=actor, now=now, command_id=command_id)


def supported_by(session: Session, room: Room, membership_id: int) -> set[int]:
    """Ids of the questions that matter to one juror, for that juror's own page."""
    groups = groups_of(session, room)
    return {groups.root(one) for one in session.scalars(select(QuestionSupport.question_id).join(Question).where(
        Question.room_id == room.id, QuestionSupport.membership_id == membership_id))}


def count_open(session: Session, room: Room) -> int:
    """Questions that nobody has answered yet; merged ones count once."""
    return session.scalar(select(func.count()).select_from(Question).where(
        Question.room_id == room.id, Question.merged_into_id.is_(None),
        Question.state != QuestionState.ANSWERED)) or 0


def _followed(session: Session, room: Room, question_id: int, membership_id: int) -> Question:
    """The question that is asked on, by one of those who asked it. Raises `follow_up_needs_a_mark`."""
    root, groups = find_root(session, room, question_id), groups_of(session, room)
    marks = {one.mark for one in (find_question(session, room, number) for number in groups.members(root.id))
             if one.membership_id == membership_id}
    if not marks & _UNSATISFIED:
        raise Conflict("follow_up_needs_a_mark")
    return root


def _changed(session: Session, room: Room, turn: rooms.Turn, question_id: int, *, actor: Actor, now: datetime,
             command_id: str | None) -> rooms.LoggedEvent:
    return rooms.write_event(session, room, turn, RoomEventKind.QUESTION_CHANGED, actor=actor, now=now,
                             data={"question": question_id}, command_id=command_id)
