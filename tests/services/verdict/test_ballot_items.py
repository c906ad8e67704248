"""Approval among options, voting again with a reason, corrections, and the practice vote."""
from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.phases import BallotMethod, BallotState, Choice, ProposalState
from app.models import Ballot, PracticeBallot, PracticeVoter
from app.services import records
from app.services.stage_checks import ballots_are_counted
from app.services.vault import Vault
from app.services.verdict import ballot_box, ballot_items, ballots, practice_ballots, proposals, verdict_documents
from tests.cast import Cast, actor, jury_of
from tests.deliberation import NOW, adopt, juror_actors, propose, sit, vault_of, vote_all

YES, NO, ABSTAIN = Choice.YES, Choice.NO, Choice.ABSTAIN


@pytest.fixture
def vault(app: Flask) -> Vault:
    return vault_of(app)


def open_again(session: Session, cast: Cast, vault: Vault, ids: list[int], who: str = "facilitator",
               **more: object) -> Ballot:
    return ballots.open_ballot(session, jury_of(session, cast), ids, vault=vault, actor=actor(session, cast, who),
                               now=NOW, **more)


def approve(session: Session, cast: Cast, vault: Vault, marks: list[tuple[Choice, ...]]) -> Ballot:
    """Open options, one more than needed, and let each juror mark them; `marks` by juror."""
    sit(session, cast)
    ids = [propose(session, cast, f"Option {number}").id for number in range(len(marks[0]))]
    ballot = open_again(session, cast, vault, ids, method=BallotMethod.APPROVAL)
    for voter, given in zip(juror_actors(session, cast), marks, strict=True):
        ballots.cast_ballot(session, jury_of(session, cast), 1, dict(zip(
            [item.id for item in ballot.items], given, strict=True)), receipt=ballot_box.new_receipt(), vault=vault,
            actor=voter)
    return count(session, cast, vault, 1)


def count(session: Session, cast: Cast, vault: Vault, number: int) -> Ballot:
    return ballots.count_ballot(session, jury_of(session, cast), number, vault=vault, now=NOW,
                                actor=actor(session, cast, "facilitator"))


@pytest.mark.parametrize(("marks", "adopted"), [
    ([(YES, YES, NO), (YES, NO, NO), (YES, YES, NO)], [True, False, False]),  # 3 of 3; 4/5 of three jurors are three
    ([(YES, YES, NO), (YES, YES, NO), (YES, YES, NO)], [False, False, False]),  # equal: none
    ([(YES, NO, NO), (YES, NO, NO), (NO, NO, NO)], [False, False, False]),  # the most, but too few
    ([(ABSTAIN,) * 3, (YES, NO, NO), (YES, NO, NO)], [False, False, False]),  # abstaining is not agreeing
])
def test_of_several_options_the_one_with_most_approvals_wins(
        session: Session, cast: Cast, vault: Vault, marks: list[tuple[Choice, ...]], adopted: list[bool]) -> None:
    assert [item.is_adopted for item in approve(session, cast, vault, marks).items] == adopted


def test_a_vote_by_approval_has_options_and_abstains_as_a_whole(session: Session, cast: Cast, vault: Vault) -> None:
    sit(session, cast)
    one = propose(session, cast, "Only")
    with pytest.raises(DomainError, match="approval_needs_options"):
        open_again(session, cast, vault, [one.id], method=BallotMethod.APPROVAL)
    with pytest.raises(DomainError, match="choice_is_missing"):
        approve(session, cast, vault, [(YES, ABSTAIN), (YES, NO), (YES, NO)])


def test_the_method_is_sealed_with_the_box(session: Session, cast: Cast, vault: Vault) -> None:
    sit(session, cast)
    ids = [propose(session, cast, title).id for title in ("A", "B")]
    ballot = open_again(session, cast, vault, ids, method=BallotMethod.APPROVAL)
    vote_all(session, cast, ballot, [YES, YES, YES], vault=vault)
    session.execute(update(Ballot).where(Ballot.id == ballot.id).values(method=BallotMethod.YES_NO))
    session.expire_all()
    assert count(session, cast, vault, 1).state is BallotState.DAMAGED


def test_voting_again_needs_a_public_reason_and_the_last_result_counts(session: Session, cast: Cast,
                                                                       vault: Vault) -> None:
    sit(session, cast)
    proposal_id = adopt(session, cast, vault, "Water").items[0].proposal_id
    with pytest.raises(DomainError, match="again_without_reason"):
        open_again(session, cast, vault, [proposal_id], again_reason="  ")
    ballot = open_again(session, cast, vault, [proposal_id], again_reason="One voter was cut off")
    assert ballot.items[0].proposal.state is ProposalState.ON_BALLOT
    vote_all(session, cast, ballot, [YES, NO, NO], vault=vault)
    count(session, cast, vault, 2)
    entry = [entry.data for entry in records.entries_of(session, cast.jury_id) if entry.kind == "ballot_opened"][-1]
    assert entry["again"] == "One voter was cut off"
    counted = ballots.ballots_of(session, jury_of(session, cast))
    items = verdict_documents._items(session, jury_of(session, cast), counted)
    assert [(item.ballot, item.yes, item.is_adopted) for item in items] == [(2, 1, False)]


def test_a_second_ballot_that_is_annulled_leaves_the_first_result(session: Session, cast: Cast, vault: Vault) -> None:
    sit(session, cast)
    proposal_id = adopt(session, cast, vault, "Water").items[0].proposal_id
    ballot = open_again(session, cast, vault, [proposal_id], again_reason="A mistake")
    ballots.annul_ballot(session, jury_of(session, cast), 2, "Not needed", now=NOW,
                         actor=actor(session, cast, "facilitator"))
    assert ballot.items[0].proposal.state is ProposalState.ADOPTED


def test_a_correction_is_voted_on_before_the_deliberation_ends(session: Session, cast: Cast, vault: Vault) -> None:
    sit(session, cast)
    jury = jury_of(session, cast)
    proposal_id = adopt(session, cast, vault, "Water").items[0].proposal_id
    for who in ("juror", "expert", "overseer", "observer"):
        with pytest.raises(Forbidden):
            ballot_items.reopen(session, jury, proposal_id, "x", actor=actor(session, cast, who), now=NOW)
    chair = actor(session, cast, "facilitator")
    with pytest.raises(DomainError, match="reason_is_missing"):
        ballot_items.reopen(session, jury, proposal_id, " ", actor=chair, now=NOW)
    ballot_items.reopen(session, jury, proposal_id, "A wrong number", actor=chair, now=NOW)
    with pytest.raises(Conflict, match="item_is_not_voted"):
        ballot_items.reopen(session, jury, proposal_id, "again", actor=chair, now=NOW)
    assert [fault.code for fault in ballots_are_counted(session, jury)] == ["correction_is_not_voted"]
    ballot = open_again(session, cast, vault, [proposal_id], again_reason="A wrong number")
    vote_all(session, cast, ballot, [YES] * 3, vault=vault)
    count(session, cast, vault, 2)
    assert ballots_are_counted(session, jury) == []
    assert proposals.find_proposal(session, jury, proposal_id).state is ProposalState.ADOPTED


# Practice


def practise(session: Session, cast: Cast, vault: Vault, choices: list[Choice]) -> None:
    jury = jury_of(session, cast)
    for voter, choice in zip(juror_actors(session, cast), choices, strict=False):
        practice_ballots.cast(session, jury, choice, receipt=ballot_box.new_receipt(), vault=vault, actor=voter)


def test_practice_goes_the_same_way_and_leaves_nothing(session: Session, cast: Cast, vault: Vault) -> None:
    jury, chair = sit(session, cast), actor(session, cast, "facilitator")
    entries = len(records.entries_of(session, jury.id))
    practice_ballots.begin(session, jury, vault=vault, actor=chair, now=NOW)
    with pytest.raises(Conflict, match="practice_is_open"):
        practice_ballots.begin(session, jury, vault=vault, actor=chair, now=NOW)
    practise(session, cast, vault, [YES, NO])
    with pytest.raises(Conflict, match="ballot_is_cast"):
        practise(session, cast, vault, [NO])
    with pytest.raises(DomainError, match="quorum_is_not_reached"):
        practice_ballots.count(session, jury, vault=vault, actor=chair)
    practice_ballots.cast(session, jury, YES, receipt=ballot_box.new_receipt(), vault=vault,
                          actor=juror_actors(session, cast)[2])
    found = practice_ballots.count(session, jury, vault=vault, actor=chair)
    assert (found.yes, found.no, found.abstain, found.box, found.key_sealed) == (2, 1, 0, None, None)
    with pytest.raises(NotFound, match="practice_is_over"):
        practice_ballots.count(session, jury, vault=vault, actor=chair)
    assert practice_ballots.throw_away(session, jury, actor=chair, now=NOW)
    assert not practice_ballots.throw_away(session, jury, actor=chair, now=NOW)
    row = session.scalars(select(PracticeBallot)).one()
    assert (row.yes, row.no, row.abstain) == (None, None, None)
    assert session.scalars(select(PracticeVoter)).all() == []
    assert len(records.entries_of(session, jury.id)) == entries  # practice is no decision


def test_practice_is_for_the_same_people_as_in_earnest(session: Session, cast: Cast, vault: Vault) -> None:
    jury = sit(session, cast)
    for who in ("juror", "overseer", "expert", "observer", "commissioner"):
        for act in (lambda who=who: practice_ballots.begin(session, jury, vault=vault, now=NOW,
                                                           actor=actor(session, cast, who)),
                    lambda who=who: practice_ballots.count(session, jury, vault=vault,
                                                           actor=actor(session, cast, who)),
                    lambda who=who: practice_ballots.throw_away(session, jury, now=NOW,
                                                                actor=actor(session, cast, who))):
            with pytest.raises(Forbidden):
                act()
    practice_ballots.begin(session, jury, vault=vault, actor=actor(session, cast, "facilitator"), now=NOW)
    with pytest.raises(Forbidden):
        practice_ballots.cast(session, jury, YES, receipt=ballot_box.new_receipt(), vault=vault,
                              actor=actor(session, cast, "facilitator"))


def test_a_ballot_in_earnest_throws_practice_away(session: Session, cast: Cast, vault: Vault) -> None:
    jury = sit(session, cast)
    practice_ballots.begin(session, jury, vault=vault, actor=actor(session, cast, "facilitator"), now=NOW)
    practise(session, cast, vault, [YES])
    open_again(session, cast, vault, [propose(session, cast, "Water").id])
    assert practice_ballots.present_practice(session, jury) is None
