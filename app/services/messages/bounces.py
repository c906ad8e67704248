"""Mail that came back: read the report, find the message, say so where people look."""
from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.phases import MessageState
from app.models import Message, SilencedAddress
from app.services.vault import Vault

MARK_LENGTH = 20
LONGEST_REASON = 200
_RETURN = re.compile(r"\+(\d{1,12})\.([0-9a-f]{20})@")
_MESSAGE_ID = re.compile(r"<alqa-(\d{1,12})\.([0-9a-f]{20})@")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_FULL_MAILBOX = "5.2."


@dataclass(frozen=True)
class Report:
    """What a mail server says of one message (RFC 3464).

    `marks`: (message id, mark) as found in the return address and in the returned headers.
    """

    marks: tuple[tuple[int, str], ...]
    status: str  # 5.1.1
    reason: str

    @property
    def is_lasting(self) -> bool:
        """A full mailbox is emptied one day; an unknown one stays unknown."""
        return self.status.startswith("5.") and not self.status.startswith(_FULL_MAILBOX)


def message_mark(vault: Vault, message_id: int) -> str:
    """What only this installation can put beside the number of a message, so that no report can be forged."""
    return vault.keyed_hash("message mark", str(message_id))[:MARK_LENGTH]


def read_report(raw: bytes) -> Report | None:
    """The report in a mail; None when it is none, or tells of a delay or a success only."""
    mail = message_from_bytes(raw, policy=policy.default)
    if mail.get_content_type() != "multipart/report":
        return None
    failed = _failed_recipient(mail)
    if failed is None:
        return None
    status = _STATUS.search(str(failed.get("Status", "")))
    words = str(failed.get("Diagnostic-Code", "")).partition(";")[2] or str(failed.get("Diagnostic-Code", ""))
    code = status.group(0) if status else "5.0.0"
    return Report(_marks(mail), code, _without_addresses(f"{code} {words}"))


def _failed_recipient(mail: EmailMessage) -> EmailMessage | None:
    """The block of the report on a recipient to whom delivery failed."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            for block in blocks if isinstance(blocks, list) else []:
                if isinstance(block, EmailMessage) and str(block.get("Action", "")).strip().lower() == "failed":
                    return block
    return None


def _marks(mail: EmailMessage) -> tuple[tuple[int, str], ...]:
    returned = " ".join(str(value) for name in ("To", "Delivered-To", "X-Original-To", "Envelope-To")
                        for value in mail.get_all(name, []))
    found = _RETURN.findall(returned) + _MESSAGE_ID.findall(_original_headers(mail))
    return tuple(dict.fromkeys((int(number), mark) for number, mark in found))


def _original_headers(mail: EmailMessage) -> str:
    """What the report gives back of our mail: the whole of it, or its headers."""
    texts = []
    for part in mail.walk():
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            texts.append(payload.decode("utf-8", "replace") if isinstance(payload, bytes) else "")
        elif part.get_content_type() == "message/rfc822":
            texts += [str(inner.get("Message-ID", "")) for inner in part.iter_parts()] or [
                str(inner.get("Message-ID", "")) for inner in part.get_payload()]  # type: ignore[union-attr]
    return " ".join(texts)


def _without_addresses(words: str) -> str:
    """The log is read by more people than the address is meant for."""
    return re.sub(r"\S*@\S*", "…", " ".join(words.split()))[:LONGEST_REASON]


def note_report(session: Session, report: Report, *, vault: Vault, now: datetime) -> Message | None:
    """Mark the message as come back; a lasting fault silences its address. None when no mark is ours."""
    for message_id, mark in report.marks:
        if not hmac.compare_digest(mark, message_mark(vault, message_id)):
            continue
        message = session.get(Message, message_id)
        if message is not None and _mark(session, message, report, now):
            return message
    return None


def _mark(session: Session, message: Message, report: Report, now: datetime) -> bool:
    """Once only: the same report may lie in the mailbox again."""
    changed = session.execute(update(Message).where(
        Message.id == message.id, Message.state.in_([MessageState.SENT, MessageState.QUEUED])).values(
        state=MessageState.BOUNCED, bounced_at=now, bounce_reason=report.reason, error_code="mail_came_back",
        try_after=None))
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        return False
    if report.is_lasting and message.address_hash and session.get(SilencedAddress, message.address_hash) is None:
        session.add(SilencedAddress(address_hash=message.address_hash, message_id=message.id, reason=report.reason,
                                    since=now))
    session.flush()
    session.refresh(message)
    return True
