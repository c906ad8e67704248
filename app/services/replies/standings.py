"""How juries stand against the date by which the authority promised to answer: computed from dates, never stored."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.deadlines import Deadline, Standing, deadline
from app.domain.local_days import local_day
from app.domain.phases import ProposalKind, ProposalState
from app.domain.stages import Stage, has_reached
from app.models import Jury, Proposal, Reply


@dataclass(frozen=True)
class JuryStanding:
    """`deadline`: of the last answer, or of today while one is missing. Nobody can switch it off."""

    recommendations: int
    answered: int
    deadline: Deadline

    @property
    def is_overdue(self) -> bool:
        return self.deadline.standing is Standing.OVERDUE

    @property
    def is_late(self) -> bool:
        """Everything is answered, but not in time: this stays so for ever."""
        return self.deadline.standing is Standing.LATE


def deadline_of(jury: Jury, versions: Iterable[Reply], *, now: datetime) -> Deadline | None:
    """How the first reply, or its absence, stands against the deadline; later versions change nothing about it."""
    if jury.reply_due_on is None:
        return None
    first = min((reply.at for reply in versions), default=None)
    return deadline(jury.reply_due_on, local_day(jury, first) if first else None, local_day(jury, now))


def standings_of(session: Session, juries: Sequence[Jury], *, now: datetime) -> dict[int, JuryStanding]:
    """Jury id → its standing, for juries with a published verdict that recommends something; two queries in all."""
    known = {jury.id: jury for jury in juries if jury.reply_due_on and has_reached(jury.stage, Stage.PUBLISHED)}
    wanted: dict[int, list[int]] = defaultdict(list)
    for proposal_id, jury_id in session.execute(select(Proposal.id, Proposal.jury_id).where(
            Proposal.jury_id.in_(known), Proposal.kind == ProposalKind.RECOMMENDATION,
            Proposal.state == ProposalState.ADOPTED)):
        wanted[jury_id].append(proposal_id)
    first: dict[int, datetime] = {}
    for proposal_id, at in session.execute(select(Reply.proposal_id, Reply.at).where(
            Reply.jury_id.in_(known)).order_by(Reply.at.desc())):
        first[proposal_id] = at
    return {jury_id: _standing(known[jury_id], ids, first, now) for jury_id, ids in wanted.items()}


def standing_of(session: Session, jury: Jury, *, now: datetime) -> JuryStanding | None:
    """None: nothing has to be answered."""
    return standings_of(session, [jury], now=now).get(jury.id)


def _standing(jury: Jury, ids: list[int], first: dict[int, datetime], now: datetime) -> JuryStanding:
    given = [first[proposal_id] for proposal_id in ids if proposal_id in first]
    last = local_day(jury, max(given)) if len(given) == len(ids) else None
    assert jury.reply_due_on is not None, "only juries with a deadline come here"
    return JuryStanding(len(ids), len(given), deadline(jury.reply_due_on, last, local_day(jury, now)))
