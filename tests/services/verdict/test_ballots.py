"""Secret ballots: one vote per juror, one opening, totals only."""
from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.phases import BallotState, Choice, ProposalState
from app.domain.roles import Role
from app.domain.room_events import RoomEventKind
from app.domain.stages import Stage
from app.models import Ballot, RoomEvent
from app.services import records
from app.services.accounts import memberships
from app.services.vault import Vault
from app.services.verdict import ballot_box, ballot_rolls, ballots
from app.transaction import transaction
from tests.cast import Cast, actor, jury_of
from tests.deliberation import (
    NOW,
    adopt,
    cast_vote,
    juror_actors,
    open_ballot,
    propose,
    set_stage,
    sit,
    vault_of,
    vote_all,
)

YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN


@pytest.fixture
def vault(app: Flask) -> Vault:
    return vault_of(app)


def count(session: Session, cast: Cast, ballot: Ballot, vault: Vault, who: str = "facilitator",
          reason: str | None = None) -> Ballot:
    return ballots.count_ballot(session, jury_of(session, cast), ballot.number, vault=vault,
                                actor=actor(session, cast, who), now=NOW, reason=reason)


def test_the_roll_threshold_and_quorum_are_fixed_at_the_opening(session: Session, cast: Cast, vault: Vault) -> None:
    sit(session, cast, extra_jurors=18)
    ballot = open_ballot(session, cast, vault)
    assert (ballot.voters, ballot.threshold, ballot.quorum) == (21, 17, 14)
    assert ballot.items[0].proposal.state is ProposalState.ON_BALLOT
    memberships.end_membership(session, jury_of(session, cast), juror_actors(session, cast)[0].memberships[Role.JUROR],
                               actor=actor(session, cast, "organizer"), now=NOW)
    assert len(ballot_rolls.terms_of(session, ballot).voters) == 21


def test_a_ballot_is_counted_once_and_keeps_totals_only(session: Session, cast: Cast, vault: Vault) -> None:
    sit(session, cast, extra_jurors=2)
    ballot = open_ballot(session, cast, vault, ("Water", "Air"))
    receipts = vote_all(session, cast, ballot, [YES, YES, YES, YES, NO], vault=vault)
    count(session, cast, ballot, vault)
    assert [(item.yes, item.no, item.abstain, item.is_adopted) for item in ballot.items] == [(4, 1, 0, True)] * 2
    assert (ballot.box, ballot.key_sealed, ballot.state) == (None, None, BallotState.COUNTED)
    assert ballot.receipts == sorted(ballot_box.receipt_hash(code) for code in receipts)
    with pytest.raises(Conflict, match="ballot_is_closed"):
        count(session, cast, ballot, vault)


def test_an_item_below_the_threshold_is_not_adopted(session: Session, cast: Cast, vault: Vault) -> None:
    sit(session, cast, extra_jurors=2)
    ballot = open_ballot(session, cast, vault)
    vote_all(session, cast, ballot, [YES, YES, YES, ABSTAIN, NO], vault=vault)
    count(session, cast, ballot, vault)
    assert ballot.items[0].is_adopted is False
    assert ballot.items[0].proposal.state is ProposalState.NOT_ADOPTED


def test_a_juror_votes_once(session: Session, cast: Cast, vault: Vault) -> None:
    sit(session, cast)
    ballot = open_ballot(session, cast, vault)
    voter = juror_actors(session, cast)[0]
    cast_vote(session, cast, ballot, voter, YES, vault=vault)
    with pytest.raises(Conflict, match="ballot_is_cast"):
        cast_vote(session, cast, ballot, voter, NO, vault=vault)
    assert ballot_rolls.sealed_count(session, ballot) == 1


@pytest.mark.parametrize("who", [
    "organizer", "facilitator", "expert", "overseer", "commissioner", "observer", "outsider"])
def test_only_jurors_vote(session: Session, cast: Cast, vault: Vault, who: str) -> None:
    sit(session, cast)
    ballot = open_ballot(session, cast, vault)
    with pytest.raises(Forbidden):
        cast_vote(session, cast, ballot, actor(session, cast, who), YES, vault=vault)


@pytest.mark.parametrize("who", ["juror", "expert", "overseer", "commissioner", "observer", "outsider"])
def test_only_the_chair_opens_counts_and_annuls(session: Session, cast: Cast, vault: Vault, who: str) -> None:
    jury = sit(session, cast)
    ballot = open_ballot(session, cast, vault)
    stranger = actor(session, cast, who)
    with pytest.raises(Forbidden):
        ballots.open_ballot(session, jury, [1], vault=vault, actor=stranger, now=NOW)
    with pytest.raises(Forbidden):
        count(session, cast, ballot, vault, who)
    with pytest.raises(Forbidden):
        ballots.annul_ballot(session, jury, ballot.number, "why", actor=stranger, now=NOW)


def test_a_juror_who_came_after_the_opening_is_not_on_the_roll(session: Session, cast: Cast, vault: Vault) -> None:
    sit(session, cast)
    ballot = open_ballot(session, cast, vault)
    sit(session, cast, extra_jurors=1)
    with pytest.raises(DomainError, match="not_on_the_roll"):
        cast_vote(session, cast, ballot, juror_actors(session, cast)[-1], YES, vault=vault)


def test_every_item_needs_a_choice(session: Session, cast: Cast, vault: Vault) -> None:
    jury = sit(session, cast)
    ballot = open_ballot(session, cast, vault, ("Water", "Air"))
    with pytest.raises(DomainError, match="choice_is_missing"):
        ballots.cast_ballot(session, jury, 1, {ballot.items[0].id: YES}, receipt=ballot_box.new_receipt(), vault=vault,
                            actor=juror_actors(session, cast)[0])


def test_closing_early_needs_quorum_and_reason(session: Session, cast: Cast, vault: Vault) -> None:
    sit(session, cast, extra_jurors=3)
    ballot = open_ballot(session, cast, vault)
    voters = juror_actors(session, cast)
    for voter in voters[:3]:
        cast_vote(session, cast, ballot, voter, YES, vault=vault)
    with pytest.raises(DomainError, match="quorum_is_not_reached"):
        count(session, cast, ballot, vault, reason="late")
    cast_vote(session, cast, ballot, voters[3], YES, vault=vault)
    with pytest.raises(DomainError, match="reason_is_missing"):
        count(session, cast, ballot, vault)
    count(session, cast, ballot, vault, reason="Two jurors are ill")
    assert ballot.items[0].yes == 4
    assert ballot.items[0].is_adopted is False  # 5 of 6 were needed: who did not vote did not agree


def test_annulling_opens_nothing_and_gives_the_drafts_back(session: Session, cast: Cast, vault: Vault) -> None:
    jury = sit(session, cast)
    ballot = open_ballot(session, cast, vault)
    vote_all(session, cast, ballot, [YES, NO, YES], vault=vault)
    with pytest.raises(DomainError, match="reason_is_missing"):
        ballots.annul_ballot(session, jury, 1, " ", actor=actor(session, cast, "facilitator"), now=NOW)
    ballots.annul_ballot(session, jury, 1, "The text was wrong", actor=actor(session, cast, "facilitator"), now=NOW)
    assert (ballot.state, ballot.box, ballot.key_sealed) == (BallotState.ANNULLED, None, None)
    assert ballot.items[0].yes is None
    assert ballot.items[0].proposal.state is ProposalState.DRAFT


def test_the_room_and_the_record_are_told(session: Session, cast: Cast, vault: Vault) -> None:
    sit(session, cast)
    adopt(session, cast, vault, "Water")
    kinds = list(session.scalars(select(RoomEvent.kind).order_by(RoomEvent.seq)))
    assert kinds[-2:] == [RoomEventKind.BALLOT_OPENED, RoomEventKind.BALLOT_COUNTED]
    entry = records.entries_of(session, cast.jury_id)[-1]
    assert entry.kind == "ballot_counted"
    assert entry.data["items"][0]["yes"] == 3


def test_what_is_not_a_draft_cannot_be_voted_on_twice(session: Session, cast: Cast, vault: Vault) -> None:
    jury = sit(session, cast)
    ballot = open_ballot(session, cast, vault)
    for ids, code in (([ballot.items[0].proposal_id], "proposal_is_not_a_draft"), ([], "ballot_has_no_items"),
                      ([987], "proposal_is_not_a_draft")):
        with pytest.raises(DomainError, match=code):
            ballots.open_ballot(session, jury, ids, vault=vault, actor=actor(session, cast, "organizer"), now=NOW)


@pytest.mark.parametrize("stage", [Stage.SEATING, Stage.VERDICT, Stage.CANCELLED])
def test_ballots_belong_to_the_deliberation(session: Session, cast: Cast, vault: Vault, stage: Stage) -> None:
    sit(session, cast)
    ballot = open_ballot(session, cast, vault)
    other = propose(session, cast, "Air")
    jury = set_stage(session, cast, stage)
    with pytest.raises(Conflict, match="jury_is_not_deliberating"):
        cast_vote(session, cast, ballot, juror_actors(session, cast)[0], YES, vault=vault)
    with pytest.raises(Conflict, match="jury_is_not_deliberating"):
        ballots.open_ballot(session, jury, [other.id], vault=vault, actor=actor(session, cast, "organizer"), now=NOW)


def test_a_receipt_proves_inclusion(session: Session, cast: Cast, vault: Vault) -> None:
    sit(session, cast)
    ballot = open_ballot(session, cast, vault)
    receipts = vote_all(session, cast, ballot, [YES, NO, YES], vault=vault)
    assert all(ballots.is_in_box(session, ballot, code, vault=vault) for code in receipts)
    assert not ballots.is_in_box(session, ballot, ballot_box.new_receipt(), vault=vault)
    count(session, cast, ballot, vault)
    assert ballots.is_in_box(session, ballot, receipts[0].lower().replace("-", " "), vault=vault)
    assert not ballots.is_in_box(session, ballot, ballot_box.new_receipt(), vault=vault)


def test_two_jurors_cannot_share_a_receipt(session: Session, cast: Cast, vault: Vault) -> None:
    sit(session, cast)
    ballot = open_ballot(session, cast, vault)
    first, second, _ = juror_actors(session, cast)
    code = cast_vote(session, cast, ballot, first, YES, vault=vault)
    with pytest.raises(DomainError, match="receipt_is_taken"), session.begin_nested():
        cast_vote(session, cast, ballot, second, NO, vault=vault, receipt=code)
    assert ballot_rolls.sealed_count(session, ballot) == 1


def in_threads(app: Flask, jobs: list[Callable[[Session], None]]) -> list[str]:
    """Run each job in its own transaction at once; the codes of those refused."""
    refused: list[str] = []

    def run(job: Callable[[Session], None]) -> None:
        with app.app_context():
            try:
                with transaction() as session:
                    job(session)
            except DomainError as error:
                refused.append(error.code)

    threads = [Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_fifty_identical_posts_are_one_vote(app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction() as session:
        sit(session, cast)
        open_ballot(session, cast, vault_of(app))
    code = ballot_box.new_receipt()

    def vote(session: Session) -> None:
        ballot = ballots.find_ballot(session, jury_of(session, cast), 1)
        cast_vote(session, cast, ballot, juror_actors(session, cast)[0], YES, vault=vault_of(app), receipt=code)

    refused = in_threads(app, [vote] * 50)
    assert refused == ["ballot_is_cast"] * 49
    with app.app_context(), transaction() as session:
        assert ballot_rolls.sealed_count(session, ballots.find_ballot(session, jury_of(session, cast), 1)) == 1


def test_twenty_jurors_at_once_all_get_in(app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction() as session:
        sit(session, cast, extra_jurors=17)
        open_ballot(session, cast, vault_of(app), ("Water", "Air"))

    def vote(place: int) -> Callable[[Session], None]:
        def run(session: Session) -> None:
            ballot = ballots.find_ballot(session, jury_of(session, cast), 1)
            cast_vote(session, cast, ballot, juror_actors(session, cast)[place], NO if place < 3 else YES,
                      vault=vault_of(app))
        return run

    assert in_threads(app, [vote(place) for place in range(20)]) == []
    with app.app_context(), transaction() as session:
        counted = count(session, cast, ballots.find_ballot(session, jury_of(session, cast), 1), vault_of(app))
        assert [(item.yes, item.no) for item in counted.items] == [(17, 3)] * 2


def test_of_two_chairs_who_count_at_once_one_counts(app: Flask, cast: Cast) -> None:
    with app.app_context(), transaction() as session:
        sit(session, cast)
        vote_all(session, cast, open_ballot(session, cast, vault_of(app)), [YES] * 3, vault=vault_of(app))

    def job(who: str) -> Callable[[Session], None]:
        return lambda session: void(count(
            session, cast, ballots.find_ballot(session, jury_of(session, cast), 1), vault_of(app), who))

    assert in_threads(app, [job("facilitator"), job("organizer")] * 4) == ["ballot_is_closed"] * 7


def void(_value: object) -> None:
    """A count's result is of no interest to the thread."""
