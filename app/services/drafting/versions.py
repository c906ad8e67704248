"""Versions: at given moments the words of the shared text are kept as the ones that count."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.drafting import CLAUSES, MAXIMUM, ClausePart
from app.domain.errors import Conflict, DomainError, refuse_if
from app.domain.phases import ProposalState
from app.domain.writing import clean_text
from app.models import Proposal, ProposalVersion
from app.services.drafting import drafts


def cut(session: Session, proposal: Proposal, *, membership_id: int, now: datetime) -> bool:
    """Save the words as they stand as the next version, if they differ from the last. The caller holds the lock.

    Raises every reason at once: `proposal_has_no_title`, `proposal_has_no_text`, `clause_is_too_long`.
    """
    words = {name: clean_text(text) for name, text in drafts.draft_of(session, proposal).words.items()}
    _check(words)
    if words == {name: clean_text(text) for name, text in drafts.words_in(proposal).items()}:
        return False
    taken = session.execute(update(Proposal).where(
        Proposal.id == proposal.id, Proposal.version == proposal.version, Proposal.state == ProposalState.DRAFT,
    ).values(version=proposal.version + 1).execution_options(synchronize_session=False))
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("proposal_is_not_a_draft")
    session.refresh(proposal, ["version", "state", "versions"])
    proposal.versions.append(ProposalVersion(
        version=proposal.version, membership_id=membership_id, at=now, title=_texts(words, ClausePart.TITLE),
        body=_texts(words, ClausePart.BODY), why=_texts(words, ClausePart.WHY)))
    session.flush()
    return True


def is_saved(proposal: Proposal, words: dict[str, str]) -> bool:
    """Whether the words of the shared text are those of the last version."""
    return {name: clean_text(text) for name, text in words.items()} == {
        name: clean_text(text) for name, text in drafts.words_in(proposal).items()}


def version_of_clause(proposal: Proposal, part: ClausePart) -> int:
    """The version in which a clause got the words that it has now."""
    found = proposal.version
    words = next(getattr(row, part.value) for row in proposal.versions if row.version == found)
    for row in reversed(proposal.versions):
        if row.version > proposal.version:
            continue
        if getattr(row, part.value) != words:
            break
        found = row.version
    return found


def _texts(words: dict[str, str], part: ClausePart) -> dict[str, str]:
    return {language: words[name] for name, (of, language) in CLAUSES.items() if of is part and words[name]}


def _check(words: dict[str, str]) -> None:
    reasons = []
    if not _texts(words, ClausePart.TITLE):
        reasons.append(DomainError("proposal_has_no_title"))
    if not _texts(words, ClausePart.BODY):
        reasons.append(DomainError("proposal_has_no_text"))
    reasons += [DomainError("clause_is_too_long", length=len(words[name]), maximum=MAXIMUM[part])
                for name, (part, _language) in CLAUSES.items() if len(words[name]) > MAXIMUM[part]]
    refuse_if(reasons)
