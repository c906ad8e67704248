"""Secret ballots: opening one, sealing a vote, counting once, annulling."""
from __future__ import annotations

from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.phases import BallotMethod, BallotState, Choice, ProposalState
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.models import Ballot, BallotItem, BallotVoter, Jury
from app.services import records
from app.services.accounts import memberships
from app.services.room import room_news
from app.services.vault import Vault
from app.services.verdict import ballot_box, ballot_items, ballot_rolls, practice_ballots, proposals
from app.services.verdict.ballot_box import BoxIsDamaged

CHAIRS = (Role.FACILITATOR, Role.ORGANIZER)
FEWEST_BALLOTS = 3  # of two, each would know how the other voted
SMALL_COUNT = 5  # below this, counts may give people away: the page warns


def ballots_of(session: Session, jury: Jury) -> list[Ballot]:
    return list(session.scalars(select(Ballot).where(Ballot.jury_id == jury.id).order_by(Ballot.number)))


def find_ballot(session: Session, jury: Jury, number: int) -> Ballot:
    """The ballot with this number. Raises NotFound."""
    ballot = session.scalars(select(Ballot).where(Ballot.jury_id == jury.id, Ballot.number == number)).first()
    if ballot is None:
        raise NotFound("ballot_is_unknown")
    return ballot


def needed(numerator: int, denominator: int, voters: int) -> int:
    """The share of the jurors as a whole number, rounded up: 4/5 of 21 jurors are 17.

    >>> needed(4, 5, 21)
    17
    """
    return ceil(numerator * voters / denominator)


def open_ballot(session: Session, jury: Jury, proposal_ids: list[int], *, vault: Vault, actor: Actor, now: datetime,
                method: BallotMethod = BallotMethod.YES_NO, again_reason: str | None = None) -> Ballot:
    """Put proposals to the vote and fix who may vote: all present jurors. Announces `ballot_opened`.

    What was voted before is voted on again with `again_reason`, in public. A practice ballot is thrown away by it.
    Raises what `ballot_items.chosen` finds, `too_few_voters`, `jury_is_not_deliberating`.
    """
    actor.require(*CHAIRS)
    proposals.lock(session, jury)
    proposals.require_deliberation(jury)
    chosen = ballot_items.chosen(session, jury, proposal_ids, method, again_reason)
    jurors = memberships.members_of(session, jury.id, Role.JUROR)
    if len(jurors) < FEWEST_BALLOTS:
        raise DomainError("too_few_voters", needed=FEWEST_BALLOTS)
    drafts = [row for row in chosen if row.state is ProposalState.DRAFT]
    proposals.freeze(session, drafts, actor=actor, now=now)  # from here on nobody writes: `chosen` has its last words
    last = session.scalar(select(func.max(Ballot.number)).where(Ballot.jury_id == jury.id)) or 0
    ballot = Ballot(
        jury_id=jury.id, number=last + 1, state=BallotState.OPEN, voters=len(jurors), receipts=[], opened_at=now,
        method=method, again_reason=(again_reason or "").strip() or None,
        threshold=needed(jury.threshold_numerator, jury.threshold_denominator, len(jurors)),
        quorum=max(FEWEST_BALLOTS, needed(jury.quorum_numerator, jury.quorum_denominator, len(jurors))),
        key_sealed=vault.new_sealed_key(), items=[
            BallotItem(proposal_id=item.id, proposal_version=item.version, position=place)
            for place, item in enumerate(chosen, start=1)])
    session.add(ballot)
    session.flush()
    session.add_all(BallotVoter(ballot_id=ballot.id, membership_id=juror.id, has_voted=False) for juror in jurors)
    session.flush()
    ballot.box = ballot_box.empty_box(vault.open_key(ballot.key_sealed), ballot_rolls.terms_of(session, ballot))
    for proposal in chosen:
        proposal.state = ProposalState.ON_BALLOT
    practice_ballots.throw_away(session, jury, actor=actor, now=now)
    _publish(session, jury, ballot, RoomEventKind.BALLOT_OPENED, actor=actor, now=now)
    return ballot


def cast_ballot(session: Session, jury: Jury, number: int, choices: dict[int, Choice], *, receipt: str, vault: Vault,
                actor: Actor) -> None:
    """Seal one juror's vote on all items. There is no `now`: no time is kept.

    `choices` maps item id → choice. Raises `ballot_is_closed`, `not_on_the_roll`, `choice_is_missing`,
    `receipt_is_malformed`, `receipt_is_taken`, BoxIsDamaged, or `ballot_is_cast` when this juror has voted
    already: of any number of identical posts exactly one counts.
    """
    actor.require(Role.JUROR)
    proposals.require_deliberation(jury)
    ballot = _locked(session, jury, number)
    voter = ballot_rolls.own_row(session, ballot, actor)
    if voter is None:
        raise DomainError("not_on_the_roll")
    if len(ballot_box.normal_receipt(receipt)) != ballot_box.RECEIPT_LENGTH:
        raise DomainError("receipt_is_malformed")
    ballot_items.require_whole(ballot, choices)
    sealed = ballot_rolls.sealed_count(session, ballot)
    # One narrow update decides: of fifty identical posts one changes a row, the others find nothing to change.
    marked = session.execute(update(BallotVoter).where(
        BallotVoter.ballot_id == ballot.id, BallotVoter.membership_id == voter.membership_id,
        BallotVoter.has_voted.is_(False)).values(has_voted=True).execution_options(synchronize_session=False))
    if marked.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("ballot_is_cast")
    terms = ballot_rolls.terms_of(session, ballot)
    box = ballot_box.add(vault.open_key(ballot.key_sealed), ballot.box or b"", terms, sealed,
                         choices=[choices[item.id] for item in ballot.items], receipt=receipt)
    replaced = session.execute(update(Ballot).where(
        Ballot.id == ballot.id, Ballot.state == BallotState.OPEN, Ballot.box == ballot.box).values(
        box=box).execution_options(synchronize_session=False))
    if replaced.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("ballot_is_closed")
    session.expire(ballot)
    session.expire(voter)


def _locked(session: Session, jury: Jury, number: int) -> Ballot:
    """The open ballot, held until the transaction ends: votes go into the box one after the other."""
    ballot = session.scalars(select(Ballot).where(
        Ballot.jury_id == jury.id, Ballot.number == number).with_for_update().execution_options(
        populate_existing=True)).first()
    if ballot is None:
        raise NotFound("ballot_is_unknown")
    if ballot.state is not BallotState.OPEN:
        raise Conflict("ballot_is_closed")
    return ballot


def is_in_box(session: Session, ballot: Ballot, receipt: str, *, vault: Vault) -> bool:
    """Whether a receipt's ballot is in the box, or was when it was counted."""
    if ballot.state is not BallotState.OPEN:
        return ballot_box.receipt_hash(receipt) in ballot.receipts
    terms, sealed = ballot_rolls.terms_of(session, ballot), ballot_rolls.sealed_count(session, ballot)
    return ballot_box.holds(vault.open_key(ballot.key_sealed), ballot.box or b"", terms, sealed, receipt)


def count_ballot(session: Session, jury: Jury, number: int, *, vault: Vault, actor: Actor, now: datetime,
                 reason: str | None = None) -> Ballot:
    """Open the box, count it once, keep totals only and destroy box and key. Announces `ballot_counted`.

    Everybody has voted, or the chair gives a `reason` for closing early; the quorum must be reached. When the
    box does not hold what the roll says, nothing is counted: the ballot ends as `damaged`, in public.
    Raises `ballot_is_closed`, `reason_is_missing`, `quorum_is_not_reached`.
    """
    actor.require(*CHAIRS)
    proposals.lock(session, jury)
    ballot = _locked(session, jury, number)
    sealed = ballot_rolls.sealed_count(session, ballot)
    if sealed < ballot.quorum:
        raise DomainError("quorum_is_not_reached", sealed=sealed, quorum=ballot.quorum)
    if sealed < ballot.voters and not (reason or "").strip():
        raise DomainError("reason_is_missing")
    key = vault.open_key(ballot.key_sealed)  # a wrong secret refuses here and destroys nothing
    try:
        counts, receipts = ballot_box.count(key, ballot.box or b"", ballot_rolls.terms_of(session, ballot), sealed)
    except BoxIsDamaged:
        _end(session, ballot, BallotState.DAMAGED, now=now, reason=reason)
        ballot_items.release(session, ballot)
    else:
        _end(session, ballot, BallotState.COUNTED, now=now, reason=reason, receipts=receipts)
        ballot_items.enter(ballot, counts)
    _publish(session, jury, ballot, RoomEventKind.BALLOT_COUNTED, actor=actor, now=now)
    return ballot


def annul_ballot(session: Session, jury: Jury, number: int, reason: str, *, actor: Actor, now: datetime) -> Ballot:
    """End a ballot without opening the box; the proposals become drafts again. Raises `reason_is_missing`."""
    actor.require(*CHAIRS)
    if not reason.strip():
        raise DomainError("reason_is_missing")
    proposals.lock(session, jury)
    ballot = _locked(session, jury, number)
    _end(session, ballot, BallotState.ANNULLED, now=now, reason=reason)
    ballot_items.release(session, ballot)
    _publish(session, jury, ballot, RoomEventKind.BALLOT_COUNTED, actor=actor, now=now)
    return ballot


def _end(session: Session, ballot: Ballot, state: BallotState, *, now: datetime, reason: str | None,
         receipts: list[str] | None = None) -> None:
    """Close for good: whoever is first wins, and what was sealed is gone in the same statement."""
    ended = session.execute(update(Ballot).where(Ballot.id == ballot.id, Ballot.state == BallotState.OPEN).values(
        state=state, box=None, key_sealed=None, receipts=receipts or [], counted_at=now,
        reason=(reason or "").strip() or None).execution_options(synchronize_session=False))
    if ended.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("ballot_is_closed")
    session.refresh(ballot)


def _publish(session: Session, jury: Jury, ballot: Ballot, kind: RoomEventKind, *, actor: Actor,
             now: datetime) -> None:
    """Tell the room and the public record; the record of an open ballot says how many may vote, never how many have."""
    session.flush()
    room_news.tell_room(session, jury, kind, actor=actor, data={"ballot": ballot.number}, now=now)
    what = "ballot_opened" if ballot.state is BallotState.OPEN else f"ballot_{ballot.state.value}"
    records.add_entry(session, jury.id, what, public_facts(ballot), now=now)


def public_facts(ballot: Ballot) -> dict[str, Any]:
    """What the public record holds of a ballot; after the count, the totals."""
    items = [{"kind": item.proposal.kind.value, "number": item.proposal.number, "version": item.proposal_version,
              **({"yes": item.yes, "no": item.no, "abstain": item.abstain} if item.yes is not None else {})}
             for item in ballot.items]
    special = {"method": ballot.method.value} if ballot.method is not BallotMethod.YES_NO else {}
    special |= {"again": ballot.again_reason} if ballot.again_reason else {}
    return {"number": ballot.number, "voters": ballot.voters, "threshold": ballot.threshold, "quorum": ballot.quorum,
            "items": items, "reason": ballot.reason or "", **special}
