"""What the public and the desk read: lists by page, counts, and how the promise of time is kept."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app.domain.deadlines import Deadline, deadline
from app.domain.moderation import AppealState
from app.domain.suggestions import PAGE_SIZE, PUBLISHED, DeskView, Outcome, Refusal
from app.models import Jury, Submission, SubmissionAppeal
from app.services.suggestions import statement_terms
from app.services.suggestions.submissions import in_list


@dataclass(frozen=True)
class Counts:
    """How many came, wait, wait too long, and were not published, by reason. Nothing here can be switched off."""

    received: int
    waiting: int
    overdue: int
    published: int
    withdrawn: int
    refused: dict[Refusal, int]


@dataclass(frozen=True)
class Listed:
    rows: list[Submission]
    found: int
    page: int
    pages: int


def counts_of(session: Session, jury: Jury | None, *, now: datetime) -> Counts:
    mine, today = in_list(jury), statement_terms.local_day(jury, now)
    outcomes: dict[Outcome | None, int] = {row[0]: row[1] for row in session.execute(
        select(Submission.outcome, func.count()).where(mine).group_by(Submission.outcome))}
    refused: dict[Refusal | None, int] = {row[0]: row[1] for row in session.execute(
        select(Submission.refusal, func.count()).where(mine, Submission.refusal.is_not(None)).group_by(
            Submission.refusal))}
    overdue = session.scalar(select(func.count()).select_from(Submission).where(mine, _is_overdue(today))) or 0
    return Counts(
        received=sum(outcomes.values()), waiting=outcomes.get(None, 0), overdue=overdue,
        published=sum(outcomes.get(outcome, 0) for outcome in PUBLISHED),
        withdrawn=outcomes.get(Outcome.WITHDRAWN, 0),
        refused={reason: refused[reason] for reason in Refusal if reason in refused})


def _is_overdue(today: date) -> ColumnElement[bool]:
    return and_(Submission.outcome.is_(None), Submission.answer_by < today)


def published(session: Session, jury: Jury | None, page: int = 1) -> Listed:
    """With the words of their authors, the newest first."""
    return _listed(session, and_(in_list(jury), Submission.outcome.in_(PUBLISHED)), page, Submission.number.desc())


def desk(session: Session, jury: Jury | None, view: DeskView, page: int = 1, *, now: datetime) -> Listed:
    """For those who answer: what waits, the most urgent first; what was answered, the newest first."""
    today = statement_terms.local_day(jury, now)
    appealed = select(SubmissionAppeal.submission_id).where(SubmissionAppeal.state == AppealState.WAITING)
    conditions = {
        DeskView.WAITING: Submission.outcome.is_(None), DeskView.OVERDUE: _is_overdue(today),
        DeskView.APPEALED: Submission.id.in_(appealed), DeskView.ANSWERED: Submission.outcome.is_not(None)}
    is_queue = view in {DeskView.WAITING, DeskView.OVERDUE, DeskView.APPEALED}
    wanted = and_(in_list(jury), conditions[view]) if view in conditions else in_list(jury)
    return _listed(session, wanted, page, Submission.number.asc() if is_queue else Submission.number.desc())


def _listed(session: Session, wanted: ColumnElement[bool], page: int, order: object) -> Listed:
    found = session.scalar(select(func.count()).select_from(Submission).where(wanted)) or 0
    pages = max(1, -(-found // PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = session.scalars(select(Submission).where(wanted).order_by(order)  # type: ignore[arg-type]  # an SQL order
                           .limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).unique()
    return Listed(list(rows), found, page, pages)


def standing(jury: Jury | None, submission: Submission, *, now: datetime) -> Deadline:
    """How the answer stands against the promise; computed anew each time, so that nobody can hide it."""
    answered = submission.answered_at
    return deadline(submission.answer_by, statement_terms.local_day(jury, answered) if answered else None,
                    statement_terms.local_day(jury, now))
