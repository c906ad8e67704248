"""Appeals: the author of a statement asks the overseers once, by the look-up code; one of them decides."""
from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden, NotFound
from app.domain.moderation import AppealState
from app.domain.roles import Actor, Role
from app.domain.suggestions import MOST_FOR_AN_APPEAL, Outcome
from app.domain.working_days import add_working_days
from app.domain.writing import checked_text
from app.models import Jury, Submission, SubmissionAppeal
from app.services import records
from app.services.room.reasons import checked_reason
from app.services.suggestions import statement_terms, submissions

APPEAL_DAYS = 30  # the words of what was not published are kept as long
AGAINST = (Outcome.MERGED, Outcome.PASSED_ON, Outcome.OUTSIDE, Outcome.NOT_PUBLISHED)


def why_not(submission: Submission, *, now: datetime) -> DomainError | None:
    """Why its author cannot appeal now; None when they can. Questions belong to no jury and have no overseers."""
    if submission.jury_id is None or submission.outcome not in AGAINST:
        return Conflict("nothing_to_appeal")
    if submission.appeal is not None:
        return Conflict("statement_appeal_is_made")
    answered = submission.answered_at
    if submission.erased_at is not None or answered is None or now > answered + timedelta(days=APPEAL_DAYS):
        return Conflict("statement_appeal_is_late", days=APPEAL_DAYS)
    return None


def appeal(session: Session, submission: Submission, words: str, *, now: datetime) -> SubmissionAppeal:
    """Ask the overseers. Whoever has the look-up code may.

    Raises `text_is_empty`, `text_is_too_long` and what `why_not` says.
    """
    reason = why_not(submission, now=now)
    if reason is not None:
        raise reason
    clean = checked_text(words, MOST_FOR_AN_APPEAL)
    row = SubmissionAppeal(submission_id=submission.id, against=submission.outcome, words=clean, at=now)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Conflict("statement_appeal_is_made") from None
    records.add_entry(session, submission.jury_id or 0, "public_statement_appealed", {"number": submission.number},
                      now=now)
    session.refresh(submission)
    return row


def waiting(session: Session, jury: Jury) -> list[Submission]:
    """Statements whose authors wait for an overseer, the oldest appeal first."""
    return list(session.scalars(select(Submission).join(SubmissionAppeal).where(
        submissions.in_list(jury), SubmissionAppeal.state == AppealState.WAITING,
    ).order_by(SubmissionAppeal.id)).unique())


def decide(session: Session, jury: Jury, number: int, is_upheld: bool, reason: str, *, actor: Actor,
           now: datetime) -> Submission:
    """One overseer decides. When the appeal is right the statement waits anew, with the promise of time anew, and
    the outcome that was wrong cannot be given again.

    Raises `submission_is_unknown`, `appeal_is_unknown`, `own_decision`, `reason_is_missing`, `appeal_is_decided`
    for the second of two.
    """
    by, why = actor.require(Role.OVERSEER), checked_reason(reason)
    row = submissions.find(session, jury, number)
    if row.appeal is None:
        raise NotFound("appeal_is_unknown")
    if row.answered_by_id == actor.person_id:
        raise Forbidden("own_decision")
    state = AppealState.UPHELD if is_upheld else AppealState.REJECTED
    decided = session.execute(update(SubmissionAppeal).where(
        SubmissionAppeal.id == row.appeal.id, SubmissionAppeal.state == AppealState.WAITING).values(
        state=state, decided_by_id=by, decided_at=now, reason=why))
    if decided.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("appeal_is_decided")
    records.add_entry(session, jury.id, "public_statement_appeal_decided",
                      {"number": row.number, "outcome": state.value}, now=now)
    if is_upheld and row.outcome is row.appeal.against:
        _put_back(session, jury, row, now=now)
    session.refresh(row)
    session.refresh(row.appeal)
    return row


def _put_back(session: Session, jury: Jury, row: Submission, *, now: datetime) -> None:
    days = statement_terms.promised_days(session, jury)
    row.outcome, row.refusal, row.words, row.into_id, row.advice_body_id = None, None, {}, None, None
    row.answered_at, row.answered_by_id = None, None
    row.answer_by = add_working_days(statement_terms.local_day(jury, now), days)
    session.flush()
