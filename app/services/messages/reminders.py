"""Reminders: a letter that goes once for a condition, however often the condition is looked at."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.models import Jury, Message, Person, Registrant
from app.services.messages.queueing import queue
from app.services.vault import Vault


def remind(session: Session, jury: Jury, template: str, *, key: str, vault: Vault, now: datetime,
           person: Person | None = None, registrant: Registrant | None = None, values: dict[str, Any] | None = None,
           in_digest: bool = True, channel: str | None = None) -> Message | None:
    """Queue `template` once for this person and `key` (say what it is about: `step:targets:2026-12-01`).

    Call it from a reminder in `app/jobs/reminders.py` as often as you like; None when it was queued before.
    """
    whom = f"p{person.id}" if person is not None else f"r{registrant.id}" if registrant is not None else "?"
    return queue(session, jury, template, vault=vault, now=now, person=person, registrant=registrant, values=values,
                 in_digest=in_digest, channel=channel, once=f"{template}:{key}:{whom}"[:120])
