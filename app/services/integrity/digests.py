"""The fingerprints of what a jury published, for pages, papers, feeds and files: one source for all of them."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Jury, Proposal, RecordEntry, Reply, Verdict


@dataclass(frozen=True)
class Digests:
    """SHA-256 of each frozen document. `verdicts`: by version; `replies`: by (recommendation's number, version)."""

    verdicts: dict[int, str]
    replies: dict[tuple[int, int], str]
    record_head: str | None


def digests(session: Session, jury: Jury) -> Digests:
    """What is published of this jury, by its fingerprints."""
    verdicts = session.execute(select(Verdict.version, Verdict.sha256).where(
        Verdict.jury_id == jury.id, Verdict.document.is_not(None)).order_by(Verdict.version))
    replies = session.execute(select(Proposal.number, Reply.version, Reply.sha256).join(
        Proposal, Proposal.id == Reply.proposal_id).where(
        Reply.jury_id == jury.id, Reply.sha256.is_not(None)).order_by(Proposal.number, Reply.version))
    head = session.scalars(select(RecordEntry.hash).where(
        RecordEntry.jury_id == jury.id).order_by(RecordEntry.number.desc()).limit(1)).first()
    return Digests({version: sha256 or "" for version, sha256 in verdicts},
                   {(number, version): sha256 or "" for number, version, sha256 in replies}, head)
