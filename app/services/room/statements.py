"""The running record: what is said in writing."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from app.domain.audiences import SPEAKERS, audience_of, is_present
from app.domain.errors import Forbidden
from app.domain.moderation import TargetKind
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.domain.writing import checked_text, guess_language
from app.models import Membership, Room, Statement
from app.services.room import moderation, rooms, voices
from app.services.room.reasons import checked_reason

__all__ = ["StatementView", "checked_reason", "hide_statement", "post_statement", "require_voice",
           "statement_views"]
MAX_LENGTH = 1000
_statements: Table = Statement.__table__  # type: ignore[assignment]  # declared as a wider type
# Built once: both are part of every message.
_NEW_STATEMENT = _statements.insert().returning(_statements.c.id)
_VIEWS = select(
    Statement.id, Statement.seq, Statement.membership_id, Membership.alias, Membership.role, Statement.body,
    Statement.language, Statement.at, Statement.hidden_reason,
).join(Membership, Membership.id == Statement.membership_id).where(
    Statement.id.in_(bindparam("wanted", expanding=True)))


@dataclass(frozen=True)
class StatementView:
    """A statement as readers see it; a hidden one shows the reason instead of the words."""

    id: int
    seq: int
    membership_id: int
    alias: str
    role: Role
    body: str
    language: str
    at: datetime
    hidden_reason: str | None


def post_statement(session: Session, room: Room, text: str, *, page_language: str, actor: Actor, now: datetime,
                   command_id: str | None = None) -> rooms.LoggedEvent:
    """Say something in writing. Raises `witnesses_have_left` for an expert while the jury deliberates."""
    if known := rooms.known_command(session, room, command_id, actor=actor):
        return known
    membership_id, body = actor.require(*SPEAKERS), checked_text(text, MAX_LENGTH)
    voices.require_voice(session, room.jury_id, actor=actor, now=now)
    turn = rooms.take_open_turn(session, room)
    require_voice(actor, turn)
    statement_id = session.execute(_NEW_STATEMENT, {
        "room_id": room.id, "seq": turn.seq, "membership_id": membership_id, "agenda_item_id": room.current_item_id,
        "body": body, "language": guess_language(body, page_language), "at": now}).scalar_one()
    return rooms.write_event(session, room, turn, RoomEventKind.STATEMENT_POSTED, actor=actor, now=now,
                             data={"statement": statement_id}, command_id=command_id)


def require_voice(actor: Actor, turn: rooms.Turn) -> None:
    """The number in the log decides: an expert whose words come after the jury began to deliberate is refused."""
    audience = audience_of(actor)
    if audience is None or not is_present(audience, turn.phase):
        raise Forbidden("witnesses_have_left")


def hide_statement(session: Session, room: Room, statement_id: int, reason: str, *, actor: Actor, now: datetime,
                   command_id: str | None = None) -> rooms.LoggedEvent:
    """Take a statement off the record with a public reason; its words stay in the log for the overseers."""
    return moderation.hide(session, room, TargetKind.STATEMENT, statement_id, reason, actor=actor, now=now,
                           command_id=command_id)


def statement_views(session: Session, ids: Iterable[int]) -> dict[int, StatementView]:
    """Statements by id, with the names under which they were made."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {row.id: _view(row) for row in session.execute(_VIEWS, {"wanted": wanted})}


def _view(row: Any) -> StatementView:
    view = StatementView(*row)
    return view if view.hidden_reason is None else replace(view, body="")
