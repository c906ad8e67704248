"""The log of what went to whom: by page, and narrowed to a kind, a state, a channel or a person."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.phases import MessageState
from app.models import Jury, Message, Person, Registrant

PAGE_SIZE = 25


@dataclass(frozen=True)
class LogFilter:
    """What the reader of the log wants to see; None: everything.

    `who`: a part of an account's name, or the number of a person in the pool.
    """

    template: str | None = None
    state: MessageState | None = None
    channel: str | None = None
    who: str | None = None


@dataclass(frozen=True)
class Outbox:
    """One page of the log, the newest first.

    `recipients`: message id → the name of an account, or the number of a person in the pool.
    `counts` are of all messages of the jury, `found` of those that fit the filter.
    """

    messages: list[Message]
    recipients: dict[int, str | int]
    counts: dict[MessageState, int]
    templates: list[str]
    found: int
    page: int
    pages: int


def outbox(session: Session, jury: Jury, page: int = 1, wanted: LogFilter | None = None) -> Outbox:
    """The messages of a jury by page, with how many are in which state."""
    rows = session.execute(
        select(Message.state, func.count()).where(Message.jury_id == jury.id).group_by(Message.state))
    counts: dict[MessageState, int] = {row[0]: row[1] for row in rows}
    conditions = _conditions(session, jury, wanted or LogFilter())
    found = session.scalar(select(func.count()).select_from(Message).where(*conditions)) or 0
    pages = max(1, -(-found // PAGE_SIZE))
    page = min(max(page, 1), pages)
    messages = list(session.scalars(select(Message).where(*conditions).order_by(Message.id.desc())
                                    .limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)))
    templates = session.scalars(
        select(Message.template).where(Message.jury_id == jury.id).distinct().order_by(Message.template))
    return Outbox(messages, _recipients(session, messages), counts, list(templates), found, page, pages)


def _conditions(session: Session, jury: Jury, wanted: LogFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Message.jury_id == jury.id]
    plain: tuple[tuple[Any, Any], ...] = (
        (Message.template, wanted.template), (Message.state, wanted.state), (Message.channel, wanted.channel))
    conditions += [column == value for column, value in plain if value]
    if wanted.who:
        conditions.append(_is_to(session, jury, wanted.who.strip()))
    return conditions


def _is_to(session: Session, jury: Jury, who: str) -> ColumnElement[bool]:
    """A number is one of the pool. Names are compared here: SQLite knows upper and lower case of ASCII only."""
    if who.isdecimal() and len(who) <= 9:
        return Message.registrant_id.in_(select(Registrant.id).where(
            Registrant.jury_id == jury.id, Registrant.number == int(who)))
    people = session.execute(select(Person.id, Person.name).where(Person.id.in_(
        select(Message.person_id).where(Message.jury_id == jury.id))))
    return Message.person_id.in_([row.id for row in people if who.casefold() in row.name.casefold()])


def _recipients(session: Session, found: list[Message]) -> dict[int, str | int]:
    ids = [message.id for message in found]
    rows = session.execute(select(Message.id, Person.name, Registrant.number).outerjoin(
        Person, Person.id == Message.person_id).outerjoin(
        Registrant, Registrant.id == Message.registrant_id).where(Message.id.in_(ids)))
    return {row.id: row.name or row.number for row in rows}


def find_message(session: Session, jury: Jury, message_id: int) -> Message:
    """A message of this jury. Raises `message_is_unknown`."""
    message = session.get(Message, message_id)
    if message is None or message.jury_id != jury.id:
        raise NotFound("message_is_unknown")
    return message


def undelivered_to(session: Session, jury: Jury) -> dict[tuple[str, int], Message]:
    """The newest message that did not arrive, by ("person", id) and ("registrant", id), unless a later one did."""
    rows = session.scalars(select(Message).where(
        Message.jury_id == jury.id, Message.id.in_(_latest_to(jury, Message.person_id).union(
            _latest_to(jury, Message.registrant_id))),
        Message.state.in_([MessageState.FAILED, MessageState.BOUNCED])))
    found: dict[tuple[str, int], Message] = {}
    for row in rows:
        found |= {("person", row.person_id): row} if row.person_id else {}
        found |= {("registrant", row.registrant_id): row} if row.registrant_id else {}
    return found


def _latest_to(jury: Jury, column: Any) -> Any:
    """The newest message to each that has left or failed; what still waits says nothing."""
    return select(func.max(Message.id)).where(
        Message.jury_id == jury.id, column.is_not(None),
        Message.state.in_([MessageState.SENT, MessageState.FAILED, MessageState.BOUNCED])).group_by(column)
