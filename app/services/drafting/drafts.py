"""The shared text of a finding or recommendation: changed live or by form, one change after the other, each kept."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.drafting import CLAUSES, DraftChangeKind
from app.domain.errors import Conflict, Forbidden
from app.domain.phases import ProposalState
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import Draft, DraftChange, Jury, Membership, Proposal, Scribe
from app.services.announcements import announce
from app.services.drafting import compaction, shared_texts
from app.services.drafting.shared_texts import Changed
from app.services.room import voices

WRITERS = (Role.JUROR, Role.FACILITATOR)
MOST_CHANGES = 200  # of more than these the whole document is shorter


@dataclass(frozen=True)
class DraftNews:
    """A committed change as everybody who has the draft open gets it; what is announced."""

    proposal_id: int
    seq: int
    content: bytes
    clauses: list[str]
    membership_id: int | None
    alias: str


@dataclass(frozen=True)
class DraftClosed:
    """The words stand: they are on a ballot, or the draft was withdrawn."""

    proposal_id: int


@dataclass(frozen=True)
class Signature:
    """How a change came about, and by whom."""

    kind: DraftChangeKind
    membership_id: int | None
    at: datetime
    command_id: str | None = None
    amendment_id: int | None = None


def draft_of(session: Session, proposal: Proposal) -> Draft:
    """The shared text. Of a proposal that nobody has opened since it was written: as it would begin, not stored."""
    return session.get(Draft, proposal.id) or _beginning(proposal)


def words_in(proposal: Proposal, version: int | None = None) -> dict[str, str]:
    """The words of one saved version, clause by clause."""
    row = next((row for row in proposal.versions if row.version == (version or proposal.version)), None)
    if row is None:
        raise Conflict("draft_was_changed")
    return {name: getattr(row, part.value).get(language, "") for name, (part, language) in CLAUSES.items()}


def lock(session: Session, proposal: Proposal) -> Draft:
    """The shared text, held until the transaction ends: no letter comes in between. Stored if it was not yet."""
    draft = _locked(session, proposal.id)
    if draft is None:
        _store_beginning(session, proposal)
        draft = _locked(session, proposal.id)
    assert draft is not None
    return draft


def require_open(session: Session, proposal: Proposal) -> None:
    """Words change only in a draft of a jury that deliberates. Asked with the lock in hand, and of the database:
    whoever freezes the words for a ballot holds the same lock. Raises `jury_is_not_deliberating`,
    `proposal_is_not_a_draft`.
    """
    state, stage = _standing(session, proposal)
    if stage is not Stage.DELIBERATION:
        raise Conflict("jury_is_not_deliberating")
    if state is not ProposalState.DRAFT:
        raise Conflict("proposal_is_not_a_draft")


def is_open(session: Session, proposal: Proposal) -> bool:
    """The same as a question."""
    return _standing(session, proposal) == (ProposalState.DRAFT, Stage.DELIBERATION)


def close(session: Session, proposal: Proposal) -> None:
    """Tell everybody who has it open that the words stand, once this is committed."""
    announce(session, DraftClosed(proposal.id))


def may_write(session: Session, proposal: Proposal, actor: Actor) -> bool:
    """Jurors and the facilitator; where the pen is with scribes, they and the facilitator."""
    if not actor.has(*WRITERS):
        return False
    draft = session.get(Draft, proposal.id)
    if draft is None or not draft.is_for_scribes or actor.has(Role.FACILITATOR):
        return True
    return session.get(Scribe, (proposal.id, actor.memberships[Role.JUROR])) is not None


def require_writer(session: Session, proposal: Proposal, actor: Actor) -> int:
    """The membership under which the actor writes. Raises Forbidden, with `not_a_scribe` for other jurors."""
    membership_id = actor.require(*WRITERS)
    if not may_write(session, proposal, actor):
        raise Forbidden("not_a_scribe")
    return membership_id


def change(session: Session, proposal: Proposal, content: bytes, *, actor: Actor, now: datetime,
           command_id: str | None = None) -> int:
    """Apply what somebody typed; returns how far the draft has got by it. A command sent again is announced again and
    changes nothing: the first try may have died before its announcement.

    Raises what `require_writer`, `require_open` and `shared_texts.apply` raise.
    """
    draft = lock(session, proposal)
    membership_id = require_writer(session, proposal, actor)
    known = _known(session, proposal.id, command_id, membership_id)
    if known is not None:
        return known
    require_open(session, proposal)
    voices.require_voice(session, proposal.jury_id, actor=actor, now=now)
    changed = shared_texts.apply(draft.state, content)
    _keep(session, draft, changed, Signature(DraftChangeKind.TYPED, membership_id, now, command_id))
    return draft.last_seq


def rewrite(session: Session, proposal: Proposal, wanted: Mapping[str, str], signature: Signature) -> Draft:
    """Make clauses say what is wanted, word by word. The caller has asked who may and holds the lock."""
    draft = lock(session, proposal)
    require_open(session, proposal)
    changed = shared_texts.rewrite(draft.state, wanted)
    _keep(session, draft, changed, signature)
    return draft


def changes_after(session: Session, draft: Draft, after: int) -> list[tuple[int, bytes]]:
    """What came after a number, as (number, content); the whole document where that is shorter."""
    rows = session.execute(select(DraftChange.seq, DraftChange.content).where(
        DraftChange.proposal_id == draft.proposal_id, DraftChange.seq > after).order_by(
        DraftChange.seq).limit(MOST_CHANGES + 1)).all()
    if after <= 0 or len(rows) > MOST_CHANGES:
        return [(draft.last_seq, draft.state)]
    return [(row.seq, row.content) for row in rows]


def _standing(session: Session, proposal: Proposal) -> tuple[ProposalState, Stage]:
    row = session.execute(select(Proposal.state, Jury.stage).join(
        Jury, Jury.id == Proposal.jury_id).where(Proposal.id == proposal.id)).one()
    return row[0], row[1]


def _locked(session: Session, proposal_id: int) -> Draft | None:
    return session.scalars(select(Draft).where(Draft.proposal_id == proposal_id).with_for_update().execution_options(
        populate_existing=True)).first()


def _beginning(proposal: Proposal) -> Draft:
    state = shared_texts.begin(words_in(proposal))
    return Draft(proposal_id=proposal.id, last_seq=1, state=state, words=shared_texts.read(state),
                 is_for_scribes=False)


def _store_beginning(session: Session, proposal: Proposal) -> None:
    """Of two who open it first at the same moment one stores it; both would have stored the same bytes."""
    draft = _beginning(proposal)
    version = next(row for row in proposal.versions if row.version == proposal.version)
    begun = DraftChange(
        proposal_id=proposal.id, seq=1, first_seq=1, kind=DraftChangeKind.BEGUN, membership_id=version.membership_id,
        clauses=[name for name, text in draft.words.items() if text], content=draft.state, at=version.at)
    try:
        with session.begin_nested():
            session.add(draft)
            session.flush()
            session.add(begun)
            session.flush()
    except IntegrityError:
        session.expire_all()


def _known(session: Session, proposal_id: int, command_id: str | None, membership_id: int) -> int | None:
    """The number that this command got before."""
    row = session.scalars(select(DraftChange).where(
        DraftChange.proposal_id == proposal_id, DraftChange.command_id == command_id)).first() if command_id else None
    if row is None:
        return None
    if row.membership_id != membership_id:
        raise Conflict("command_is_taken")
    _announce(session, row)
    return row.seq


def _keep(session: Session, draft: Draft, changed: Changed, signature: Signature) -> None:
    if not changed.content:
        return
    draft.last_seq += 1
    draft.state, draft.words = changed.state, changed.words
    row = DraftChange(
        proposal_id=draft.proposal_id, seq=draft.last_seq, first_seq=draft.last_seq, kind=signature.kind,
        membership_id=signature.membership_id, amendment_id=signature.amendment_id, clauses=changed.clauses,
        content=changed.content, command_id=signature.command_id, at=signature.at)
    session.add(row)
    session.flush()
    _announce(session, row)
    compaction.compact_at_times(session, draft, now=signature.at)


def _announce(session: Session, row: DraftChange) -> None:
    alias = session.scalar(select(Membership.alias).where(Membership.id == row.membership_id)) or ""
    announce(session, DraftNews(row.proposal_id, row.seq, row.content, row.clauses, row.membership_id, alias))
