"""Who changed what in a clause: the steps of its history, differences between any two, going back as a new change."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.drafting import DraftChangeKind
from app.domain.errors import Conflict, NotFound
from app.domain.roles import Actor
from app.domain.word_merges import Piece, differences, merge
from app.models import Amendment, DraftChange, Membership, Proposal
from app.services.drafting import compaction, drafts, shared_texts
from app.services.drafting.drafts import Signature


@dataclass(frozen=True)
class Step:
    """What one person did to a clause in one go. `seq` is its last change; `proposed_by` wrote the amendment taken."""

    seq: int
    kind: DraftChangeKind
    alias: str
    proposed_by: str
    at: datetime
    before: str
    after: str

    @property
    def pieces(self) -> list[Piece]:
        return differences(self.before, self.after)


def steps_of(session: Session, proposal: Proposal, clause: str) -> list[Step]:
    """The history of a clause, oldest first. A clause that stands as it began has one step or none."""
    rows = session.scalars(select(DraftChange).where(
        DraftChange.proposal_id == proposal.id).order_by(DraftChange.seq)).all()
    touched = [run[-1].seq for run in compaction.runs([row for row in rows if clause in row.clauses])]
    texts = shared_texts.replay([(row.content, row.seq in touched) for row in rows], clause)
    names = _names(session, rows)
    last = {row.seq: row for row in rows}
    return [_step(last[seq], before, after, names)
            for seq, before, after in zip(touched, ["", *texts], texts, strict=False)]


def text_at(session: Session, proposal: Proposal, clause: str, seq: int) -> str:
    """The clause as it was after a change. Raises NotFound."""
    return texts_at(session, proposal, seq)[clause]


def texts_at(session: Session, proposal: Proposal, seq: int) -> dict[str, str]:
    """All clauses as they were after a change. Raises NotFound for a number that never was."""
    if seq == 1 or seq > drafts.draft_of(session, proposal).last_seq:
        return _first_texts(session, proposal, seq)
    contents = session.scalars(select(DraftChange.content).where(
        DraftChange.proposal_id == proposal.id, DraftChange.seq <= seq).order_by(DraftChange.seq)).all()
    return shared_texts.read(shared_texts.put_together(contents))


def undo(session: Session, proposal: Proposal, clause: str, seq: int, *, actor: Actor, now: datetime) -> None:
    """Take one step back and leave what came later. Raises `change_is_overwritten` where later words stand on it."""
    drafts.lock(session, proposal)
    membership_id = drafts.require_writer(session, proposal, actor)
    step = next((step for step in steps_of(session, proposal, clause) if step.seq == seq), None)
    if step is None or step.kind is DraftChangeKind.BEGUN:
        raise NotFound("change_is_unknown")
    present = drafts.draft_of(session, proposal).words[clause]
    wanted = merge(step.after, step.before, present)
    if wanted is None:
        raise Conflict("change_is_overwritten")
    drafts.rewrite(session, proposal, {clause: wanted}, Signature(DraftChangeKind.UNDONE, membership_id, now))


def restore(session: Session, proposal: Proposal, clause: str, seq: int, *, actor: Actor, now: datetime) -> None:
    """Make a clause what it was after a change; what came later stays in the history."""
    drafts.lock(session, proposal)
    membership_id = drafts.require_writer(session, proposal, actor)
    wanted = text_at(session, proposal, clause, seq)
    drafts.rewrite(session, proposal, {clause: wanted}, Signature(DraftChangeKind.RESTORED, membership_id, now))


def _first_texts(session: Session, proposal: Proposal, seq: int) -> dict[str, str]:
    first = session.get(DraftChange, (proposal.id, 1))
    if seq != 1:
        raise NotFound("change_is_unknown")
    return shared_texts.read(first.content if first else drafts.draft_of(session, proposal).state)


def _step(row: DraftChange, before: str, after: str, names: dict[str, str]) -> Step:
    return Step(row.seq, row.kind, names.get(f"member {row.membership_id}", ""),
                names.get(f"amendment {row.amendment_id}", ""), row.at, before, after)


def _names(session: Session, rows: Sequence[DraftChange]) -> dict[str, str]:
    """The names under which people are known in the room, of members and of the authors of amendments."""
    members = {row.membership_id for row in rows if row.membership_id}
    amendments = {row.amendment_id for row in rows if row.amendment_id}
    found = {f"member {number}": alias for number, alias in session.execute(
        select(Membership.id, Membership.alias).where(Membership.id.in_(members)))}
    return found | {f"amendment {number}": alias for number, alias in session.execute(
        select(Amendment.id, Membership.alias).join(Membership, Membership.id == Amendment.membership_id).where(
            Amendment.id.in_(amendments)))}
