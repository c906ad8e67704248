"""Writing to an address without an account or a place in a pool: somebody left it for an answer, or for news."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.message_kinds import EMAIL
from app.domain.phases import MessageState
from app.models import Jury, Message
from app.services.messages import queueing
from app.services.vault import Vault


def queue_to(session: Session, jury: Jury | None, template: str, to: str, language: str, *, values: dict[str, Any],
             vault: Vault, now: datetime, once: str | None = None) -> Message | None:
    """Queue `template` for the e-mail address `to`, sealed like every message; None when `once` is known.

    Without a jury it is sealed under the installation's key, and its template knows no `jury`.
    """
    if once is not None and jury is not None and queueing.is_known(session, jury, once):
        return None
    content = {"to": to, "values": values, "postal": "", "attachments": []}
    message = Message(
        jury_id=jury.id if jury else None, channel=EMAIL, template=template, language=language, created_at=now,
        once_key=once, state=MessageState.QUEUED, address_hash=queueing.address_hash(vault, to),
        content_sealed=vault.seal(jury, content) if jury else vault.seal_plain(content))
    queueing.silence(session, message)
    return queueing.add(session, message)
