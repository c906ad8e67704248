"""Amendments: other words for one clause by whoever does not hold the pen; supported, taken over or declined."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.drafting import CLAUSES, MAXIMUM, AmendmentState, DraftChangeKind
from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.domain.word_merges import merge
from app.domain.writing import clean_text
from app.models import Amendment, AmendmentSupport, Jury, Membership, Proposal
from app.services.drafting import drafts
from app.services.drafting.drafts import Signature
from app.services.room import room_news, voices

MAX_REASON = 500
MOST_OPEN = 10  # amendments of one juror to one draft that wait for an answer


def amendments_of(session: Session, proposal: Proposal) -> list[Amendment]:
    """All amendments, the ones that wait first, then the newest first."""
    rows = session.scalars(select(Amendment).where(Amendment.proposal_id == proposal.id).order_by(
        Amendment.id.desc())).all()
    return sorted(rows, key=lambda row: row.state is not AmendmentState.OPEN)


def count_open(session: Session, proposal: Proposal) -> int:
    """How many wait for an answer."""
    return session.scalar(select(func.count()).select_from(Amendment).where(
        Amendment.proposal_id == proposal.id, Amendment.state == AmendmentState.OPEN)) or 0


def authors_of(session: Session, amendments: list[Amendment]) -> dict[int, str]:
    """Membership → the name in the room, of those who proposed and those who decided."""
    wanted = {row.membership_id for row in amendments} | {row.decided_by for row in amendments if row.decided_by}
    return dict(session.execute(select(Membership.id, Membership.alias).where(Membership.id.in_(wanted))).all())


def find_amendment(session: Session, jury: Jury, amendment_id: int) -> tuple[Proposal, Amendment]:
    """An amendment and the draft it belongs to. Raises NotFound."""
    amendment = session.get(Amendment, amendment_id)
    proposal = session.get(Proposal, amendment.proposal_id) if amendment else None
    if amendment is None or proposal is None or proposal.jury_id != jury.id:
        raise NotFound("amendment_is_unknown")
    return proposal, amendment


def propose(session: Session, proposal: Proposal, clause: str, text: str, reason: str, *, actor: Actor,
            now: datetime) -> Amendment:
    """Propose other words for a clause. The same words sent twice are one amendment.

    Raises `amendment_changes_nothing`, `clause_is_too_long`, `reason_is_missing`, `too_many_amendments`.
    """
    membership_id = actor.require(Role.JUROR)
    voices.require_voice(session, proposal.jury_id, actor=actor, now=now)
    drafts.lock(session, proposal)
    drafts.require_open(session, proposal)
    part, language = CLAUSES[clause]
    base, body = drafts.draft_of(session, proposal).words[clause], _checked(clause, text)
    if body == clean_text(base):
        raise DomainError("amendment_changes_nothing")
    mine = [row for row in amendments_of(session, proposal)
            if row.membership_id == membership_id and row.state is AmendmentState.OPEN]
    same = next((row for row in mine if (row.part, row.language, row.body) == (part, language, body)), None)
    if same is not None:
        return same
    if len(mine) >= MOST_OPEN:
        raise DomainError("too_many_amendments", maximum=MOST_OPEN)
    amendment = Amendment(proposal_id=proposal.id, part=part, language=language, membership_id=membership_id,
                          base=base, body=body, reason=_reason(reason), state=AmendmentState.OPEN, at=now)
    session.add(amendment)
    session.flush()
    _tell(session, proposal, actor=actor, now=now)
    return amendment


def support(session: Session, jury: Jury, amendment_id: int, *, actor: Actor) -> bool:
    """Support an amendment of somebody else, or take the support back; returns whether it is supported now."""
    membership_id = actor.require(Role.JUROR)
    proposal, amendment = find_amendment(session, jury, amendment_id)
    drafts.lock(session, proposal)
    session.refresh(amendment)
    _require_waiting(amendment)
    if amendment.membership_id == membership_id:
        raise DomainError("amendment_is_own")
    mine = next((row for row in amendment.supporters if row.membership_id == membership_id), None)
    if mine is None:
        amendment.supporters.append(AmendmentSupport(membership_id=membership_id))
    else:
        amendment.supporters.remove(mine)
    session.flush()
    return mine is None


def take_over(session: Session, jury: Jury, amendment_id: int, *, actor: Actor, now: datetime) -> Amendment:
    """Put the words of an amendment into the shared text, beside what was changed since.

    Raises `amendment_collides` where the same words were changed meanwhile: somebody has to put them together by hand.
    """
    proposal, amendment = find_amendment(session, jury, amendment_id)
    draft = drafts.lock(session, proposal)
    membership_id = drafts.require_writer(session, proposal, actor)
    _decide(session, amendment, AmendmentState.TAKEN_OVER, membership_id)
    clause = f"{amendment.part.value}.{amendment.language}"
    wanted = merge(amendment.base, amendment.body, draft.words[clause])
    if wanted is None:
        raise Conflict("amendment_collides")
    drafts.rewrite(session, proposal, {clause: wanted}, Signature(
        DraftChangeKind.AMENDED, membership_id, now, amendment_id=amendment.id))
    _tell(session, proposal, actor=actor, now=now)
    return amendment


def decline(session: Session, jury: Jury, amendment_id: int, reason: str, *, actor: Actor,
            now: datetime) -> Amendment:
    """Say no with a reason that everybody reads. Raises `reason_is_missing`."""
    proposal, amendment = find_amendment(session, jury, amendment_id)
    drafts.lock(session, proposal)
    membership_id = drafts.require_writer(session, proposal, actor)
    answer = _reason(reason)
    _decide(session, amendment, AmendmentState.DECLINED, membership_id, answer)
    _tell(session, proposal, actor=actor, now=now)
    return amendment


def withdraw(session: Session, jury: Jury, amendment_id: int, *, actor: Actor) -> Amendment:
    """Take one's own amendment back."""
    membership_id = actor.require(Role.JUROR)
    _proposal, amendment = find_amendment(session, jury, amendment_id)
    if amendment.membership_id != membership_id:
        raise Forbidden("amendment_is_of_another")
    _decide(session, amendment, AmendmentState.WITHDRAWN, membership_id)
    return amendment


def _tell(session: Session, proposal: Proposal, *, actor: Actor, now: datetime) -> None:
    """The room learns that there is news of the draft."""
    room_news.tell_room(session, session.get_one(Jury, proposal.jury_id), RoomEventKind.PROPOSAL_CHANGED, actor=actor,
                        data={"proposal": proposal.id, "version": proposal.version}, now=now)


def _decide(session: Session, amendment: Amendment, state: AmendmentState, membership_id: int,
            answer: str | None = None) -> None:
    """Of two who decide at once one does."""
    done = session.execute(update(Amendment).where(
        Amendment.id == amendment.id, Amendment.state == AmendmentState.OPEN).values(
        state=state, decided_by=membership_id, answer=answer).execution_options(synchronize_session=False))
    if done.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("amendment_is_decided")
    session.refresh(amendment)


def _require_waiting(amendment: Amendment) -> None:
    if amendment.state is not AmendmentState.OPEN:
        raise Conflict("amendment_is_decided")


def _checked(clause: str, text: str) -> str:
    body, maximum = clean_text(text), MAXIMUM[CLAUSES[clause][0]]
    if len(body) > maximum:
        raise DomainError("clause_is_too_long", length=len(body), maximum=maximum)
    return body


def _reason(reason: str) -> str:
    clean = clean_text(reason)
    if not clean:
        raise DomainError("reason_is_missing")
    if len(clean) > MAX_REASON:
        raise DomainError("text_is_too_long", length=len(clean), maximum=MAX_REASON)
    return clean
