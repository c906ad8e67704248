"""What a witness needs at hand: the questions to them in order, and what was said while they were in the room."""
from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audiences import HEARING_KINDS
from app.models import Room, RoomEvent, Statement
from app.services.room import statements
from app.services.room.question_views import QuestionView, question_views
from app.services.room.slate_views import slate_views
from app.services.room.statements import StatementView

MOST_WORDS = 30


def questions_for(session: Session, room: Room, membership_id: int) -> list[QuestionView]:
    """Questions to this expert and to all: those of the slates in their order, then by how many they matter to."""
    slates = [slate for slate in slate_views(session, room) if slate.witness_id in {None, membership_id}]
    slates.sort(key=lambda slate: slate.witness_id is None)  # the expert's own slate comes before that of all
    order = [line.question.id for slate in slates for line in slate.lines if line.is_in]
    places = {question_id: place for place, question_id in reversed(list(enumerate(order)))}
    mine = [view for view in question_views(session, room) if view.witness_id in {None, membership_id}]
    return sorted(mine, key=lambda view: places.get(view.id, len(order)))


def words_heard(session: Session, room: Room, membership_id: int) -> list[StatementView]:
    """The latest words of others that were said while witnesses were in the room; never any of the deliberation."""
    ids = list(session.scalars(
        select(Statement.id).join(
            RoomEvent, (RoomEvent.room_id == Statement.room_id) & (RoomEvent.seq == Statement.seq))
        .where(Statement.room_id == room.id, Statement.hidden_at.is_(None), Statement.membership_id != membership_id,
               RoomEvent.phase.in_(HEARING_KINDS)).order_by(Statement.id.desc()).limit(MOST_WORDS)))
    found = statements.statement_views(session, ids)
    return [found[one] for one in ids]
