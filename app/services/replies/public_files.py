"""Files that the authority publishes: what they may be is decided by their content, as in the evidence library."""
from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, NotFound
from app.models import Jury, PublicFile, PublicFileContent, ReplyFile
from app.services.room.document_files import checked_type, safe_name

MOST_FILES = 5  # with one reply
MOST_BYTES = 200 * 1024 * 1024  # of one jury


@dataclass(frozen=True)
class Enclosure:
    """A file as it arrived."""

    file_name: str
    content: bytes


def keep(session: Session, jury: Jury, enclosure: Enclosure, *, membership_id: int, now: datetime) -> PublicFile:
    """Store a file; the same content again is the same file.

    Raises `file_is_empty`, `file_is_too_large`, `file_type_is_not_allowed`, `files_are_too_large`.
    """
    media_type = checked_type(enclosure.content)
    fingerprint = hashlib.sha256(enclosure.content).hexdigest()
    known = session.scalars(select(PublicFile).where(
        PublicFile.jury_id == jury.id, PublicFile.sha256 == fingerprint).limit(1)).first()
    if known is not None:
        return known
    used = session.scalar(select(func.sum(PublicFile.size)).where(PublicFile.jury_id == jury.id)) or 0
    if used + len(enclosure.content) > MOST_BYTES:
        raise DomainError("files_are_too_large", megabytes=MOST_BYTES // (1024 * 1024))
    file = PublicFile(jury_id=jury.id, file_name=safe_name(enclosure.file_name, media_type), media_type=media_type,
                      size=len(enclosure.content), sha256=fingerprint, membership_id=membership_id, added_at=now)
    session.add(file)
    session.flush()
    session.add(PublicFileContent(file_id=file.id, body=enclosure.content))
    session.flush()
    return file


def files_of(session: Session, reply_ids: Sequence[int]) -> dict[int, list[PublicFile]]:
    """Reply id → what is enclosed with it, in the order in which it came."""
    rows = session.execute(select(ReplyFile.reply_id, PublicFile).join(
        PublicFile, PublicFile.id == ReplyFile.file_id).where(
        ReplyFile.reply_id.in_(reply_ids)).order_by(PublicFile.id))
    found: dict[int, list[PublicFile]] = {}
    for reply_id, file in rows:
        found.setdefault(reply_id, []).append(file)
    return found


def open_file(session: Session, jury: Jury, file_id: int) -> tuple[PublicFile, bytes]:
    """A published file with its content. Raises `document_is_gone`."""
    file = session.get(PublicFile, file_id)
    if file is None or file.jury_id != jury.id:
        raise NotFound("document_is_gone")
    return file, session.get_one(PublicFileContent, file.id).body
