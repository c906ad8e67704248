"""The advocates' review: a frozen copy, a window that closes by itself, answers with reasons, a lasting difference."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.evidence import CommentAnswer
from app.domain.roles import Role
from app.models import DraftReview, Jury
from app.services import records
from app.services.accounts import memberships, people
from app.services.verdict import draft_reviews, proposals, review_comments
from app.services.verdict.proposals import ProposalTexts
from tests.cast import Cast, jury_of
from tests.evidence import propose
from tests.room import Sitting, open_room


@pytest.fixture
def sitting(session: Session, cast: Cast, now: datetime) -> Sitting:
    return open_room(session, cast, now)


def signature(sitting: Sitting, who: str, after: int = 0) -> dict[str, Any]:
    return {name: value for name, value in sitting.by(who, after=after).items() if name != "command_id"}


def jury(sitting: Sitting) -> Jury:
    return jury_of(sitting.session, sitting.cast)


def open_window(sitting: Sitting, hours: float = 24) -> DraftReview:
    return draft_reviews.open_review(sitting.session, jury(sitting), sitting.now + timedelta(hours=hours),
                                     **signature(sitting, "facilitator"))


def comment(sitting: Sitting, review: DraftReview, text: str = "Who pays?", after: int = 60, **who: Any) -> int:
    return review_comments.comment(sitting.session, jury(sitting), review.clauses[0].id, text, page_language="en",
                                   **(who or signature(sitting, "expert", after))).id


def test_the_copy_is_frozen_and_its_fingerprint_public(sitting: Sitting) -> None:
    proposal = propose(sitting)
    review = open_window(sitting)
    before = draft_reviews.fingerprint_of(review)
    number = comment(sitting, review)
    proposals.edit(sitting.session, jury(sitting), proposal.id,
                   ProposalTexts({"en": "Meters first"}, {"en": "Install meters; the city pays."}, {}), version=1,
                   **signature(sitting, "juror"))
    assert review.clauses[0].body == {"en": "Install meters in every house."}
    assert draft_reviews.fingerprint_of(review) == before
    entry = next(row for row in records.entries_of(sitting.session, sitting.cast.jury_id)
                 if row.kind == "draft_review_opened")
    assert entry.data["sha256"] == before
    review_comments.answer(sitting.session, jury(sitting), number, CommentAnswer.ACCEPTED, "The city pays.",
                           **signature(sitting, "facilitator"))
    found = review_comments.report(sitting.session, review)[0]
    assert found.is_changed
    assert (found.body, found.comments[0].reason) == ({"en": "Install meters; the city pays."}, "The city pays.")


def test_the_window_closes_by_itself(sitting: Sitting) -> None:
    propose(sitting)
    review = open_window(sitting, hours=1)
    comment(sitting, review, after=3599)
    with pytest.raises(Conflict, match="review_is_closed"):
        comment(sitting, review, after=3600)
    assert draft_reviews.open_review_of(sitting.session, jury(sitting), now=sitting.now + timedelta(hours=1)) is None


def test_one_window_at_a_time_with_a_draft_and_a_sensible_end(sitting: Sitting) -> None:
    with pytest.raises(DomainError, match="review_needs_a_draft"):
        open_window(sitting)
    propose(sitting)
    for hours in (0.5, 24 * 31):
        with pytest.raises(DomainError, match="review_needs_time"):
            open_window(sitting, hours)
    open_window(sitting)
    with pytest.raises(Conflict, match="review_is_open"):
        open_window(sitting)
    draft_reviews.close_review(sitting.session, jury(sitting), **signature(sitting, "facilitator"))
    assert open_window(sitting).number == 2


def test_a_later_comment_replaces_the_own_one_until_it_is_answered(sitting: Sitting) -> None:
    propose(sitting)
    review = open_window(sitting)
    first, second = comment(sitting, review, "One."), comment(sitting, review, "Two.")
    assert first == second
    with pytest.raises(DomainError, match="reason_is_missing"):
        review_comments.answer(sitting.session, jury(sitting), first, CommentAnswer.DECLINED, " ",
                               **signature(sitting, "facilitator"))
    review_comments.answer(sitting.session, jury(sitting), first, CommentAnswer.DECLINED, "Heard before.",
                           **signature(sitting, "facilitator"))
    with pytest.raises(Conflict, match="comment_is_answered"):
        comment(sitting, review, "Three.")


def test_votes_are_sums_and_change(sitting: Sitting) -> None:
    propose(sitting)
    review = open_window(sitting)
    number = comment(sitting, review)
    for who, choice in (("juror", CommentAnswer.DECLINED), ("juror", CommentAnswer.ACCEPTED),
                        ("second_juror", CommentAnswer.ACCEPTED)):
        review_comments.vote(sitting.session, jury(sitting), number, choice, actor=sitting.by(who)["actor"])
    found = review_comments.report(sitting.session, review)[0].comments[0]
    assert (found.would_accept, found.would_decline) == (2, 0)
    for who in ("expert", "facilitator", "observer", "organizer"):
        with pytest.raises(Forbidden):
            review_comments.vote(sitting.session, jury(sitting), number, CommentAnswer.DECLINED,
                                 actor=sitting.by(who)["actor"])


def test_a_witness_touches_only_the_own_comment(sitting: Sitting) -> None:
    propose(sitting)
    review = open_window(sitting)
    number = comment(sitting, review)
    person = people.add_person(sitting.session, "Other Expert", now=sitting.now)
    other = memberships.join(sitting.session, jury(sitting), person, Role.EXPERT, now=sitting.now)
    actor = type(sitting.by("expert")["actor"])(person.id, sitting.cast.jury_id, {Role.EXPERT: other.id})
    with pytest.raises(NotFound, match="comment_is_gone"):
        review_comments.take_back(sitting.session, jury(sitting), number, actor=actor, now=sitting.now)
    assert review_comments.own_comments(sitting.session, jury(sitting), other.id) == []
    for who in ("juror", "facilitator", "observer", "organizer", "outsider"):
        with pytest.raises(Forbidden):
            comment(sitting, review, **signature(sitting, who))
    review_comments.take_back(sitting.session, jury(sitting), number, **signature(sitting, "expert"))
    assert review_comments.report(sitting.session, review)[0].comments == ()


@pytest.mark.parametrize("who", ["juror", "expert", "organizer", "overseer", "outsider"])
def test_only_the_facilitator_opens_and_answers(sitting: Sitting, who: str) -> None:
    propose(sitting)
    with pytest.raises(Forbidden):
        draft_reviews.open_review(sitting.session, jury(sitting), sitting.now + timedelta(hours=5),
                                  **signature(sitting, who))
    number = comment(sitting, open_window(sitting))
    with pytest.raises(Forbidden):
        review_comments.answer(sitting.session, jury(sitting), number, CommentAnswer.ACCEPTED, "x",
                               **signature(sitting, who))
