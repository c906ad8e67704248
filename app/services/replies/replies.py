"""The authority's reply to each adopted recommendation: in public, dated, every version kept."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, refuse_if
from app.domain.phases import ProposalKind, ProposalState, ReplyStatus
from app.domain.roles import Actor, Role
from app.domain.stages import Stage, has_reached
from app.models import Jury, Proposal, Reply, ReplyFile
from app.services import records, stages
from app.services.integrity import reply_documents
from app.services.replies import milestones, public_files, ratings
from app.services.replies.public_files import Enclosure
from app.services.replies.standings import deadline_of
from app.services.stage_checks import every_recommendation_is_answered
from app.services.verdict import proposals

__all__ = ["MAX_REASONS", "ReplyTexts", "deadline_of", "recommendations", "replies_of", "reply"]
MAX_REASONS = 3000


@dataclass(frozen=True)
class ReplyTexts:
    """What the authority answers."""

    status: ReplyStatus
    reasons: dict[str, str]
    owner: str
    due_on: date | None
    enclosures: tuple[Enclosure, ...] = ()
    kept_files: tuple[int, ...] = ()  # enclosed with the version before, and with this one again


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


def reply(session: Session, jury: Jury, proposal_id: int, texts: ReplyTexts, *, version: int, actor: Actor,
          now: datetime) -> Reply:
    """Answer one recommendation; the last answer moves the jury on.

    `version`: the version that the writer read, 0 for none. Only the commissioner may. Raises
    `verdict_is_not_published`, `recommendation_is_unknown`, `reasons_are_missing`, `reasons_are_too_long`,
    `owner_is_missing`, `study_needs_a_date`, `files_are_many`, `reply_was_edited` and what keeping a file raises.
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
    _enclose(session, jury, new, given[0] if given else None, texts)
    ratings.begin(session, jury, new, now=now)
    milestones.follow(session, jury, new, now=now)
    records.add_entry(session, jury.id, "reply_given", {
        "recommendation": proposal.number, "version": new.version, "status": texts.status.value,
        "sha256": reply_documents.freeze(session, jury, new)}, now=now)
    if jury.stage is Stage.PUBLISHED and not every_recommendation_is_answered(session, jury):
        stages.advance(session, jury, Stage.RESPONDED, actor=actor, now=now)
    return new


def _enclose(session: Session, jury: Jury, new: Reply, before: Reply | None, texts: ReplyTexts) -> None:
    """The new files, and those of the version before that stay."""
    earlier = public_files.files_of(session, [before.id] if before else []).get(before.id if before else 0, [])
    files = [file for file in earlier if file.id in texts.kept_files]
    files += [public_files.keep(session, jury, each, membership_id=new.membership_id, now=new.at)
              for each in texts.enclosures]
    ids = sorted({file.id for file in files})
    if len(ids) > public_files.MOST_FILES:
        raise DomainError("files_are_many", maximum=public_files.MOST_FILES)
    session.add_all(ReplyFile(reply_id=new.id, file_id=file_id) for file_id in ids)
    session.flush()


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
        (not texts.owner.strip(), "owner_is_missing"),
        (texts.status is ReplyStatus.NEEDS_STUDY and texts.due_on is None, "study_needs_a_date")) if is_wrong])
