"""What is voted on, by which method, what a vote must contain, and what the counts mean for each item."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.domain.phases import BallotMethod, BallotState, Choice, ProposalState
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.models import Ballot, BallotItem, Jury, Proposal
from app.services import records
from app.services.room import room_news
from app.services.room.reasons import checked_reason
from app.services.verdict import proposals
from app.services.verdict.ballot_box import Counts

VOTED = (ProposalState.ADOPTED, ProposalState.NOT_ADOPTED)
CHAIRS = (Role.FACILITATOR, Role.ORGANIZER)


def chosen(session: Session, jury: Jury, proposal_ids: list[int], method: BallotMethod,
           again_reason: str | None) -> list[Proposal]:
    """The proposals of a new ballot. What was voted before is voted on again only with a public reason.

    Raises `ballot_has_no_items`, `approval_needs_options`, `proposal_is_not_a_draft`, `again_without_reason`.
    """
    if not proposal_ids:
        raise DomainError("ballot_has_no_items")
    if method is BallotMethod.APPROVAL and len(set(proposal_ids)) < 2:
        raise DomainError("approval_needs_options")
    rows = [row for row in proposals.proposals_of(session, jury) if row.id in proposal_ids]
    if len(rows) != len(set(proposal_ids)) or any(row.state not in (ProposalState.DRAFT, *VOTED) for row in rows):
        raise Conflict("proposal_is_not_a_draft")
    if any(last_counted(session, row) for row in rows) and not (again_reason or "").strip():
        raise DomainError("again_without_reason")
    return rows


def last_counted(session: Session, proposal: Proposal) -> BallotItem | None:
    """How this was voted on last, if it was."""
    return session.scalars(select(BallotItem).join(Ballot, Ballot.id == BallotItem.ballot_id).where(
        BallotItem.proposal_id == proposal.id, Ballot.state == BallotState.COUNTED,
    ).order_by(Ballot.number.desc()).limit(1)).first()


def require_whole(ballot: Ballot, choices: dict[int, Choice]) -> None:
    """A vote says something about every item; with options it approves and does not, or abstains as a whole."""
    if choices.keys() != {item.id for item in ballot.items}:
        raise DomainError("choice_is_missing")
    if ballot.method is BallotMethod.APPROVAL and 0 < sum(
            choice is Choice.ABSTAIN for choice in choices.values()) < len(choices):
        raise DomainError("choice_is_missing")


def enter(ballot: Ballot, counts: list[Counts]) -> None:
    """Write the totals and what they mean: each item by the threshold, or of several options the one chosen."""
    most = max((found.yes for found in counts), default=0)
    is_tied = sum(found.yes == most for found in counts) > 1
    for item, found in zip(ballot.items, counts, strict=True):
        item.yes, item.no, item.abstain = found.yes, found.no, found.abstain
        wins = ballot.method is BallotMethod.YES_NO or (found.yes == most and not is_tied)
        item.is_adopted = wins and found.yes >= ballot.threshold
        item.proposal.state = ProposalState.ADOPTED if item.is_adopted else ProposalState.NOT_ADOPTED


def release(session: Session, ballot: Ballot) -> None:
    """Nothing was counted: each item is again what it was, a draft or as it was voted on before in these words."""
    for item in ballot.items:
        before = last_counted(session, item.proposal)
        if before is None or before.proposal_version != item.proposal_version:
            item.proposal.state = ProposalState.DRAFT
        else:
            item.proposal.state = ProposalState.ADOPTED if before.is_adopted else ProposalState.NOT_ADOPTED


def reopen(session: Session, jury: Jury, proposal_id: int, reason: str, *, actor: Actor, now: datetime) -> Proposal:
    """Make something voted a draft again, because its words must be corrected; it has to be voted on anew.

    The earlier ballot and its counts stay public. Raises `reason_is_missing`, `item_is_not_voted`.
    """
    actor.require(*CHAIRS)
    why = checked_reason(reason)
    proposals.lock(session, jury)
    proposals.require_deliberation(jury)
    proposal = proposals.find_proposal(session, jury, proposal_id)
    session.refresh(proposal, ["state"])
    if proposal.state not in VOTED:
        raise Conflict("item_is_not_voted")
    proposal.state = ProposalState.DRAFT
    session.flush()
    room_news.tell_room(session, jury, RoomEventKind.PROPOSAL_CHANGED, actor=actor,
                        data={"proposal": proposal.id, "version": proposal.version}, now=now)
    records.add_entry(session, jury.id, "item_reopened", {
        "kind": proposal.kind.value, "number": proposal.number, "reason": why}, now=now)
    return proposal
