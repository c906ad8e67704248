"""What speaks for a published document: who signed it and when, and whether somebody independent saw it."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Jury, Signature, TimestampToken
from app.services.integrity import published_documents, signatures
from app.services.integrity.published_documents import PublishedDocument


@dataclass(frozen=True)
class Proof:
    """`signature`: the newest of a key that nobody distrusts; None for a moment after the publication."""

    document: PublishedDocument
    signature: Signature | None
    timestamp: TimestampToken | None


def proofs_of(session: Session, jury: Jury) -> list[Proof]:
    """One for each verdict, reply and checkpoint, in their order."""
    signed = signatures.signatures_of(session, jury)
    tokens = {row.sha256: row for row in session.scalars(select(TimestampToken).where(
        TimestampToken.jury_id == jury.id))}
    return [Proof(one, _trusted(signed.get(one.sha256, [])), tokens.get(one.sha256))
            for one in published_documents.documents_of(session, jury)]


def _trusted(rows: list[Signature]) -> Signature | None:
    return next((row for row in reversed(rows) if row.key.distrusted_since is None), None)
