"""The roll of a ballot: who may vote, how many have, and the terms that the box was sealed with."""
from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.roles import Actor, Role
from app.models import Ballot, BallotItem, BallotVoter
from app.services.verdict.ballot_box import Terms


def terms_of(session: Session, ballot: Ballot) -> Terms:
    """What the tables say now about who votes on what; the box holds what they said at the opening."""
    voters = session.scalars(select(BallotVoter.membership_id).where(
        BallotVoter.ballot_id == ballot.id).order_by(BallotVoter.membership_id))
    items = session.execute(select(BallotItem.proposal_id, BallotItem.proposal_version).where(
        BallotItem.ballot_id == ballot.id).order_by(BallotItem.position, BallotItem.id))
    return Terms(ballot.id, tuple(voters), tuple((row[0], row[1]) for row in items), ballot.threshold, ballot.quorum,
                 ballot.method)


def sealed_count(session: Session, ballot: Ballot) -> int:
    """How many have sealed their vote: the only number known before the opening."""
    return session.scalar(select(func.count()).select_from(BallotVoter).where(
        BallotVoter.ballot_id == ballot.id, BallotVoter.has_voted)) or 0


def own_row(session: Session, ballot: Ballot, actor: Actor) -> BallotVoter | None:
    """The actor's own line on the roll, or None when they may not vote."""
    membership_id = actor.memberships.get(Role.JUROR)
    return session.get(BallotVoter, (ballot.id, membership_id)) if membership_id is not None else None
