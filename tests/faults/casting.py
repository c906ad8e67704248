"""A process that votes with four writers until it is killed; run by test_ballots_killed.py.

`python -m tests.faults.casting <database url> <data folder> [ack-first]`. Every vote that the voter would be told
of is one line on standard output. `ack-first` tells the voter before the commit: the mistake that the test must find.
"""
from __future__ import annotations

import sys
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.config import Settings
from app.domain.phases import BallotState, Choice, ProposalKind
from app.domain.roles import Actor, Role
from app.models import Ballot, BallotVoter, Jury, Membership
from app.services.accounts import actors
from app.services.verdict import ballot_box, ballots, proposals
from app.transaction import transaction
from tests.deliberation import NOW, words

WRITERS = 4
_speaking = Lock()


def make_app(url: str, folder: str) -> Flask:
    return create_app(Settings(environment="test", secret_key="a secret for tests only, long enough",
                               data_dir=Path(folder), database_url=url, base_url="http://localhost"))


def choice_of(ballot: int, membership_id: int) -> Choice:
    """Known beforehand, so that a counted ballot can be checked to the last vote."""
    return list(Choice)[(ballot * 7 + membership_id) % 3]


def say(*words_said: object) -> None:
    with _speaking:
        sys.stdout.write(" ".join(map(str, words_said)) + "\n")
        sys.stdout.flush()


def actor_of(session: Session, role: Role) -> Actor:
    member = session.scalars(select(Membership).where(Membership.role == role).limit(1)).one()
    return actors.actor_for(session, member.person, member.jury_id)


def the_jury(session: Session) -> Jury:
    return session.scalars(select(Jury)).one()


def open_ballot(app: Flask) -> int:
    """The number of the open ballot; a new one when all are counted."""
    with app.app_context(), transaction() as session:
        number = session.scalar(select(Ballot.number).where(Ballot.state == BallotState.OPEN))
        if number is not None:
            return number
        made = proposals.propose(session, the_jury(session), ProposalKind.FINDING, words("x"), now=NOW,
                                 actor=actor_of(session, Role.JUROR))
        return ballots.open_ballot(session, the_jury(session), [made.id], vault=app.extensions["alqa.vault"], now=NOW,
                                   actor=actor_of(session, Role.FACILITATOR)).number


def waiting(app: Flask, number: int) -> SimpleQueue[int]:
    """Who has not voted yet."""
    queue: SimpleQueue[int] = SimpleQueue()
    with app.app_context(), transaction() as session:
        for membership_id in session.scalars(select(BallotVoter.membership_id).join(Ballot).where(
                Ballot.number == number, BallotVoter.has_voted.is_(False))):
            queue.put(membership_id)
    return queue


def write(app: Flask, number: int, queue: SimpleQueue[int], is_ack_first: bool) -> None:
    with app.app_context():
        while True:
            try:
                membership_id = queue.get_nowait()
            except Empty:
                return
            if is_ack_first:
                say("vote", number, membership_id)
                time.sleep(0.02)
            with transaction() as session:
                vote(app, session, number, membership_id)
            if not is_ack_first:
                say("vote", number, membership_id)


def vote(app: Flask, session: Session, number: int, membership_id: int) -> None:
    jury = the_jury(session)
    ballot = ballots.find_ballot(session, jury, number)
    voter = actors.actor_for(session, session.get_one(Membership, membership_id).person, jury.id)
    ballots.cast_ballot(session, jury, number, {item.id: choice_of(number, membership_id) for item in ballot.items},
                        receipt=ballot_box.new_receipt(), vault=app.extensions["alqa.vault"], actor=voter)


def run(app: Flask, is_ack_first: bool) -> None:
    while True:
        number = open_ballot(app)
        queue = waiting(app, number)
        threads = [Thread(target=write, args=(app, number, queue, is_ack_first)) for _ in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with app.app_context(), transaction() as session:
            ballots.count_ballot(session, the_jury(session), number, vault=app.extensions["alqa.vault"], now=NOW,
                                 actor=actor_of(session, Role.FACILITATOR))
        say("counted", number)


if __name__ == "__main__":
    run(make_app(sys.argv[1], sys.argv[2]), "ack-first" in sys.argv[3:])
