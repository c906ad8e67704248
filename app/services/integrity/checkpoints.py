"""Checkpoints: where the public record stood, as a document short enough to be signed and timestamped."""
from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Jury, RecordCheckpoint, RecordEntry
from sortition.canonical import canonical

FORMAT = "alqa checkpoint 1"


def newest(session: Session, jury: Jury) -> RecordCheckpoint | None:
    return session.scalars(select(RecordCheckpoint).where(
        RecordCheckpoint.jury_id == jury.id).order_by(RecordCheckpoint.entries.desc())).first()


def keep(session: Session, jury: Jury, *, now: datetime) -> RecordCheckpoint | None:
    """Note where the record stands, if it grew since the last checkpoint. None: there is no entry."""
    last = session.scalars(select(RecordEntry).where(
        RecordEntry.jury_id == jury.id).order_by(RecordEntry.number.desc())).first()
    before = newest(session, jury)
    if last is None or (before is not None and before.entries >= last.number):
        return before
    at = now.replace(microsecond=0)
    document = canonical({"format": FORMAT, "jury": jury.slug, "entries": last.number, "head": last.hash,
                          "at": at.isoformat()})
    checkpoint = RecordCheckpoint(jury_id=jury.id, entries=last.number, document=document, at=at,
                                  sha256=hashlib.sha256(document.encode()).hexdigest())
    session.add(checkpoint)
    session.flush()
    return checkpoint
