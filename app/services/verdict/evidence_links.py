"""What a finding or recommendation rests on and what speaks against it: the trace that readers will follow."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, Forbidden, NotFound
from app.domain.evidence import Bearing
from app.domain.phases import ProposalKind, ProposalState
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.models import EvidenceLink, Jury, Proposal
from app.services.room import claims, evidence_refs, room_news
from app.services.room.claim_views import ClaimView, claim_views
from app.services.room.evidence_refs import DocumentRef, document_ref
from app.services.verdict import proposals

LINKERS = (Role.JUROR, Role.FACILITATOR)


@dataclass(frozen=True)
class TracedClaim:
    """A claim with everything known of it: `view.source`, `view.behind`, `view.against`, `view.sums`."""

    link_id: int
    added_by_id: int
    bearing: Bearing
    view: ClaimView


@dataclass(frozen=True)
class TracedDocument:
    """A document, perhaps one paragraph of it. `link_id` is None for those ticked in the form of the proposal."""

    link_id: int | None
    added_by_id: int | None
    bearing: Bearing
    document: DocumentRef


@dataclass(frozen=True)
class Side:
    """Everything that points one way."""

    claims: tuple[TracedClaim, ...]
    documents: tuple[TracedDocument, ...]

    def __len__(self) -> int:
        return len(self.claims) + len(self.documents)


@dataclass(frozen=True)
class Trace:
    """From one finding or recommendation down to the passages and voices behind it. Names are those of the room."""

    proposal_id: int
    kind: ProposalKind
    number: int
    version: int
    title: dict[str, str]
    body: dict[str, str]
    supports: Side
    contradicts: Side


def trace(session: Session, proposal: Proposal, version: int | None = None) -> Trace:
    """The whole trace; `version`: the words that were voted on, else those that count now.

    Holds no names but those of the room, no single mark of a juror, and sums only where everybody may see them.
    """
    words = proposals.words_of(proposal, version)
    rows = list(session.scalars(select(EvidenceLink).where(
        EvidenceLink.proposal_id == proposal.id).order_by(EvidenceLink.id)))
    views = {view.id: view for view in claim_views(
        session, proposal.jury_id, [row.claim_id for row in rows if row.claim_id], with_withdrawn=True)}
    linked = [TracedDocument(row.id, row.added_by_id, row.bearing, document_ref(
        session, row.document_id, row.paragraph_id)) for row in rows if row.document_id]
    documents = (*_ticked(session, proposal, {entry.document.document_id for entry in linked}), *linked)
    claimed = tuple(TracedClaim(row.id, row.added_by_id, row.bearing, views[row.claim_id])
                    for row in rows if row.claim_id)
    supports, contradicts = (_side(bearing, claimed, documents) for bearing in Bearing)
    return Trace(proposal.id, proposal.kind, proposal.number, words.version, dict(words.title), dict(words.body),
                 supports, contradicts)


def link_claim(session: Session, jury: Jury, proposal_id: int, bearing: Bearing, claim_id: int, *, actor: Actor,
               now: datetime) -> EvidenceLink:
    """Say that a claim supports or contradicts a draft. Raises `link_exists`, `claim_is_gone`."""
    membership_id = actor.require(*LINKERS)
    proposal = _open_draft(session, jury, proposal_id)
    claim = claims.find_claim(session, jury, claim_id)
    return _add(session, jury, EvidenceLink(proposal_id=proposal.id, bearing=bearing, claim_id=claim.id,
                                            added_by_id=membership_id, at=now), actor=actor, now=now)


def link_document(session: Session, jury: Jury, proposal_id: int, bearing: Bearing, place: evidence_refs.Place, *,
                  actor: Actor, now: datetime) -> EvidenceLink:
    """Say that a document, or a paragraph of it, supports or contradicts a draft."""
    membership_id = actor.require(*LINKERS)
    proposal = _open_draft(session, jury, proposal_id)
    return _add(session, jury, EvidenceLink(
        proposal_id=proposal.id, bearing=bearing, document_id=place.document_id, paragraph_id=place.paragraph_id,
        added_by_id=membership_id, at=now), actor=actor, now=now)


def unlink(session: Session, jury: Jury, link_id: int, *, actor: Actor, now: datetime) -> int:
    """Take a link away: who made it may, and the facilitator. Returns the proposal."""
    actor.require(*LINKERS)
    link = session.get(EvidenceLink, link_id)
    if link is None:
        raise NotFound("link_is_gone")
    proposal = _open_draft(session, jury, link.proposal_id)
    if not actor.has(Role.FACILITATOR) and link.added_by_id not in actor.memberships.values():
        raise Forbidden("claim_needs_its_author")
    session.delete(link)
    session.flush()
    _tell(session, jury, proposal.id, actor=actor, now=now)
    return proposal.id


def _open_draft(session: Session, jury: Jury, proposal_id: int) -> Proposal:
    """Raises `jury_is_not_deliberating`, `proposal_is_unknown`, `proposal_is_not_a_draft`."""
    proposals.lock(session, jury)
    proposals.require_deliberation(jury)
    proposal = proposals.find_proposal(session, jury, proposal_id)
    if proposal.state is not ProposalState.DRAFT:
        raise Conflict("proposal_is_not_a_draft")
    return proposal


def _add(session: Session, jury: Jury, link: EvidenceLink, *, actor: Actor, now: datetime) -> EvidenceLink:
    same = session.scalars(select(EvidenceLink).where(
        EvidenceLink.proposal_id == link.proposal_id, EvidenceLink.claim_id == link.claim_id,
        EvidenceLink.document_id == link.document_id, EvidenceLink.paragraph_id == link.paragraph_id)).first()
    if same is not None:
        raise Conflict("link_exists")
    session.add(link)
    session.flush()
    _tell(session, jury, link.proposal_id, actor=actor, now=now)
    return link


def _tell(session: Session, jury: Jury, proposal_id: int, *, actor: Actor, now: datetime) -> None:
    version = session.get_one(Proposal, proposal_id).version
    room_news.tell_room(session, jury, RoomEventKind.PROPOSAL_CHANGED, actor=actor, now=now,
                        data={"proposal": proposal_id, "version": version})


def _ticked(session: Session, proposal: Proposal, known: set[int]) -> tuple[TracedDocument, ...]:
    """Documents named in the proposal's own form; they support it."""
    return tuple(TracedDocument(None, None, Bearing.SUPPORTS, document_ref(session, row.id))
                 for row in proposals.evidence_of(session, proposal) if row.id not in known)


def _side(bearing: Bearing, claimed: tuple[TracedClaim, ...], documents: tuple[TracedDocument, ...]) -> Side:
    return Side(tuple(entry for entry in claimed if entry.bearing is bearing),
                tuple(entry for entry in documents if entry.bearing is bearing))
