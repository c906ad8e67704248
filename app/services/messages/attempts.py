"""Sending, one attempt after the other: who may try now, and what became of it."""
from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, true, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict
from app.domain.message_kinds import EMAIL, LETTER
from app.domain.phases import MessageState
from app.domain.roles import Actor, Role
from app.models import Jury, Message, MessageSetting, SilencedAddress
from app.services.messages.logs import find_message
from app.services.vault import Vault

MAX_ATTEMPTS = 6
# A message that was being sent when the worker died is tried again after the first of these waits.
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))


def due_ids(session: Session, *, now: datetime, limit: int = 50, channel: str = EMAIL) -> list[int]:
    """Messages of a channel that wait and may be tried now, the oldest first; none of a jury that holds all back."""
    stopped = select(MessageSetting.jury_id).where(MessageSetting.stopped_at.is_not(None))
    return list(session.scalars(select(Message.id).where(
        Message.state == MessageState.QUEUED, Message.channel == channel,
        or_(Message.jury_id.is_(None), Message.jury_id.not_in(stopped)),
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
    """It went; the news that it carried went with it."""
    session.execute(update(Message).where(Message.id == message_id, Message.state == MessageState.QUEUED).values(
        state=MessageState.SENT, sent_at=now, try_after=None, error_code=None))
    session.execute(update(Message).where(
        Message.digest_id == message_id, Message.state == MessageState.COLLECTED).values(
        state=MessageState.SENT, sent_at=now))


def note_failure(session: Session, message_id: int, code: str, *, is_final: bool) -> None:
    """Keep why an attempt failed; after the last one, or when the address is refused, give up visibly."""
    over = true() if is_final else Message.attempts >= MAX_ATTEMPTS
    session.execute(update(Message).where(Message.id == message_id, Message.state == MessageState.QUEUED).values(
        error_code=code))
    session.execute(update(Message).where(Message.id == message_id, Message.state == MessageState.QUEUED, over).values(
        state=MessageState.FAILED, try_after=None))


def try_again(session: Session, jury: Jury, message_id: int, *, actor: Actor) -> None:
    """Put a failed message back into the queue; whoever says so vouches for the address, which may be written to again.

    Raises `message_is_unknown`, `message_did_not_fail`.
    """
    actor.require(Role.ORGANIZER)
    message = find_message(session, jury, message_id)
    changed = session.execute(update(Message).where(
        Message.id == message.id, Message.state.in_([MessageState.FAILED, MessageState.BOUNCED])).values(
        state=MessageState.QUEUED, attempts=0, try_after=None, error_code=None, bounced_at=None, bounce_reason=None))
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("message_did_not_fail")
    silenced = session.get(SilencedAddress, message.address_hash) if message.address_hash else None
    if silenced is not None:
        session.delete(silenced)
        session.flush()


def mark_printed(session: Session, jury: Jury, message_id: int, *, actor: Actor, now: datetime) -> None:
    """Note that a letter on paper was printed and posted. Raises `message_is_unknown`, `message_is_no_letter`."""
    actor.require(Role.ORGANIZER)
    message = find_message(session, jury, message_id)
    if message.channel != LETTER:
        raise Conflict("message_is_no_letter")
    mark_sent(session, message.id, now=now)


def put_on_paper(session: Session, jury: Jury, message_id: int, *, vault: Vault, actor: Actor) -> None:
    """Make a letter to print of a message that did not arrive.

    Raises `message_is_unknown`, `message_did_not_fail`, `message_has_no_postal_address`.
    """
    actor.require(Role.ORGANIZER)
    message = find_message(session, jury, message_id)
    if message.state not in (MessageState.FAILED, MessageState.BOUNCED):
        raise Conflict("message_did_not_fail")
    if not turn_into_letter(session, message.id, vault=vault):
        raise Conflict("message_has_no_postal_address")


def turn_into_letter(session: Session, message_id: int, *, vault: Vault) -> bool:
    """Let paper carry a message that may go on paper; False when it may not, or when there is no postal address."""
    message = session.get_one(Message, message_id)
    jury = session.get_one(Jury, message.jury_id)
    opened = vault.open(jury, message.content_sealed)
    if not opened.get("postal"):
        return False
    changed = session.execute(update(Message).where(Message.id == message.id, Message.state == message.state).values(
        channel=LETTER, state=MessageState.QUEUED, error_code=None, address_hash=None, try_after=None,
        bounced_at=None, bounce_reason=None, content_sealed=vault.seal(jury, opened | {"to": opened["postal"]})))
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]  # a CursorResult at run time
