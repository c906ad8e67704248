"""Signing what was published: by the worker, a moment after the publication, and again when a key is distrusted."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.models import Jury, RecordCheckpoint, RecordEntry, Reply, Signature, SigningKey, Verdict
from app.services import juries
from app.services.integrity import checkpoints, keys, published_documents, reply_documents
from app.services.vault import Vault


def waiting(session: Session, jury_id: int | None = None) -> list[int]:
    """Juries of which something published has no signature that is trusted, or the record has grown since.

    `jury_id`: ask about this one only.
    """
    published = exists().where(Verdict.jury_id == Jury.id, Verdict.document.is_not(None))
    unsigned = [exists().where(table.jury_id == Jury.id, _is_unsigned(table)) for table in (Verdict, RecordCheckpoint)]
    replies = exists().where(Reply.jury_id == Jury.id, or_(Reply.document.is_(None), _is_unsigned(Reply)))
    last = select(func.max(RecordEntry.number)).where(RecordEntry.jury_id == Jury.id).correlate(Jury)
    covered = select(func.coalesce(func.max(RecordCheckpoint.entries), 0)).where(
        RecordCheckpoint.jury_id == Jury.id).correlate(Jury)
    grown = last.scalar_subquery() > covered.scalar_subquery()
    found = select(Jury.id).where(published, or_(*unsigned, replies, grown)).order_by(Jury.id)
    return list(session.scalars(found if jury_id is None else found.where(Jury.id == jury_id)))


def _is_unsigned(table: type[Verdict] | type[Reply] | type[RecordCheckpoint]) -> ColumnElement[bool]:
    trusted = exists().where(Signature.jury_id == table.jury_id, Signature.sha256 == table.sha256,
                             SigningKey.id == Signature.key_id, SigningKey.distrusted_since.is_(None))
    return and_(table.document.is_not(None), ~trusted.correlate(table))


def sign(session: Session, jury: Jury, *, vault: Vault, now: datetime) -> int:
    """Sign whatever has no trusted signature, with a checkpoint of the record; returns how many documents.

    Raises `signing_key_is_lost` when the installation's secret was changed: then the key must be revoked.
    """
    juries.hold(session, jury)
    key = keys.ensure(session, vault=vault, now=now)
    reply_documents.freeze_missing(session, jury)
    checkpoints.keep(session, jury, now=now)
    signed = {sha256 for sha256, rows in signatures_of(session, jury).items() if any(
        row.key.distrusted_since is None for row in rows)}
    missing = [one for one in published_documents.documents_of(session, jury) if one.sha256 not in signed]
    session.add_all([Signature(jury_id=jury.id, sha256=one.sha256, key=key, at=now,
                               value=keys.sign(key, one.text.encode(), vault=vault)) for one in missing])
    session.flush()
    return len(missing)


def signatures_of(session: Session, jury: Jury) -> dict[str, list[Signature]]:
    """SHA-256 → the signatures over that document, the oldest key first."""
    found: dict[str, list[Signature]] = {}
    for row in session.scalars(select(Signature).join(SigningKey).where(
            Signature.jury_id == jury.id).order_by(SigningKey.number, Signature.id)):
        found.setdefault(row.sha256, []).append(row)
    return found
