"""What a claim can be drawn from: people, documents, answers and the record, for the choice in the form."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.evidence import ClaimSource
from app.domain.phases import QuestionState
from app.domain.roles import Role
from app.models import Document, Jury, Membership, Question, Room, Statement
from app.services.accounts import memberships
from app.services.room import documents, rooms

RECENT = 40  # statements of the record that are offered, the newest first


@dataclass(frozen=True)
class Sources:
    people: tuple[Membership, ...]
    documents: tuple[Document, ...]
    answers: tuple[Question, ...]
    statements: tuple[Statement, ...]


def sources_of(session: Session, jury: Jury) -> Sources:
    room = rooms.find_room(session, jury.id)
    room_id = room.id if room else 0
    answers = session.scalars(select(Question).join(Room, Room.id == Question.room_id).where(
        Room.jury_id == jury.id, Question.state != QuestionState.WAITING).order_by(Question.id))
    statements = session.scalars(select(Statement).where(
        Statement.room_id == room_id, Statement.hidden_at.is_(None)).order_by(Statement.id.desc()).limit(RECENT))
    return Sources(tuple(memberships.members_of(session, jury.id, Role.EXPERT, Role.JUROR)),
                   tuple(documents.documents_of(session, jury.id)), tuple(answers), tuple(statements))


def kind_of(name: str) -> ClaimSource | None:
    return next((kind for kind in ClaimSource if kind.value == name), None)
