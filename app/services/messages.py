"""Messages to people: queued inside the transaction, put into words and sent by the worker after it."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, true, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, NotFound
from app.domain.phases import MessageState
from app.domain.roles import Actor, Role
from app.models import Jury, Message, Person, Registrant
from app.services.vault import Vault

EMAIL, LETTER = "email", "letter"
MAX_ATTEMPTS = 6
PAGE_SIZE = 25
# A message that was being sent when the worker died is tried again after the first of these waits.
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))


@dataclass(frozen=True)
class Content:
    """The sealed part of a message: to whom, and what fills the template."""

    to: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Outbox:
    """One page of the log of what went to whom, the newest first.

    `recipients`: message id → the name of an account, or the number of a person in the pool.
    """

    messages: list[Message]
    recipients: dict[int, str | int]
    counts: dict[MessageState, int]
    page: int
    pages: int


def queue(session: Session, jury: Jury, template: str, *, vault: Vault, now: datetime, person: Person | None = None,
          registrant: Registrant | None = None, values: dict[str, Any] | None = None,
          on_paper: bool = False) -> Message | None:
    """Queue `template` (a file in templates/letters/) for a person or a registrant, in their language.

    `values` fill the template; they are sealed with the address, because they may hold personal links.
    Without an e-mail address it becomes a letter to print when `on_paper` is set, else None is returned.
    """
    contact = _contact_of(jury, person, registrant, vault)
    email = contact.get("email", "")
    if not email and not on_paper:
        return None
    language = person.language if person else registrant.language if registrant else jury.authentic_language
    message = Message(
        jury_id=jury.id, person_id=person.id if person else None, registrant_id=registrant.id if registrant else None,
        channel=EMAIL if email else LETTER, template=template, language=language, created_at=now,
        state=MessageState.QUEUED,
        content_sealed=vault.seal(jury, {"to": email or _postal(contact), "values": values or {}}))
    session.add(message)
    session.flush()
    return message


def _contact_of(jury: Jury, person: Person | None, registrant: Registrant | None, vault: Vault) -> dict[str, str]:
    """How to reach somebody; the account's own address comes before that of the pool file."""
    known = vault.open(jury, registrant.contact_sealed) if registrant is not None else {}
    contact = {name: str(value or "") for name, value in known.items()}
    if person is not None:
        contact |= {"name": person.name} | ({"email": person.email} if person.email else {})
    return contact


def _postal(contact: dict[str, str]) -> str:
    return "\n".join(contact[name] for name in ("name", "address", "phone") if contact.get(name))


def content_of(jury: Jury, message: Message, *, vault: Vault) -> Content:
    """Open a message. Raises `key_is_erased`."""
    opened = vault.open(jury, message.content_sealed)
    return Content(opened["to"], opened["values"])


def outbox(session: Session, jury: Jury, page: int = 1) -> Outbox:
    """The messages of a jury by page, with how many are in which state."""
    rows = session.execute(
        select(Message.state, func.count()).where(Message.jury_id == jury.id).group_by(Message.state))
    counts: dict[MessageState, int] = {row[0]: row[1] for row in rows}
    pages = max(1, -(-sum(counts.values()) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    found = list(session.scalars(select(Message).where(Message.jury_id == jury.id).order_by(Message.id.desc())
                                 .limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)))
    return Outbox(found, _recipients(session, found), counts, page, pages)


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


def due_ids(session: Session, *, now: datetime, limit: int = 50) -> list[int]:
    """E-mails that wait and may be tried now, the oldest first."""
    return list(session.scalars(select(Message.id).where(
        Message.state == MessageState.QUEUED, Message.channel == EMAIL,
        or_(Message.try_after.is_(None), Message.try_after <= now)).order_by(Message.id).limit(limit)))


def take(session: Session, message_id: int, *, now: datetime) -> Message | None:
    """Take a message for one attempt; of two workers one gets it. It is free again after a wait, should we die."""
    message = session.get(Message, message_id)
    if message is None or message.state is not MessageState.QUEUED:
        return None
    wait = WAITS[min(message.attempts, len(WAITS) - 1)]
    taken = session.execute(update(Message).where(
        Message.id == message_id, Message.state == MessageState.QUEUED, Message.attempts == message.attempts,
        or_(Message.try_after.is_(None), Message.try_after <= now)).values(
        attempts=Message.attempts + 1, try_after=now + wait))
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        return None
    session.refresh(message)
    return message


def mark_sent(session: Session, message_id: int, *, now: datetime) -> None:
    session.execute(update(Message).where(Message.id == message_id, Message.state == MessageState.QUEUED).values(
        state=MessageState.SENT, sent_at=now, try_after=None, error_code=None))


def note_failure(session: Session, message_id: int, code: str, *, is_final: bool) -> None:
    """Keep why an attempt failed; after the last one, or when the address is refused, give up visibly."""
    over = true() if is_final else Message.attempts >= MAX_ATTEMPTS
    session.execute(update(Message).where(Message.id == message_id, Message.state == MessageState.QUEUED).values(
        error_code=code))
    session.execute(update(Message).where(Message.id == message_id, Message.state == MessageState.QUEUED, over).values(
        state=MessageState.FAILED, try_after=None))


def try_again(session: Session, jury: Jury, message_id: int, *, actor: Actor) -> None:
    """Put a failed message back into the queue. Raises `message_is_unknown`, `message_did_not_fail`."""
    actor.require(Role.ORGANIZER)
    message = find_message(session, jury, message_id)
    changed = session.execute(update(Message).where(
        Message.id == message.id, Message.state == MessageState.FAILED).values(
        state=MessageState.QUEUED, attempts=0, try_after=None, error_code=None))
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("message_did_not_fail")


def mark_printed(session: Session, jury: Jury, message_id: int, *, actor: Actor, now: datetime) -> None:
    """Note that a letter on paper was printed and posted. Raises `message_is_unknown`, `message_is_no_letter`."""
    actor.require(Role.ORGANIZER)
    message = find_message(session, jury, message_id)
    if message.channel != LETTER:
        raise Conflict("message_is_no_letter")
    mark_sent(session, message.id, now=now)
