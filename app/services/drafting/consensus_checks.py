"""The scale of consensus: how far each clause is from being acceptable to all, and what would make it so."""
from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.drafting import FEWEST_ANSWERS, ClausePart, Consensus
from app.domain.errors import Conflict, DomainError
from app.domain.roles import Actor, Role
from app.domain.writing import clean_text
from app.models import ConsensusAnswer, Membership, Proposal, ProposalVersion
from app.services.drafting import drafts, versions

MAX_WISH = 500


@dataclass(frozen=True)
class ClauseCheck:
    """One clause with its present words. No sums and wishes until enough have answered; `own` is the reader's."""

    part: ClausePart
    version: int
    words: dict[str, str]
    answered: int
    counts: dict[Consensus, int] | None
    wishes: list[str]
    own: ConsensusAnswer | None


def checks_of(session: Session, proposal: Proposal, actor: Actor) -> list[ClauseCheck]:
    """Every clause that has words in the version that counts."""
    present = next(row for row in proposal.versions if row.version == proposal.version)
    parts = [part for part in ClausePart if getattr(present, part.value)]
    answers = session.scalars(select(ConsensusAnswer).join(
        Membership, Membership.id == ConsensusAnswer.membership_id).where(
        ConsensusAnswer.proposal_id == proposal.id, Membership.ended_at.is_(None))).all()
    return [_check(proposal, present, part, list(answers), actor) for part in parts]


def answer(session: Session, proposal: Proposal, part: ClausePart, step: Consensus, wish: str, *, version: int,
           actor: Actor) -> None:
    """Say what one thinks of a clause, or change one's mind. `version` is the one that was read.

    Raises `clause_was_changed` when the clause has other words meanwhile, `text_is_too_long`.
    """
    membership_id = actor.require(Role.JUROR)
    drafts.lock(session, proposal)
    drafts.require_open(session, proposal)
    session.refresh(proposal)
    present = versions.version_of_clause(proposal, part)
    if version != present:
        raise Conflict("clause_was_changed")
    words = clean_text(wish)
    if len(words) > MAX_WISH:
        raise DomainError("text_is_too_long", length=len(words), maximum=MAX_WISH)
    key = (proposal.id, part, present, membership_id)
    row = session.get(ConsensusAnswer, key)
    if row is None:
        row = ConsensusAnswer(proposal_id=proposal.id, part=part, version=present, membership_id=membership_id)
        session.add(row)
    row.step, row.wish = step, words or None
    session.flush()


def _check(proposal: Proposal, present: ProposalVersion, part: ClausePart, answers: list[ConsensusAnswer],
           actor: Actor) -> ClauseCheck:
    version = versions.version_of_clause(proposal, part)
    rows = [row for row in answers if row.part is part and row.version == version]
    own = next((row for row in rows if row.membership_id == actor.memberships.get(Role.JUROR)), None)
    is_enough = len(rows) >= FEWEST_ANSWERS
    counts = {step: sum(row.step is step for row in rows) for step in Consensus} if is_enough else None
    # In the order of the alphabet: the order of arrival would tell who wrote what.
    wishes = sorted(row.wish for row in rows if row.wish) if is_enough else []
    return ClauseCheck(part, version, getattr(present, part.value), len(rows), counts, wishes, own)
