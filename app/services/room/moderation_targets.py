"""The words that a report or an act of moderation is about, and who could see them in the first place."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audiences import Audience, audience_of, may_see
from app.domain.errors import NotFound
from app.domain.moderation import TargetKind
from app.domain.phases import ItemKind
from app.domain.roles import Actor
from app.domain.room_events import RoomEventKind
from app.models import Membership, Question, Room, RoomEvent, SmallTable, Statement, TableNote, TableSeat
from app.services.room.rooms import PLENARY

_GONE = {TargetKind.STATEMENT: "statement_is_gone", TargetKind.QUESTION: "question_is_gone",
         TargetKind.TABLE_NOTE: "note_is_gone"}
_SAID_AS = {TargetKind.QUESTION: RoomEventKind.QUESTION_ASKED, TargetKind.STATEMENT: RoomEventKind.STATEMENT_POSTED,
            TargetKind.TABLE_NOTE: RoomEventKind.STATEMENT_POSTED}


@dataclass(frozen=True)
class Target:
    """Words, whose they are, and where and during what they were said."""

    kind: TargetKind
    id: int
    room: Room
    author: Membership
    words: str
    language: str
    hidden_reason: str | None
    phase: ItemKind | None


def find_target(session: Session, jury_id: int, kind: TargetKind, target_id: int) -> Target:
    """Words of this jury. Raises NotFound."""
    found = _FINDERS[kind](session, target_id)
    if found is None or found.room.jury_id != jury_id:
        raise NotFound(_GONE[kind])
    return found


def find_visible(session: Session, jury_id: int, kind: TargetKind, target_id: int, *, actor: Actor) -> Target:
    """The same for somebody who could read them; for others they do not exist."""
    target = find_target(session, jury_id, kind, target_id)
    if not _could_read(session, target, actor):
        raise NotFound(_GONE[kind])
    return target


def _could_read(session: Session, target: Target, actor: Actor) -> bool:
    audience = audience_of(actor)
    if audience is None:
        return False
    if target.room.name == PLENARY:
        return may_see(audience, _SAID_AS[target.kind], target.phase)
    return audience in {Audience.CHAIR, Audience.READER} or _sat_there(session, target.room.id, actor)


def _sat_there(session: Session, room_id: int, actor: Actor) -> bool:
    return session.scalar(select(TableSeat.id).join(SmallTable, SmallTable.id == TableSeat.table_id).where(
        SmallTable.room_id == room_id,
        TableSeat.membership_id.in_(list(actor.memberships.values()))).limit(1)) is not None


def _statement(session: Session, target_id: int) -> Target | None:
    row = session.execute(select(Statement, Room, RoomEvent.phase).join(Room, Room.id == Statement.room_id).join(
        RoomEvent, (RoomEvent.room_id == Statement.room_id) & (RoomEvent.seq == Statement.seq),
    ).where(Statement.id == target_id)).first()
    if row is None:
        return None
    said: Statement = row[0]
    return Target(TargetKind.STATEMENT, said.id, row[1], said.membership, said.body, said.language,
                  said.hidden_reason, row[2])


def _question(session: Session, target_id: int) -> Target | None:
    asked = session.get(Question, target_id)
    if asked is None:
        return None
    return Target(TargetKind.QUESTION, asked.id, session.get_one(Room, asked.room_id), asked.membership, asked.body,
                  asked.language, asked.hidden_reason, None)


def _table_note(session: Session, target_id: int) -> Target | None:
    """A note belongs to its table; who wrote last answers for it."""
    row = session.execute(select(SmallTable, TableNote).join(TableNote, TableNote.table_id == SmallTable.id).where(
        SmallTable.id == target_id).order_by(TableNote.version.desc()).limit(1)).first()
    if row is None:
        return None
    table, note = row[0], row[1]
    return Target(TargetKind.TABLE_NOTE, table.id, session.get_one(Room, table.room_id), note.membership, note.body, "",
                  None, ItemKind.TABLES)


_FINDERS = {TargetKind.STATEMENT: _statement, TargetKind.QUESTION: _question, TargetKind.TABLE_NOTE: _table_note}
