"""What a browser with an open draft sends and gets: its change, and everything that it has not seen."""
from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.domain.errors import DomainError, NotFound
from app.domain.roles import Actor
from app.models import Proposal
from app.services.drafting import drafts, shared_texts


@dataclass(frozen=True)
class Sent:
    """A change on its way: the seq up to which its writer knows the draft, and what was typed, if anything was."""

    after: int
    content: bytes
    command_id: str | None


def read(fields: object) -> Sent:
    """The fields as they come over the wire. Raises `draft_change_not_understood`, `draft_change_too_large`."""
    if not isinstance(fields, dict):
        raise DomainError("draft_change_not_understood")
    after, text, command_id = fields.get("after", 0), fields.get("change") or "", fields.get("command_id") or None
    is_known = isinstance(text, str) and (command_id is None or isinstance(command_id, str))
    if not is_known or not str(after).isascii() or not str(after).isdecimal() or len(str(after)) > 9:
        raise DomainError("draft_change_not_understood")
    if len(text) > 2 * shared_texts.MOST_CHANGE or (command_id and len(command_id) > 64):
        raise DomainError("draft_change_too_large")
    if text and not command_id:
        raise DomainError("draft_change_not_understood")
    return Sent(int(after), _bytes(text), command_id)


def answer(session: Session, proposal: Proposal, sent: Sent, *, actor: Actor) -> dict[str, Any]:
    """How far the draft has got, what it knows, and what came after what the asker has."""
    actor.require(*drafts.WRITERS)
    draft = drafts.draft_of(session, proposal)
    return {"ok": True, "seq": draft.last_seq, "vector": in_letters(shared_texts.vector_of(draft.state)),
            "changes": [{"seq": seq, "content": in_letters(content)}
                        for seq, content in drafts.changes_after(session, draft, sent.after)],
            "open": drafts.is_open(session, proposal) and drafts.may_write(session, proposal, actor)}


def find_proposal(session: Session, jury_id: int, raw: object) -> Proposal:
    """The proposal of this jury that a browser names. Raises NotFound."""
    number = int(str(raw)) if str(raw).isascii() and str(raw).isdecimal() and len(str(raw)) < 10 else 0
    proposal = session.get(Proposal, number)
    if proposal is None or proposal.jury_id != jury_id:
        raise NotFound("proposal_is_unknown")
    return proposal


def in_letters(content: bytes) -> str:
    return b64encode(content).decode()


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise DomainError("draft_change_not_understood") from fault
