"""The advocates' review window: for a set time witnesses of every side read a frozen copy of the draft and comment.

The copy is all that a witness ever sees of the deliberation: not who wrote what, not what others comment, not what the
jury says of it, and nothing at all once the window is closed but the own comments and their answers.
"""
from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.phases import ProposalState
from app.domain.roles import Actor, Role
from app.domain.room_events import RoomEventKind
from app.models import DraftReview, Jury, Proposal, ReviewClause, ReviewComment
from app.services import records
from app.services.room import room_news
from app.services.verdict import proposals
from sortition.canonical import canonical

SHORTEST, LONGEST = timedelta(minutes=59), timedelta(days=30)


def open_review(session: Session, jury: Jury, due_at: datetime, *, actor: Actor, now: datetime) -> DraftReview:
    """Freeze a copy of every draft and let the witnesses in until `due_at`. Its fingerprint goes into the record.

    Raises `review_is_open`, `review_needs_a_draft`, `review_needs_time`, `jury_is_not_deliberating`.
    """
    actor.require(Role.FACILITATOR)
    _check_time(due_at, now)
    proposals.lock(session, jury)
    proposals.require_deliberation(jury)
    if open_review_of(session, jury, now=now) is not None:
        raise Conflict("review_is_open")
    drafts = [row for row in proposals.proposals_of(session, jury) if row.state is ProposalState.DRAFT]
    if not drafts:
        raise DomainError("review_needs_a_draft")
    last = session.scalar(select(func.max(DraftReview.number)).where(DraftReview.jury_id == jury.id)) or 0
    review = DraftReview(jury_id=jury.id, number=last + 1, opened_at=now, due_at=due_at,
                         clauses=[_clause(row) for row in drafts])
    session.add(review)
    session.flush()
    records.add_entry(session, jury.id, "draft_review_opened", {
        "review": review.number, "clauses": len(drafts), "sha256": fingerprint_of(review)}, now=now)
    tell(session, jury, review, actor=actor, now=now)
    return review


def extend_review(session: Session, jury: Jury, due_at: datetime, *, actor: Actor, now: datetime) -> DraftReview:
    """Give the witnesses more time, or less."""
    review = _running(session, jury, actor=actor, now=now)
    _check_time(due_at, now)
    review.due_at = due_at
    session.flush()
    tell(session, jury, review, actor=actor, now=now)
    return review


def close_review(session: Session, jury: Jury, *, actor: Actor, now: datetime) -> DraftReview:
    """Close the window before its time. By its deadline it closes by itself."""
    review = _running(session, jury, actor=actor, now=now)
    review.closed_at = now
    session.flush()
    comments = sum(len(clause.comments) for clause in review.clauses)
    records.add_entry(session, jury.id, "draft_review_closed", {
        "review": review.number, "comments": comments}, now=now)
    tell(session, jury, review, actor=actor, now=now)
    return review


def is_open(review: DraftReview, now: datetime) -> bool:
    return review.closed_at is None and now < review.due_at


def reviews_of(session: Session, jury: Jury) -> list[DraftReview]:
    """All windows, the newest first."""
    return list(session.scalars(select(DraftReview).where(
        DraftReview.jury_id == jury.id).order_by(DraftReview.number.desc())))


def open_review_of(session: Session, jury: Jury, *, now: datetime) -> DraftReview | None:
    return next((review for review in reviews_of(session, jury) if is_open(review, now)), None)


def find_review(session: Session, jury: Jury, number: int) -> DraftReview:
    review = session.scalars(select(DraftReview).where(
        DraftReview.jury_id == jury.id, DraftReview.number == number)).first()
    if review is None:
        raise NotFound("review_is_gone")
    return review


def find_clause(session: Session, jury: Jury, clause_id: int) -> tuple[ReviewClause, DraftReview]:
    """A clause with its window. Raises `review_is_gone`."""
    clause = session.get(ReviewClause, clause_id)
    review = session.get_one(DraftReview, clause.review_id) if clause else None
    if clause is None or review is None or review.jury_id != jury.id:
        raise NotFound("review_is_gone")
    return clause, review


def find_comment(session: Session, jury: Jury, comment_id: int) -> tuple[ReviewComment, DraftReview]:
    """A comment with its window. Raises `comment_is_gone`."""
    comment = session.get(ReviewComment, comment_id)
    if comment is None:
        raise NotFound("comment_is_gone")
    return comment, find_clause(session, jury, comment.clause_id)[1]


def fingerprint_of(review: DraftReview) -> str:
    """SHA-256 of the frozen words in their canonical form, so that nobody can claim another draft was shown."""
    words = [{"kind": clause.kind.value, "number": clause.number, "version": clause.version, "title": clause.title,
              "body": clause.body, "why": clause.why} for clause in review.clauses]
    return hashlib.sha256(canonical(json.loads(json.dumps(words))).encode()).hexdigest()


def tell(session: Session, jury: Jury, review: DraftReview, *, actor: Actor, now: datetime) -> None:
    room_news.tell_room(session, jury, RoomEventKind.REVIEW_CHANGED, actor=actor, data={"review": review.number},
                        now=now)


def _running(session: Session, jury: Jury, *, actor: Actor, now: datetime) -> DraftReview:
    actor.require(Role.FACILITATOR)
    proposals.lock(session, jury)
    review = open_review_of(session, jury, now=now)
    if review is None:
        raise Conflict("review_is_closed")
    return review


def _check_time(due_at: datetime, now: datetime) -> None:
    if not SHORTEST <= due_at - now <= LONGEST:
        raise DomainError("review_needs_time")


def _clause(proposal: Proposal) -> ReviewClause:
    words = proposals.words_of(proposal)
    return ReviewClause(proposal_id=proposal.id, kind=proposal.kind, number=proposal.number, version=words.version,
                        title=dict(words.title), body=dict(words.body), why=dict(words.why))
