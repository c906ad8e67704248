"""Messages to people: queued inside the transaction, put into words and sent by the worker after it."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.models import Jury, Message, Person, Registrant
from app.services.vault import Vault


def queue(session: Session, jury: Jury, template: str, *, vault: Vault, now: datetime, person: Person | None = None,
          registrant: Registrant | None = None, values: dict[str, Any] | None = None) -> Message | None:
    """Queue `template` (a file in templates/letters/) for a person or a registrant, in their language.

    `values` fill the template; they are sealed with the address, because they may hold personal links.
    Returns None when no address is known.
    """
    address = _address_of(jury, person, registrant, vault)
    if not address:
        return None
    language = person.language if person else registrant.language if registrant else jury.authentic_language
    message = Message(
        jury_id=jury.id, person_id=person.id if person else None, registrant_id=registrant.id if registrant else None,
        template=template, language=language, created_at=now,
        content_sealed=vault.seal(jury, {"to": address, "values": values or {}}))
    session.add(message)
    session.flush()
    return message


def _address_of(jury: Jury, person: Person | None, registrant: Registrant | None, vault: Vault) -> str:
    if person is not None:
        return person.email or ""
    if registrant is not None:
        return str(vault.open(jury, registrant.contact_sealed).get("email") or "")
    return ""
