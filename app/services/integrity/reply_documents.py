"""A reply as a document: frozen when it is given, and chained to the verdict and to the reply before it."""
from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Jury, Proposal, PublicFile, Reply, ReplyFile, Verdict
from sortition.canonical import canonical

FORMAT = "alqa reply 1"


def freeze(session: Session, jury: Jury, reply: Reply) -> str:
    """Keep the reply with the files enclosed so far as a canonical document; returns its SHA-256.

    What was frozen is never written again.
    """
    if reply.document is None:
        reply.document = canonical(_content(session, jury, reply))
        reply.sha256 = hashlib.sha256(reply.document.encode()).hexdigest()
        session.flush()
    return reply.sha256 or ""


def freeze_missing(session: Session, jury: Jury) -> None:
    """Replies of the time before they were frozen, the oldest first, because each names the one before."""
    for reply in session.scalars(select(Reply).where(
            Reply.jury_id == jury.id, Reply.document.is_(None)).order_by(Reply.version, Reply.proposal_id)):
        freeze(session, jury, reply)


def _content(session: Session, jury: Jury, reply: Reply) -> dict[str, object]:
    number = session.scalars(select(Proposal.number).where(Proposal.id == reply.proposal_id)).one()
    before = session.scalars(select(Reply.sha256).where(
        Reply.proposal_id == reply.proposal_id, Reply.version == reply.version - 1)).first()
    return {
        "format": FORMAT, "jury": jury.slug, "recommendation": number, "version": reply.version,
        "verdict_sha256": _verdict_answered(session, jury, reply), "previous_sha256": before,
        "status": reply.status.value, "reasons": dict(reply.reasons), "owner": reply.owner,
        "due_on": reply.due_on.isoformat() if reply.due_on else None,
        "at": reply.at.replace(microsecond=0).isoformat(),
        "enclosures": _enclosures(session, reply)}


def _enclosures(session: Session, reply: Reply) -> list[dict[str, str]]:
    rows = session.execute(select(PublicFile.file_name, PublicFile.sha256).join(
        ReplyFile, ReplyFile.file_id == PublicFile.id).where(ReplyFile.reply_id == reply.id))
    return [{"name": name, "sha256": sha256} for name, sha256 in sorted((row[0], row[1]) for row in rows)]


def _verdict_answered(session: Session, jury: Jury, reply: Reply) -> str | None:
    """The version of the verdict that was the newest when the reply was given."""
    return session.scalars(select(Verdict.sha256).where(
        Verdict.jury_id == jury.id, Verdict.document.is_not(None), Verdict.published_at <= reply.at)
        .order_by(Verdict.version.desc())).first()
