"""The practice vote: the same sealed box, the same steps, about nothing that matters, thrown away afterwards."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.phases import Choice
from app.domain.roles import Actor, Role
from app.models import Jury, PracticeBallot, PracticeVoter
from app.services.accounts import memberships
from app.services.vault import Vault
from app.services.verdict import ballot_box, proposals
from app.services.verdict.ballot_box import Terms

CHAIRS = (Role.FACILITATOR, Role.ORGANIZER)
FEWEST = 3  # as in earnest: of two, each would know how the other voted
_ONE_ITEM = ((0, 1),)  # no proposal has the number 0


def present_practice(session: Session, jury: Jury) -> PracticeBallot | None:
    """The practice vote that has not been thrown away yet."""
    return session.scalars(select(PracticeBallot).where(
        PracticeBallot.jury_id == jury.id, PracticeBallot.thrown_at.is_(None))).first()


def begin(session: Session, jury: Jury, *, vault: Vault, actor: Actor, now: datetime) -> PracticeBallot:
    """Seal an empty box for all present jurors. Raises `practice_is_open`, `too_few_voters`."""
    actor.require(*CHAIRS)
    proposals.lock(session, jury)
    proposals.require_deliberation(jury)
    if present_practice(session, jury) is not None:
        raise Conflict("practice_is_open")
    jurors = memberships.members_of(session, jury.id, Role.JUROR)
    if len(jurors) < FEWEST:
        raise DomainError("too_few_voters", needed=FEWEST)
    practice = PracticeBallot(jury_id=jury.id, key_sealed=vault.new_sealed_key(), opened_at=now, voters=[
        PracticeVoter(membership_id=juror.id, has_voted=False) for juror in jurors])
    session.add(practice)
    session.flush()
    practice.box = ballot_box.empty_box(vault.open_key(practice.key_sealed), _terms(practice))
    session.flush()
    return practice


def _terms(practice: PracticeBallot) -> Terms:
    """Never those of a ballot in earnest: the number is negative."""
    return Terms(-practice.id, tuple(sorted(row.membership_id for row in practice.voters)), _ONE_ITEM, 1, FEWEST)


def own_row(practice: PracticeBallot | None, actor: Actor) -> PracticeVoter | None:
    membership_id = actor.memberships.get(Role.JUROR)
    rows = practice.voters if practice else []
    return next((row for row in rows if row.membership_id == membership_id), None)


def sealed_count(practice: PracticeBallot) -> int:
    return sum(row.has_voted for row in practice.voters)


def cast(session: Session, jury: Jury, choice: Choice, *, receipt: str, vault: Vault, actor: Actor) -> None:
    """Seal a vote for practice. Raises `practice_is_over`, `not_on_the_roll`, `ballot_is_cast`."""
    actor.require(Role.JUROR)
    practice = _locked(session, jury)
    row = own_row(practice, actor)
    if row is None:
        raise DomainError("not_on_the_roll")
    sealed = sealed_count(practice)
    marked = session.execute(update(PracticeVoter).where(
        PracticeVoter.practice_ballot_id == practice.id, PracticeVoter.membership_id == row.membership_id,
        PracticeVoter.has_voted.is_(False)).values(has_voted=True).execution_options(synchronize_session=False))
    if marked.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("ballot_is_cast")
    practice.box = ballot_box.add(vault.open_key(practice.key_sealed), practice.box or b"", _terms(practice), sealed,
                                  choices=[choice], receipt=receipt)
    session.flush()
    session.expire(row)


def _locked(session: Session, jury: Jury) -> PracticeBallot:
    """The open practice box, held until the transaction ends."""
    practice = session.scalars(select(PracticeBallot).where(
        PracticeBallot.jury_id == jury.id, PracticeBallot.thrown_at.is_(None),
    ).with_for_update(of=PracticeBallot).execution_options(populate_existing=True)).first()
    if practice is None or practice.box is None:
        raise NotFound("practice_is_over")
    return practice


def count(session: Session, jury: Jury, *, vault: Vault, actor: Actor) -> PracticeBallot:
    """Open the box once; only totals are left. Raises `practice_is_over`, `quorum_is_not_reached`."""
    actor.require(*CHAIRS)
    practice = _locked(session, jury)
    sealed = sealed_count(practice)
    if sealed < FEWEST:
        raise DomainError("quorum_is_not_reached", sealed=sealed, quorum=FEWEST)
    counts, _receipts = ballot_box.count(
        vault.open_key(practice.key_sealed), practice.box or b"", _terms(practice), sealed)
    practice.yes, practice.no, practice.abstain = counts[0].yes, counts[0].no, counts[0].abstain
    practice.box = practice.key_sealed = None
    session.flush()
    return practice


def throw_away(session: Session, jury: Jury, *, actor: Actor, now: datetime) -> bool:
    """Forget the practice vote: box, key, roll and totals. A ballot in earnest does it too."""
    actor.require(*CHAIRS)
    practice = present_practice(session, jury)
    if practice is None:
        return False
    session.execute(delete(PracticeVoter).where(PracticeVoter.practice_ballot_id == practice.id))
    practice.box = practice.key_sealed = practice.yes = practice.no = practice.abstain = None
    practice.thrown_at = now
    session.flush()
    session.expire(practice)
    return True
