"""Comments of the witnesses on the frozen draft, the jurors' light vote on them, and the answers with reasons."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, NotFound
from app.domain.evidence import CommentAnswer
from app.domain.phases import ProposalState
from app.domain.roles import Actor, Role
from app.domain.writing import checked_text, guess_language
from app.models import CommentVote, DraftReview, Jury, Proposal, ReviewClause, ReviewComment
from app.services import records
from app.services.room import voices
from app.services.room.statements import checked_reason
from app.services.verdict import draft_reviews, proposals

MAX_LENGTH = 1500


@dataclass(frozen=True)
class CommentReport:
    """A comment as the jury sees it, and later everybody: who, for which side, what was answered and why."""

    id: int
    alias: str
    stance: dict[str, str]
    body: str
    language: str
    answer: CommentAnswer | None
    reason: str | None
    would_accept: int
    would_decline: int


@dataclass(frozen=True)
class ClauseReport:
    """The words before the review and those that count now, with the comments between."""

    clause: ReviewClause
    state: ProposalState
    version: int
    title: dict[str, str]
    body: dict[str, str]
    why: dict[str, str]
    comments: tuple[CommentReport, ...]

    @property
    def is_changed(self) -> bool:
        before = (self.clause.title, self.clause.body, self.clause.why)
        return before != (self.title, self.body, self.why)


def comment(session: Session, jury: Jury, clause_id: int, text: str, *, page_language: str, actor: Actor,
            now: datetime) -> ReviewComment:
    """Comment on one clause while the window is open; a later comment on the same clause replaces the own earlier one.

    Raises `review_is_closed`, `comment_is_answered`, `text_is_empty`, `text_is_too_long`.
    """
    membership_id = actor.require(Role.EXPERT)
    clause, review = draft_reviews.find_clause(session, jury, clause_id)
    body = checked_text(text, MAX_LENGTH)
    voices.require_voice(session, jury.id, actor=actor, now=now)
    proposals.lock(session, jury)
    _require_open(review, now)
    own = next((row for row in clause.comments if row.membership_id == membership_id), None)
    if own is not None and own.answer is not None:
        raise Conflict("comment_is_answered")
    if own is None:
        own = ReviewComment(clause_id=clause.id, membership_id=membership_id)
        clause.comments.append(own)
    own.body, own.language, own.at = body, guess_language(body, page_language), now
    session.flush()
    draft_reviews.tell(session, jury, review, actor=actor, now=now)
    return own


def take_back(session: Session, jury: Jury, comment_id: int, *, actor: Actor, now: datetime) -> None:
    """A witness takes the own comment back while the window is open and nobody has answered."""
    membership_id = actor.require(Role.EXPERT)
    found, review = draft_reviews.find_comment(session, jury, comment_id)
    if found.membership_id != membership_id:
        raise NotFound("comment_is_gone")  # a witness does not learn what others wrote
    _require_open(review, now)
    if found.answer is not None:
        raise Conflict("comment_is_answered")
    session.get_one(ReviewClause, found.clause_id).comments.remove(found)
    session.flush()
    draft_reviews.tell(session, jury, review, actor=actor, now=now)


def vote(session: Session, jury: Jury, comment_id: int, choice: CommentAnswer, *, actor: Actor) -> DraftReview:
    """A juror says lightly what to do with a comment; it can be changed until the comment is answered."""
    membership_id = actor.require(Role.JUROR)
    found, review = draft_reviews.find_comment(session, jury, comment_id)
    proposals.lock(session, jury)
    proposals.require_deliberation(jury)
    session.refresh(found, ["answer"])
    if found.answer is not None:
        raise Conflict("comment_is_answered")
    session.merge(CommentVote(comment_id=found.id, membership_id=membership_id, choice=choice))
    session.flush()
    return review


def answer(session: Session, jury: Jury, comment_id: int, given: CommentAnswer, reason: str, *, actor: Actor,
           now: datetime) -> DraftReview:
    """The facilitator records what the jury makes of a comment, and why. It can be corrected while the jury sits."""
    actor.require(Role.FACILITATOR)
    found, review = draft_reviews.find_comment(session, jury, comment_id)
    why = checked_reason(reason)
    proposals.lock(session, jury)
    proposals.require_deliberation(jury)
    found.answer, found.reason, found.answered_at = given, why, now
    records.add_entry(session, jury.id, "comment_answered", {
        "review": review.number, "comment": found.id, "answer": given.value}, now=now)
    draft_reviews.tell(session, jury, review, actor=actor, now=now)
    return review


def own_comments(session: Session, jury: Jury, membership_id: int) -> list[tuple[ReviewComment, ReviewClause]]:
    """All that a witness keeps after the window: the own comments with the answers."""
    rows = session.execute(select(ReviewComment, ReviewClause).join(
        ReviewClause, ReviewClause.id == ReviewComment.clause_id).join(
        DraftReview, DraftReview.id == ReviewClause.review_id).where(
        DraftReview.jury_id == jury.id, ReviewComment.membership_id == membership_id).order_by(ReviewComment.id))
    return [(row[0], row[1]) for row in rows]


def own_votes(session: Session, review: DraftReview, membership_id: int) -> dict[int, CommentAnswer]:
    """Comment → what this juror would do with it."""
    ids = [row.id for clause in review.clauses for row in clause.comments]
    rows = session.execute(select(CommentVote.comment_id, CommentVote.choice).where(
        CommentVote.comment_id.in_(ids), CommentVote.membership_id == membership_id))
    return {row[0]: row[1] for row in rows}


def report(session: Session, review: DraftReview) -> list[ClauseReport]:
    """What the review changed: every clause before and now, every comment with its answer."""
    ids = [row.id for clause in review.clauses for row in clause.comments]
    counts = {(row[0], row[1]): row[2] for row in session.execute(
        select(CommentVote.comment_id, CommentVote.choice, func.count()).where(
            CommentVote.comment_id.in_(ids)).group_by(CommentVote.comment_id, CommentVote.choice))}
    return [_clause_report(session, clause, counts) for clause in review.clauses]


def _clause_report(session: Session, clause: ReviewClause,
                   counts: dict[tuple[int, CommentAnswer], int]) -> ClauseReport:
    proposal = session.get_one(Proposal, clause.proposal_id)
    words = proposals.words_of(proposal)
    return ClauseReport(clause, proposal.state, words.version, dict(words.title), dict(words.body), dict(words.why),
                        tuple(_comment_report(row, counts) for row in clause.comments))


def _comment_report(row: ReviewComment, counts: dict[tuple[int, CommentAnswer], int]) -> CommentReport:
    witness = row.membership.witness
    return CommentReport(
        row.id, row.membership.alias, dict(witness.stance) if witness else {}, row.body, row.language, row.answer,
        row.reason, counts.get((row.id, CommentAnswer.ACCEPTED), 0), counts.get((row.id, CommentAnswer.DECLINED), 0))


def _require_open(review: DraftReview, now: datetime) -> None:
    if not draft_reviews.is_open(review, now):
        raise Conflict("review_is_closed")
