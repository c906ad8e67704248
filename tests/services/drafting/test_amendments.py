"""Amendments by those without the pen, and the scale of consensus."""
from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.domain.drafting import AmendmentState, ClausePart, Consensus, DraftChangeKind
from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.roles import Role
from app.models import Amendment, Proposal
from app.services.accounts import memberships
from app.services.drafting import amendments, consensus_checks, drafts, histories, scribes
from app.services.drafting.consensus_checks import ClauseCheck
from app.services.verdict import proposals
from tests.cast import Cast, actor, jury_of
from tests.deliberation import NOW, juror_actors, propose, sit, words

CLAUSE = "body.en"  # "Clean water: the whole text (en)"


@pytest.fixture
def proposal(session: Session, cast: Cast) -> Proposal:
    """Only the first juror writes."""
    sit(session, cast, extra_jurors=3)
    proposal = propose(session, cast, "Clean water")
    pen = [actor(session, cast, "juror").memberships[Role.JUROR]]
    scribes.choose(session, proposal, pen, actor=actor(session, cast, "facilitator"), now=NOW)
    return proposal


def amend(session: Session, cast: Cast, proposal: Proposal, text: str, who: str = "second_juror") -> Amendment:
    return amendments.propose(session, proposal, CLAUSE, text, "It is clearer", actor=actor(session, cast, who),
                              now=NOW)


def test_it_is_supported_and_taken_over_beside_later_changes(
        session: Session, cast: Cast, proposal: Proposal) -> None:
    jury, scribe = jury_of(session, cast), actor(session, cast, "juror")
    amendment = amend(session, cast, proposal, "Clean water: the whole text for all (en)")
    assert amend(session, cast, proposal, "Clean water: the whole text for all (en)").id == amendment.id
    third = actor(session, cast, "third_juror")
    assert amendments.support(session, jury, amendment.id, actor=third)
    with pytest.raises(DomainError, match="amendment_is_own"):
        amendments.support(session, jury, amendment.id, actor=actor(session, cast, "second_juror"))
    with pytest.raises(Forbidden, match="not_a_scribe"):
        amendments.take_over(session, jury, amendment.id, actor=third, now=NOW)
    proposals.edit(session, jury, proposal.id, words("Very clean water"), version=1, actor=scribe, now=NOW)
    amendments.take_over(session, jury, amendment.id, actor=scribe, now=NOW)
    assert drafts.draft_of(session, proposal).words[CLAUSE] == "Very clean water: the whole text for all (en)"
    step = histories.steps_of(session, proposal, CLAUSE)[-1]
    assert (step.kind, step.alias, step.proposed_by) == (DraftChangeKind.AMENDED, "Juror", "Second Juror")
    with pytest.raises(Conflict, match="amendment_is_decided"):
        amendments.decline(session, jury, amendment.id, "too late", actor=scribe, now=NOW)
    assert len(amendment.supporters) == 1


def test_it_is_declined_with_a_reason_or_withdrawn(session: Session, cast: Cast, proposal: Proposal) -> None:
    jury, scribe = jury_of(session, cast), actor(session, cast, "juror")
    first, second = amend(session, cast, proposal, "One"), amend(session, cast, proposal, "Two")
    with pytest.raises(DomainError, match="reason_is_missing"):
        amendments.decline(session, jury, first.id, " ", actor=scribe, now=NOW)
    amendments.decline(session, jury, first.id, "We said so above", actor=scribe, now=NOW)
    with pytest.raises(Forbidden):
        amendments.withdraw(session, jury, second.id, actor=actor(session, cast, "third_juror"))
    amendments.withdraw(session, jury, second.id, actor=actor(session, cast, "second_juror"))
    assert [first.state, second.state] == [AmendmentState.DECLINED, AmendmentState.WITHDRAWN]
    assert first.answer == "We said so above"


def test_what_collides_is_put_together_by_hand(session: Session, cast: Cast, proposal: Proposal) -> None:
    jury, scribe = jury_of(session, cast), actor(session, cast, "juror")
    amendment = amend(session, cast, proposal, "Clear water: the whole text (en)")
    proposals.edit(session, jury, proposal.id, words("Pure water"), version=1, actor=scribe, now=NOW)
    with pytest.raises(Conflict, match="amendment_collides"), session.begin_nested():
        amendments.take_over(session, jury, amendment.id, actor=scribe, now=NOW)
    session.refresh(amendment)
    assert amendment.state is AmendmentState.OPEN


@pytest.mark.parametrize("who", ["facilitator", "organizer", "expert", "overseer", "observer"])
def test_only_jurors_amend_and_answer(session: Session, cast: Cast, proposal: Proposal, who: str) -> None:
    with pytest.raises(Forbidden):
        amend(session, cast, proposal, "x", who)
    with pytest.raises(Forbidden):
        consensus_checks.answer(session, proposal, ClausePart.BODY, Consensus.LIKE_IT, "", version=1,
                                actor=actor(session, cast, who))


def test_limits(session: Session, cast: Cast, proposal: Proposal) -> None:
    present = drafts.draft_of(session, proposal).words[CLAUSE]
    for text, code in ((present, "amendment_changes_nothing"), ("x" * 2001, "clause_is_too_long")):
        with pytest.raises(DomainError, match=code):
            amend(session, cast, proposal, text)
    for number in range(amendments.MOST_OPEN):
        amend(session, cast, proposal, f"Text {number}")
    with pytest.raises(DomainError, match="too_many_amendments"):
        amend(session, cast, proposal, "One more")
    with pytest.raises(NotFound):
        amendments.find_amendment(session, jury_of(session, cast), 99_999)


def check_of(session: Session, cast: Cast, proposal: Proposal, part: ClausePart, who: str = "juror") -> ClauseCheck:
    checks = consensus_checks.checks_of(session, proposal, actor(session, cast, who))
    return next(check for check in checks if check.part is part)


def test_sums_and_wishes_wait_for_five(session: Session, cast: Cast, proposal: Proposal) -> None:
    jurors = juror_actors(session, cast)
    for place, juror in enumerate(jurors[:5]):
        check = check_of(session, cast, proposal, ClausePart.BODY)
        assert (check.answered, check.counts, check.wishes) == (place, None, [])
        consensus_checks.answer(session, proposal, ClausePart.BODY,
                                Consensus.CONCERN if place else Consensus.LOVE_IT, f"Wish {9 - place}", version=1,
                                actor=juror)
    check = check_of(session, cast, proposal, ClausePart.BODY)
    assert check.counts == {Consensus.LOVE_IT: 1, Consensus.LIKE_IT: 0, Consensus.LIVE_WITH_IT: 0,
                            Consensus.CONCERN: 4, Consensus.CANNOT_ACCEPT: 0}
    assert check.wishes == [f"Wish {number}" for number in range(5, 10)], "in no order of arrival"
    consensus_checks.answer(session, proposal, ClausePart.BODY, Consensus.LIKE_IT, "", version=1, actor=jurors[0])
    check = check_of(session, cast, proposal, ClausePart.BODY)
    assert check.answered == 5 and check.own is not None and check.own.step is Consensus.LIKE_IT
    membership = memberships.members_of(session, cast.jury_id, Role.JUROR)[-2]
    memberships.end_membership(session, jury_of(session, cast), membership.id, now=NOW,
                               actor=actor(session, cast, "organizer"))
    assert check_of(session, cast, proposal, ClausePart.BODY).counts is None, "who left no longer counts"


def test_other_words_ask_again_and_only_about_their_clause(session: Session, cast: Cast, proposal: Proposal) -> None:
    juror = actor(session, cast, "juror")
    for part in (ClausePart.TITLE, ClausePart.BODY):
        consensus_checks.answer(session, proposal, part, Consensus.LIKE_IT, "", version=1, actor=juror)
    texts = words("Clean water")
    texts.body["en"] = "Other words"
    proposals.edit(session, jury_of(session, cast), proposal.id, texts, version=1, actor=juror, now=NOW)
    assert check_of(session, cast, proposal, ClausePart.TITLE).answered == 1
    assert check_of(session, cast, proposal, ClausePart.BODY).answered == 0
    with pytest.raises(Conflict, match="clause_was_changed"):
        consensus_checks.answer(session, proposal, ClausePart.BODY, Consensus.LIKE_IT, "", version=1, actor=juror)
    consensus_checks.answer(session, proposal, ClausePart.BODY, Consensus.LIKE_IT, "", version=2, actor=juror)
