"""The authority's reply to each adopted recommendation: in public, dated, every version kept."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.deadlines import Deadline, deadline
from app.domain.errors import Conflict, DomainError, refuse_if
from app.domain.phases import ProposalKind, ProposalState, ReplyStatus
from app.domain.roles import Actor, Role
from app.domain.stages import Stage, has_reached
from app.models import Jury, Proposal, Reply
from app.services import records, stages
from app.services.stage_checks import every_recommendation_is_answered
from app.services.verdict import proposals

MAX_REASONS = 3000


@dataclass(frozen=True)
class ReplyTexts:
    """What the authority answers."""

    status: ReplyStatus
    reasons: dict[str, str]
    owner: str
    due_on: date | None


def recommendations(session: Session, jury: Jury) -> list[Proposal]:
    """The adopted recommendations, which must be answered."""
    return list(session.scalars(select(Proposal).where(
        Proposal.jury_id == jury.id, Proposal.kind == ProposalKind.RECOMMENDATION,
        Proposal.state == ProposalState.ADOPTED).order_by(Proposal.number)))


def replies_of(session: Session, jury: Jury) -> dict[int, list[Reply]]:
    """Proposal id → every version of its reply, newest first."""
    rows = session.scalars(select(Reply).where(Reply.jury_id == jury.id).order_by(Reply.version.desc()))
    found: dict[int, list[Reply]] = {}
    for row in rows:
        found.setdefault(row.proposal_id, []).append(row)
    return found


def deadline_of(jury: Jury, versions: Iterable[Reply], *, now: datetime) -> Deadline | None:
    """How the first reply, or its absence, stands against the deadline; later versions change nothing about it."""
    if jury.reply_due_on is None:
        return None
    zone = ZoneInfo(jury.time_zone)
    first = min((reply.at for reply in versions), default=None)
    return deadline(jury.reply_due_on, first.astimezone(zone).date() if first else None, now.astimezone(zone).date())


def reply(session: Session, jury: Jury, proposal_id: int, texts: ReplyTexts, *, version: int, actor: Actor,
          now: datetime) -> Reply:
    """Answer one recommendation; the last answer moves the jury on.

    `version`: the version that the writer read, 0 for none. Only the commissioner may. Raises
    `verdict_is_not_published`, `recommendation_is_unknown`, `reasons_are_missing`, `reasons_are_too_long`,
    `owner_is_missing`, `reply_was_edited`.
    """
    membership_id = actor.require(Role.COMMISSIONER)
    if not has_reached(jury.stage, Stage.PUBLISHED):
        raise Conflict("verdict_is_not_published")
    _check(texts)
    proposals.lock(session, jury)
    proposal = next((row for row in recommendations(session, jury) if row.id == proposal_id), None)
    if proposal is None:
        raise DomainError("recommendation_is_unknown")
    given = replies_of(session, jury).get(proposal_id, [])
    if (given[0].version if given else 0) != version:
        raise Conflict("reply_was_edited")
    new = Reply(jury_id=jury.id, proposal_id=proposal_id, version=version + 1, status=texts.status, owner=texts.owner,
                reasons={code: words for code, words in texts.reasons.items() if words}, due_on=texts.due_on,
                membership_id=membership_id, at=now)
    session.add(new)
    _flush(session)
    records.add_entry(session, jury.id, "reply_given", {
        "recommendation": proposal.number, "version": new.version, "status": texts.status.value}, now=now)
    if jury.stage is Stage.PUBLISHED and not every_recommendation_is_answered(session, jury):
        stages.advance(session, jury, Stage.RESPONDED, actor=actor, now=now)
    return new


def _flush(session: Session) -> None:
    """Two windows of the same commissioner at once: the unique version lets one through."""
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("reply_was_edited") from error


def _check(texts: ReplyTexts) -> None:
    lengths = [len(words) for words in texts.reasons.values() if words.strip()]
    refuse_if([DomainError(code, maximum=MAX_REASONS) for is_wrong, code in (
        (not lengths, "reasons_are_missing"),
        (max(lengths, default=0) > MAX_REASONS, "reasons_are_too_long"),
        (not texts.owner.strip(), "owner_is_missing")) if is_wrong])
