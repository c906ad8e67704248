"""Findings and recommendations: proposed, edited by form, saved as versions, withdrawn, and what they rest on."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.drafting import CLAUSES, MAXIMUM, ClausePart, DraftChangeKind
from app.domain.errors import Conflict, DomainError, NotFound, Refused, refuse_if
from app.domain.phases import ProposalKind, ProposalState
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.domain.stages import Stage
from app.domain.word_merges import merge
from app.models import Document, Jury, Membership, Proposal, ProposalEvidence, ProposalVersion
from app.services import records
from app.services.drafting import drafts, histories, versions
from app.services.drafting.drafts import Signature
from app.services.room import room_news, voices

AUTHORS = (Role.JUROR, Role.FACILITATOR)
CHAIRS = (Role.FACILITATOR, Role.ORGANIZER)
MAX_TITLE = MAXIMUM[ClausePart.TITLE]
MAX_BODY = MAXIMUM[ClausePart.BODY]


@dataclass(frozen=True)
class ProposalTexts:
    """The words of one version, each in one or more languages."""

    title: dict[str, str]
    body: dict[str, str]
    why: dict[str, str]


class EditConflict(Conflict):
    """Somebody changed the same words meanwhile; `latest` are theirs, so that the page can show both."""

    def __init__(self, latest: ProposalTexts, version: int) -> None:
        super().__init__("proposal_was_edited", version=version)
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
    voices.require_voice(session, jury.id, actor=actor, now=now)
    known = room_news.told_before(session, jury, command_id, actor=actor)
    if known is not None:
        return find_proposal(session, jury, known["proposal"])
    last = session.scalar(select(func.max(Proposal.number)).where(
        Proposal.jury_id == jury.id, Proposal.kind == kind)) or 0
    proposal = Proposal(jury_id=jury.id, kind=kind, number=last + 1, state=ProposalState.DRAFT, version=1)
    proposal.versions.append(_version(texts, 1, membership_id, now))
    session.add(proposal)
    session.flush()
    drafts.lock(session, proposal)  # the shared text begins with these words
    _link(session, jury, proposal, evidence or [])
    _announce(session, jury, proposal, actor=actor, now=now, command_id=command_id)
    records.add_entry(session, jury.id, "proposal_written", {"kind": kind.value, "number": proposal.number}, now=now)
    return proposal


def edit(session: Session, jury: Jury, proposal_id: int, texts: ProposalTexts, *, version: int, actor: Actor,
         now: datetime, seq: int | None = None, evidence: list[int] | None = None) -> Proposal:
    """Put a form into the shared text and save a version. Announces `proposal_changed`.

    The form was filled on top of `version`, or of the shared text as it was at `seq`. What others changed since stays;
    where both changed the same words nothing is saved and EditConflict carries theirs. Also raises
    `proposal_is_not_a_draft` once it is on a ballot, `not_a_scribe`, and what `propose` raises.
    """
    membership_id = actor.require(*AUTHORS)
    proposal = _open_draft(session, jury, proposal_id)
    _check(texts)
    voices.require_voice(session, jury.id, actor=actor, now=now)
    drafts.require_writer(session, proposal, actor)
    base = histories.texts_at(session, proposal, seq) if seq else drafts.words_in(proposal, version)
    drafts.rewrite(session, proposal, _merged(session, proposal, base, texts),
                   Signature(DraftChangeKind.SAVED, membership_id, now))
    versions.cut(session, proposal, membership_id=membership_id, now=now)
    if evidence is not None:
        _link(session, jury, proposal, evidence)
    _announce(session, jury, proposal, actor=actor, now=now)
    return proposal


def save_version(session: Session, jury: Jury, proposal_id: int, *, actor: Actor, now: datetime) -> Proposal:
    """Keep the words of the shared text, as they stand, as the next version. Announces `proposal_changed`."""
    membership_id = actor.require(*AUTHORS)
    proposal = _open_draft(session, jury, proposal_id)
    drafts.require_writer(session, proposal, actor)
    if versions.cut(session, proposal, membership_id=membership_id, now=now):
        _announce(session, jury, proposal, actor=actor, now=now)
    return proposal


def freeze(session: Session, chosen: list[Proposal], *, actor: Actor, now: datetime) -> None:
    """Save what was written last as versions and let no letter more in, until the transaction ends: by then the caller
    has put them on a ballot. Raises `draft_is_not_ready` with all reasons.
    """
    membership_id = actor.require(*CHAIRS)
    for proposal in sorted(chosen, key=lambda row: row.id):
        drafts.lock(session, proposal)
        try:
            versions.cut(session, proposal, membership_id=membership_id, now=now)
        except DomainError as fault:
            raise Refused([DomainError("draft_is_not_ready", number=proposal.number), *fault.reasons]) from fault
        drafts.close(session, proposal)


def withdraw(session: Session, jury: Jury, proposal_id: int, *, actor: Actor, now: datetime) -> Proposal:
    """Take a draft back: its first author or the facilitator may. It stays readable. Announces `proposal_changed`."""
    membership_id = actor.require(*AUTHORS)
    proposal = _open_draft(session, jury, proposal_id)
    if not actor.has(Role.FACILITATOR) and words_of(proposal, 1).membership_id != membership_id:
        raise DomainError("proposal_is_of_another")
    done = session.execute(update(Proposal).where(
        Proposal.id == proposal.id, Proposal.state == ProposalState.DRAFT).values(
        state=ProposalState.WITHDRAWN).execution_options(synchronize_session=False))
    if done.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("proposal_is_not_a_draft")
    session.refresh(proposal, ["state"])
    drafts.close(session, proposal)
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


def _open_draft(session: Session, jury: Jury, proposal_id: int) -> Proposal:
    """A draft whose shared text nobody else changes until the transaction ends."""
    lock(session, jury)
    require_deliberation(jury)
    proposal = find_proposal(session, jury, proposal_id)
    drafts.lock(session, proposal)
    drafts.require_open(session, proposal)
    session.refresh(proposal, ["version", "state", "versions"])
    return proposal


def _merged(session: Session, proposal: Proposal, base: dict[str, str], mine: ProposalTexts) -> dict[str, str]:
    """What was typed into the form together with what others wrote meanwhile. Raises EditConflict."""
    theirs, wanted = drafts.draft_of(session, proposal).words, {}
    for name, (part, language) in CLAUSES.items():
        text = getattr(mine, part.value).get(language, "").strip()
        ground = base[name]
        merged = merge(ground, ground if text == ground.strip() else text, theirs[name])
        if merged is None:
            raise EditConflict(texts_in(theirs), proposal.version)
        wanted[name] = merged
    return wanted


def texts_in(words: dict[str, str]) -> ProposalTexts:
    """Clause by clause → the texts of a version."""
    found: dict[str, dict[str, str]] = {part.value: {} for part in ClausePart}
    for name, (part, language) in CLAUSES.items():
        if words[name]:
            found[part.value][language] = words[name]
    return ProposalTexts(**found)


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
