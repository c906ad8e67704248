"""Writing a message into the outbox: the channel, the address, and what fills its template."""
from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.message_kinds import EMAIL, LETTER, SHORT_TEMPLATES, SMS
from app.domain.phases import MessageState
from app.models import Jury, Message, Person, Registrant, SilencedAddress
from app.services.vault import Vault


@dataclass(frozen=True)
class Attachment:
    """A small file that goes along with an e-mail."""

    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True)
class Content:
    """The sealed part of a message: to whom, what fills the template, what is attached."""

    to: str
    values: dict[str, Any]
    attachments: tuple[Attachment, ...] = ()
    postal: str = ""


def queue(session: Session, jury: Jury, template: str, *, vault: Vault, now: datetime, person: Person | None = None,
          registrant: Registrant | None = None, values: dict[str, Any] | None = None, on_paper: bool = False,
          channel: str | None = None, attachments: Sequence[Attachment] = (), once: str | None = None,
          in_digest: bool = False) -> Message | None:
    """Queue `template` (a file in templates/letters/) for a person or a registrant, in their language.

    `values` fill the template; they are sealed with the address, because they may hold personal links.
    `channel`: email, sms or letter; None takes e-mail, else a text message when the letter has a short form and
    there is a phone, else paper when `on_paper` is set. Without an address for it None is returned.
    `once`: a key; a second message with the same key is not written, and None is returned.
    `in_digest`: news that can wait for the one e-mail of the day. It goes by e-mail or not at all.
    """
    contact = _contact_of(jury, person, registrant, vault)
    chosen = EMAIL if in_digest else channel or _channel_for(template, contact, on_paper)
    to = _address(contact, chosen)
    if not to or (once is not None and is_known(session, jury, once)):
        return None
    language = person.language if person else registrant.language if registrant else jury.authentic_language
    message = Message(
        jury_id=jury.id, person_id=person.id if person else None, registrant_id=registrant.id if registrant else None,
        channel=chosen, template=template, language=language, created_at=now, once_key=once,
        state=MessageState.COLLECTED if in_digest else MessageState.QUEUED,
        address_hash=None if chosen == LETTER else address_hash(vault, to),
        content_sealed=vault.seal(jury, {
            "to": to, "values": values or {}, "postal": _postal(contact) if on_paper else "",
            "attachments": [[each.name, each.media_type, b64encode(each.body).decode()] for each in attachments]}))
    silence(session, message)
    return add(session, message)


def add(session: Session, message: Message) -> Message | None:
    """Write it; of two transactions with the same key the second writes nothing."""
    if message.once_key is None:
        session.add(message)
        session.flush()
        return message
    session.flush()
    try:
        with session.begin_nested():
            session.add(message)
    except IntegrityError:
        return None
    return message


def is_known(session: Session, jury: Jury, once: str) -> bool:
    """Whether a message with this key was written before."""
    return session.scalar(select(Message.id).where(Message.jury_id == jury.id, Message.once_key == once)) is not None


def silence(session: Session, message: Message) -> None:
    """An address from which mail came back for good gets nothing more; the log says why."""
    if message.address_hash and session.get(SilencedAddress, message.address_hash) is not None:
        message.state, message.error_code = MessageState.FAILED, "address_is_silenced"


def address_hash(vault: Vault, to: str) -> str:
    """Finds the messages to an address without keeping the address."""
    return vault.keyed_hash("message address", to.strip().lower())


def _channel_for(template: str, contact: dict[str, str], on_paper: bool) -> str:
    if contact.get("email"):
        return EMAIL
    if contact.get("phone") and template in SHORT_TEMPLATES:
        return SMS
    return LETTER if on_paper else EMAIL


def _contact_of(jury: Jury, person: Person | None, registrant: Registrant | None, vault: Vault) -> dict[str, str]:
    """How to reach somebody; the account's own address comes before that of the pool file."""
    known = vault.open(jury, registrant.contact_sealed) if registrant is not None else {}
    contact = {name: str(value or "") for name, value in known.items()}
    if person is not None:
        own = {"email": person.email, "phone": person.phone}
        contact |= {"name": person.name} | {name: value for name, value in own.items() if value}
    return contact


def _address(contact: dict[str, str], channel: str) -> str:
    if channel == LETTER:
        return _postal(contact)
    return contact.get("phone" if channel == SMS else "email", "")


def _postal(contact: dict[str, str]) -> str:
    return "\n".join(contact[name] for name in ("name", "address", "phone") if contact.get(name))


def content_of(jury: Jury | None, message: Message, *, vault: Vault) -> Content:
    """Open a message; one that belongs to no jury with the installation's key. Raises `key_is_erased`."""
    opened = vault.open(jury, message.content_sealed) if jury else vault.open_plain(message.content_sealed)
    files = tuple(Attachment(name, media_type, b64decode(body))
                  for name, media_type, body in opened.get("attachments", ()))
    return Content(opened["to"], opened["values"], files, opened.get("postal", ""))
