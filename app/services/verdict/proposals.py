"""Findings and recommendations: proposed, edited with a version check, withdrawn, and the evidence they rest on."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound, refuse_if
from app.domain.phases import ProposalKind, ProposalState
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.domain.stages import Stage
from app.models import Document, Jury, Membership, Proposal, ProposalEvidence, ProposalVersion
from app.services import records
from app.services.room import room_news

AUTHORS = (Role.JUROR, Role.FACILITATOR)
MAX_TITLE = 160
MAX_BODY = 2000


@dataclass(frozen=True)
class ProposalTexts:
    """The words of one version, each in one or more languages."""

    title: dict[str, str]
    body: dict[str, str]
    why: dict[str, str]


class EditConflict(Conflict):
    """Somebody saved another version meanwhile; `latest` is theirs, so that the page can show both."""

    def __init__(self, latest: ProposalVersion) -> None:
        super().__init__("proposal_was_edited", version=latest.version)
        self.latest = latest


def lock(session: Session, jury: Jury) -> None:
    """Let what is numbered within a jury happen one after the other; inserts of other tables are not held up."""
    session.refresh(jury, with_for_update={"key_share": True})  # its stage may have moved on while we waited


def require_deliberation(jury: Jury) -> None:
    if jury.stage is not Stage.DELIBERATION:
        raise Conflict("jury_is_not_deliberating")


def proposals_of(session: Session, jury: Jury) -> list[Proposal]:
    """All proposals, findings first, in order of their numbers."""
    return list(session.scalars(select(Proposal).where(Proposal.jury_id == jury.id).order_by(
        Proposal.kind, Proposal.number)))


def find_proposal(session: Session, jury: Jury, proposal_id: int) -> Proposal:
    """A proposal of this jury. Raises NotFound."""
    proposal = session.get(Proposal, proposal_id)
    if proposal is None or proposal.jury_id != jury.id:
        raise NotFound("proposal_is_unknown")
    return proposal


def words_of(proposal: Proposal, version: int | None = None) -> ProposalVersion:
    """The words that count now, or those of an earlier version."""
    wanted = version or proposal.version
    return next(row for row in proposal.versions if row.version == wanted)


def authors_of(session: Session, proposal: Proposal) -> dict[int, str]:
    """Version → the name that its author carries in the room."""
    rows = session.execute(select(ProposalVersion.version, Membership.alias).join(
        Membership, Membership.id == ProposalVersion.membership_id).where(
        ProposalVersion.proposal_id == proposal.id))
    return {row[0]: row[1] for row in rows}


def propose(session: Session, jury: Jury, kind: ProposalKind, texts: ProposalTexts, *, actor: Actor,
            now: datetime, evidence: list[int] | None = None, command_id: str | None = None) -> Proposal:
    """Write a new finding or recommendation. Announces `proposal_changed`. A re-sent command writes nothing anew.

    Raises `jury_is_not_deliberating`, `proposal_has_no_title`, `proposal_has_no_text`, `document_is_unknown`.
    """
    membership_id = actor.require(*AUTHORS)
    lock(session, jury)
    require_deliberation(jury)
    _check(texts)
    known = room_news.told_before(session, jury, command_id, actor=actor)
    if known is not None:
        return find_proposal(session, jury, known["proposal"])
    last = session.scalar(select(func.max(Proposal.number)).where(
        Proposal.jury_id == jury.id, Proposal.kind == kind)) or 0
    proposal = Proposal(jury_id=jury.id, kind=kind, number=last + 1, state=ProposalState.DRAFT, version=1)
    proposal.versions.append(_version(texts, 1, membership_id, now))
    session.add(proposal)
    session.flush()
    _link(session, jury, proposal, evidence or [])
    _announce(session, jury, proposal, actor=actor, now=now, command_id=command_id)
    records.add_entry(session, jury.id, "proposal_written", {"kind": kind.value, "number": proposal.number}, now=now)
    return proposal


def edit(session: Session, jury: Jury, proposal_id: int, texts: ProposalTexts, *, version: int, actor: Actor,
         now: datetime, evidence: list[int] | None = None) -> Proposal:
    """Save a new version on top of `version`, the one that the author read. Announces `proposal_changed`.

    Of two who edit at once the second gets EditConflict with the text of the first. Also raises
    `proposal_is_not_a_draft` once it is on a ballot, and what `propose` raises.
    """
    membership_id = actor.require(*AUTHORS)
    lock(session, jury)
    require_deliberation(jury)
    _check(texts)
    proposal = find_proposal(session, jury, proposal_id)
    taken = session.execute(update(Proposal).where(
        Proposal.id == proposal.id, Proposal.version == version, Proposal.state == ProposalState.DRAFT).values(
        version=version + 1).execution_options(synchronize_session=False))
    session.refresh(proposal, ["version", "state", "versions"])
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise _why_not(proposal)
    proposal.versions.append(_version(texts, version + 1, membership_id, now))
    session.flush()
    if evidence is not None:
        _link(session, jury, proposal, evidence)
    _announce(session, jury, proposal, actor=actor, now=now)
    return proposal


def withdraw(session: Session, jury: Jury, proposal_id: int, *, actor: Actor, now: datetime) -> Proposal:
    """Take a draft back: its first author or the facilitator may. It stays readable. Announces `proposal_changed`."""
    membership_id = actor.require(*AUTHORS)
    require_deliberation(jury)
    proposal = find_proposal(session, jury, proposal_id)
    if not actor.has(Role.FACILITATOR) and words_of(proposal, 1).membership_id != membership_id:
        raise DomainError("proposal_is_of_another")
    done = session.execute(update(Proposal).where(
        Proposal.id == proposal.id, Proposal.state == ProposalState.DRAFT).values(
        state=ProposalState.WITHDRAWN).execution_options(synchronize_session=False))
    if done.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("proposal_is_not_a_draft")
    session.refresh(proposal, ["state"])
    _announce(session, jury, proposal, actor=actor, now=now)
    records.add_entry(session, jury.id, "proposal_withdrawn",
                      {"kind": proposal.kind.value, "number": proposal.number}, now=now)
    return proposal


def documents_of(session: Session, jury: Jury) -> list[Document]:
    """The documents that a proposal may rest on."""
    return list(session.scalars(select(Document).where(
        Document.jury_id == jury.id, Document.withdrawn_at.is_(None)).order_by(Document.id)))


def evidence_of(session: Session, proposal: Proposal) -> list[Document]:
    return list(session.scalars(select(Document).join(
        ProposalEvidence, ProposalEvidence.document_id == Document.id).where(
        ProposalEvidence.proposal_id == proposal.id).order_by(Document.id)))


def _why_not(proposal: Proposal) -> DomainError:
    if proposal.state is not ProposalState.DRAFT:
        return Conflict("proposal_is_not_a_draft")
    return EditConflict(words_of(proposal))


def _check(texts: ProposalTexts) -> None:
    reasons = []
    if not any(texts.title.values()):
        reasons.append(DomainError("proposal_has_no_title"))
    if not any(texts.body.values()):
        reasons.append(DomainError("proposal_has_no_text"))
    refuse_if(reasons)


def _version(texts: ProposalTexts, version: int, membership_id: int, now: datetime) -> ProposalVersion:
    return ProposalVersion(version=version, title=_filled(texts.title), body=_filled(texts.body),
                           why=_filled(texts.why), membership_id=membership_id, at=now)


def _filled(texts: dict[str, str]) -> dict[str, str]:
    return {language: words.strip() for language, words in texts.items() if words.strip()}


def _link(session: Session, jury: Jury, proposal: Proposal, document_ids: list[int]) -> None:
    known = {document.id for document in documents_of(session, jury)} | {row.document_id for row in proposal.evidence}
    if not set(document_ids) <= known:
        raise NotFound("document_is_unknown")
    proposal.evidence = [row for row in proposal.evidence if row.document_id in document_ids]
    present = {row.document_id for row in proposal.evidence}
    proposal.evidence += [ProposalEvidence(document_id=number) for number in sorted(set(document_ids) - present)]
    session.flush()


def _announce(session: Session, jury: Jury, proposal: Proposal, *, actor: Actor, now: datetime,
              command_id: str | None = None) -> None:
    room_news.tell_room(session, jury, RoomEventKind.PROPOSAL_CHANGED, actor=actor,
                        data={"proposal": proposal.id, "version": proposal.version}, now=now, command_id=command_id)
