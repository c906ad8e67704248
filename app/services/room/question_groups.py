"""Questions that ask the same: which were put together, who stands behind each, and what it became."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, NotFound
from app.domain.roles import Role
from app.models import Membership, Question, QuestionSupport, Room


@dataclass(frozen=True)
class Groups:
    """What was merged into what, directly. A question that was not merged stands for itself."""

    parents: dict[int, int]

    def root(self, question_id: int) -> int:
        """The question in whose place this one is asked."""
        while question_id in self.parents:
            question_id = self.parents[question_id]
        return question_id

    def members(self, root: int) -> list[int]:
        """A question and all that were merged into it, the oldest of them first after it."""
        return [root, *sorted(child for child in self.parents if self.root(child) == root)]


def groups_of(session: Session, room: Room) -> Groups:
    rows = session.execute(select(Question.id, Question.merged_into_id).where(
        Question.room_id == room.id, Question.merged_into_id.is_not(None)))
    return Groups({row.id: row.merged_into_id for row in rows})


def find_question(session: Session, room: Room, question_id: int) -> Question:
    """A question of this room. Raises `question_is_gone`."""
    question = session.get(Question, question_id, populate_existing=True)
    if question is None or question.room_id != room.id:
        raise NotFound("question_is_gone")
    return question


def find_root(session: Session, room: Room, question_id: int) -> Question:
    """The question in whose place this one is asked. Raises `question_is_gone`."""
    question = find_question(session, room, question_id)
    if question.merged_into_id is None:
        return question
    return find_question(session, room, groups_of(session, room).root(question.id))


def require_expert(session: Session, room: Room, membership_id: int | None) -> None:
    """None stands for all experts. Raises `expert_is_unknown`."""
    if membership_id is not None and session.scalar(select(Membership.id).where(
            Membership.id == membership_id, Membership.jury_id == room.jury_id, Membership.role == Role.EXPERT,
            Membership.ended_at.is_(None))) is None:
        raise DomainError("expert_is_unknown")


def supporters_of(session: Session, question_ids: Iterable[int], groups: Groups) -> dict[int, frozenset[int]]:
    """Memberships to whom a question matters, or one that was merged into it; each counts once. Never shown."""
    members = {root: groups.members(root) for root in question_ids}
    wanted = [one for found in members.values() for one in found]
    backers: dict[int, set[int]] = {}
    for support in session.execute(select(QuestionSupport.question_id, QuestionSupport.membership_id).where(
            QuestionSupport.question_id.in_(wanted))):
        backers.setdefault(support.question_id, set()).add(support.membership_id)
    return {root: frozenset().union(*(backers.get(one, set()) for one in found)) for root, found in members.items()}
