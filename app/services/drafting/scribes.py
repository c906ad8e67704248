"""Scribes: all jurors write, unless the facilitator leaves the pen to a few; the others then propose amendments."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.roles import Actor, Role
from app.models import Membership, Proposal, Scribe
from app.services import records
from app.services.accounts import memberships
from app.services.drafting import drafts


def scribes_of(session: Session, proposal: Proposal) -> list[Membership]:
    """The chosen scribes who are still jurors; nobody where all jurors write."""
    if not drafts.draft_of(session, proposal).is_for_scribes:
        return []
    return list(session.scalars(select(Membership).join(Scribe, Scribe.membership_id == Membership.id).where(
        Scribe.proposal_id == proposal.id, Membership.ended_at.is_(None)).order_by(Membership.alias)))


def choose(session: Session, proposal: Proposal, membership_ids: Iterable[int], *, actor: Actor,
           now: datetime) -> None:
    """Leave the pen to these jurors, or to all of them when nobody is named. Who writes at this moment is stopped with
    the next letter. Raises `juror_is_unknown` for somebody who is no juror here.
    """
    actor.require(Role.FACILITATOR)
    draft = drafts.lock(session, proposal)
    drafts.require_open(session, proposal)
    chosen, jurors = set(membership_ids), memberships.members_of(session, proposal.jury_id, Role.JUROR)
    if not chosen <= {juror.id for juror in jurors}:
        raise NotFound("juror_is_unknown")
    session.execute(delete(Scribe).where(Scribe.proposal_id == proposal.id))
    session.add_all(Scribe(proposal_id=proposal.id, membership_id=number) for number in sorted(chosen))
    draft.is_for_scribes = bool(chosen)
    session.flush()
    records.add_entry(session, proposal.jury_id, "scribes_chosen", {
        "kind": proposal.kind.value, "number": proposal.number, "scribes": len(chosen)}, now=now)
