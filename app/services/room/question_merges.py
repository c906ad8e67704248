"""Merging questions that ask the same: authors and supporters stay, and every merge can be seen and undone."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.phases import QuestionState
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.models import Membership, Question, QuestionMerge, Room
from app.services import records
from app.services.room import rooms
from app.services.room.question_groups import find_question, find_root


@dataclass(frozen=True)
class MergeView:
    """One line of the log of merges."""

    id: int
    question_id: int
    body: str
    language: str
    author_id: int
    into_id: int
    into_body: str
    into_language: str
    by: str
    by_id: int
    at: datetime
    undone_at: datetime | None

    def may_undo(self, actor: Actor) -> bool:
        """The facilitator, who merged, and whose question went into another."""
        return self.undone_at is None and _is_concerned(actor, self.author_id, self.by_id)


def merge_questions(session: Session, room: Room, question_id: int, into_id: int, *, actor: Actor, now: datetime,
                    command_id: str | None = None) -> rooms.LoggedEvent:
    """Have one question asked in the words of another: the facilitator, or its author.

    Raises `question_is_merged`, `question_into_itself`, `question_moved_on` when it has been asked already,
    `questions_are_for_different_experts`, `only_own_questions_are_merged`.
    """
    actor.require(Role.FACILITATOR, Role.JUROR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = rooms.take_open_turn(session, room)
    question, into = find_question(session, room, question_id), find_root(session, room, into_id)
    if not _is_concerned(actor, question.membership_id):
        raise Forbidden("only_own_questions_are_merged")
    _check_pair(question, into)
    question.merged_into_id = into.id
    merge = QuestionMerge(room_id=room.id, question_id=question.id, into_id=into.id, at=now,
                          membership_id=rooms.require_member(actor))
    session.add(merge)
    session.flush()
    records.add_entry(session, room.jury_id, "questions_merged", {"question": question.id, "into": into.id}, now=now)
    return _changed(session, room, turn, merge, actor=actor, now=now, command_id=command_id)


def undo_merge(session: Session, room: Room, merge_id: int, *, actor: Actor, now: datetime,
               command_id: str | None = None) -> rooms.LoggedEvent:
    """Let a merged question stand for itself again. Raises `merge_is_undone`, `only_own_questions_are_merged`."""
    actor.require(Role.FACILITATOR, Role.JUROR)
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    turn = rooms.take_open_turn(session, room)
    merge = session.get(QuestionMerge, merge_id, populate_existing=True)
    if merge is None or merge.room_id != room.id:
        raise NotFound("question_is_gone")
    question = find_question(session, room, merge.question_id)
    if not _is_concerned(actor, question.membership_id, merge.membership_id):
        raise Forbidden("only_own_questions_are_merged")
    if merge.undone_at is not None:
        raise Conflict("merge_is_undone")
    merge.undone_at, merge.undone_by_id = now, rooms.require_member(actor)
    session.execute(update(Question).where(Question.id == question.id).values(merged_into_id=None))
    session.flush()
    records.add_entry(session, room.jury_id, "questions_parted",
                      {"question": question.id, "from": merge.into_id}, now=now)
    return _changed(session, room, turn, merge, actor=actor, now=now, command_id=command_id)


def merges_of(session: Session, room: Room) -> list[MergeView]:
    """The log of merges, the latest first."""
    merges = list(session.scalars(
        select(QuestionMerge).where(QuestionMerge.room_id == room.id).order_by(QuestionMerge.id.desc())))
    ids = {one for merge in merges for one in (merge.question_id, merge.into_id)}
    found = {row.id: row for row in session.scalars(select(Question).where(Question.id.in_(ids)))}
    names = dict(session.execute(select(Membership.id, Membership.alias).where(
        Membership.id.in_({merge.membership_id for merge in merges}))).all())
    return [_view(merge, found[merge.question_id], found[merge.into_id], names[merge.membership_id])
            for merge in merges]


def _view(merge: QuestionMerge, question: Question, into: Question, by: str) -> MergeView:
    return MergeView(
        id=merge.id, question_id=question.id, body=question.shown_body, language=question.language,
        author_id=question.membership_id, into_id=into.id, into_body=into.shown_body, into_language=into.language,
        by=by, by_id=merge.membership_id, at=merge.at, undone_at=merge.undone_at)


def _is_concerned(actor: Actor, *people: int) -> bool:
    return actor.has(Role.FACILITATOR) or (actor.has(Role.JUROR) and actor.memberships[Role.JUROR] in people)


def _check_pair(question: Question, into: Question) -> None:
    """What may not be put together."""
    if question.merged_into_id is not None:
        raise Conflict("question_is_merged")
    if question.id == into.id:
        raise DomainError("question_into_itself")
    if question.state is not QuestionState.WAITING:
        raise Conflict("question_moved_on")
    if into.witness_id is not None and question.witness_id != into.witness_id:
        raise DomainError("questions_are_for_different_experts")


def _changed(session: Session, room: Room, turn: rooms.Turn, merge: QuestionMerge, *, actor: Actor, now: datetime,
             command_id: str | None) -> rooms.LoggedEvent:
    """Both are drawn anew."""
    return rooms.write_event(session, room, turn, RoomEventKind.QUESTION_CHANGED, actor=actor, now=now,
                             data={"question": merge.question_id, "into": merge.into_id}, command_id=command_id)
