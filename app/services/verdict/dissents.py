"""Dissents and concurrences: any juror may attach one to anything voted, and only its author can take it back."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.phases import DissentKind, ProposalState
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import Dissent, Jury
from app.services import records
from app.services.verdict import proposals

MAX_LENGTH = 2000
VOTED = (ProposalState.ADOPTED, ProposalState.NOT_ADOPTED)
OPEN_STAGES = (Stage.DELIBERATION, Stage.VERDICT)


def dissents_of(session: Session, jury: Jury) -> dict[int, list[Dissent]]:
    """Proposal id → what stands beside it, oldest first, without what was withdrawn."""
    rows = session.scalars(select(Dissent).where(
        Dissent.jury_id == jury.id, Dissent.withdrawn_at.is_(None)).order_by(Dissent.id))
    found: dict[int, list[Dissent]] = {}
    for row in rows:
        found.setdefault(row.proposal_id, []).append(row)
    return found


def attach(session: Session, jury: Jury, proposal_id: int, kind: DissentKind, body: str, *, language: str,
           is_named: bool, actor: Actor, now: datetime) -> Dissent:
    """Attach a dissent or concurrence to a voted item.

    Raises `dissent_is_closed` once the verdict is published, `item_is_not_voted`, `dissent_is_empty`,
    `dissent_is_too_long`.
    """
    membership_id = actor.require(Role.JUROR)
    _require_open(jury)
    proposal = proposals.find_proposal(session, jury, proposal_id)
    text = body.replace("\r\n", "\n").strip()
    if proposal.state not in VOTED:
        raise Conflict("item_is_not_voted")
    if not text:
        raise DomainError("dissent_is_empty")
    if len(text) > MAX_LENGTH:
        raise DomainError("dissent_is_too_long", length=len(text), maximum=MAX_LENGTH)
    dissent = Dissent(jury_id=jury.id, proposal_id=proposal.id, membership_id=membership_id, kind=kind, body=text,
                      language=language, is_named=is_named, at=now)
    session.add(dissent)
    session.flush()
    records.add_entry(session, jury.id, "dissent_attached", {
        "kind": kind.value, "item": proposal.kind.value, "number": proposal.number}, now=now)
    return dissent


def withdraw(session: Session, jury: Jury, dissent_id: int, *, actor: Actor, now: datetime) -> Dissent:
    """Take one's own dissent back, until the verdict is published. Nobody else can: for others it does not exist."""
    membership_id = actor.require(Role.JUROR)
    _require_open(jury)
    dissent = session.get(Dissent, dissent_id)
    if dissent is None or dissent.jury_id != jury.id or dissent.membership_id != membership_id:
        raise NotFound("dissent_is_unknown")
    if dissent.withdrawn_at is None:
        dissent.withdrawn_at = now
        records.add_entry(session, jury.id, "dissent_withdrawn", {"kind": dissent.kind.value}, now=now)
    return dissent


def _require_open(jury: Jury) -> None:
    if jury.stage not in OPEN_STAGES:
        raise Conflict("dissent_is_closed")
