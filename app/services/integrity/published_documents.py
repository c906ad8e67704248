"""Every document of a jury that is frozen, hashed and signed: verdicts, replies, checkpoints of the record."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Jury, Proposal, RecordCheckpoint, Reply, Verdict


@dataclass(frozen=True)
class PublishedDocument:
    """`name` is its file in the package for checking; `text` is what was hashed, byte for byte."""

    kind: str
    name: str
    text: str
    sha256: str
    at: datetime


def documents_of(session: Session, jury: Jury) -> list[PublishedDocument]:
    """Verdicts, then replies, then the checkpoints, each from the oldest to the newest."""
    return [*verdicts_of(session, jury), *replies_of(session, jury), *checkpoints_of(session, jury)]


def verdicts_of(session: Session, jury: Jury) -> list[PublishedDocument]:
    rows = session.scalars(select(Verdict).where(
        Verdict.jury_id == jury.id, Verdict.document.is_not(None)).order_by(Verdict.version))
    return [PublishedDocument("verdict", f"verdict-{row.version}.json", row.document or "", row.sha256 or "",
                              row.published_at or row.written_at) for row in rows]


def replies_of(session: Session, jury: Jury) -> list[PublishedDocument]:
    rows = session.execute(select(Reply, Proposal.number).join(Proposal, Proposal.id == Reply.proposal_id).where(
        Reply.jury_id == jury.id, Reply.document.is_not(None)).order_by(Proposal.number, Reply.version))
    return [PublishedDocument("reply", f"reply-{number}-{reply.version}.json", reply.document or "",
                              reply.sha256 or "", reply.at) for reply, number in rows]


def checkpoints_of(session: Session, jury: Jury) -> list[PublishedDocument]:
    rows = session.scalars(select(RecordCheckpoint).where(
        RecordCheckpoint.jury_id == jury.id).order_by(RecordCheckpoint.entries))
    return [PublishedDocument("checkpoint", f"checkpoint-{row.entries}.json", row.document, row.sha256, row.at)
            for row in rows]
