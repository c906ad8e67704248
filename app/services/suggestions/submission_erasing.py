"""Erasing what the public sent: by its author, and by the clock."""
from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict
from app.domain.moderation import AppealState
from app.domain.phases import MessageState
from app.domain.suggestions import Outcome
from app.models import Message, Submission, SubmissionAppeal
from app.services import records
from app.services.suggestions import answer_letters
from app.services.suggestions.submission_appeals import APPEAL_DAYS

ADDRESS_DAYS = 180  # an address that waits for an answer in vain
LETTER_DAYS = 1  # a letter that went
FAILED_LETTER_DAYS = 14


def withdraw(session: Session, submission: Submission, *, now: datetime) -> None:
    """Its author takes it back: words and address are erased at once, the number stays. A second time does nothing.

    Raises `evidence_cannot_be_withdrawn`: the jury has read it and may have built on it.
    """
    if submission.outcome is Outcome.WITHDRAWN:
        return
    if submission.outcome is Outcome.EVIDENCE:
        raise Conflict("evidence_cannot_be_withdrawn")
    taken = session.execute(update(Submission).where(
        Submission.id == submission.id,
        or_(Submission.outcome.is_(None), Submission.outcome != Outcome.EVIDENCE)).values(
        outcome=Outcome.WITHDRAWN, refusal=None, words={}, into_id=None, advice_body_id=None, became_id=None,
        answered_at=now, answered_by_id=None, **_blank(now)))
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("evidence_cannot_be_withdrawn")
    session.execute(delete(SubmissionAppeal).where(SubmissionAppeal.submission_id == submission.id))
    if submission.jury_id is not None:
        records.add_entry(session, submission.jury_id, "public_statement_withdrawn", {"number": submission.number},
                          now=now)
    session.expire(submission)


def _blank(now: datetime) -> dict[str, object]:
    return {"body": "", "body_mark": "", "place": "", "email_sealed": None, "erased_at": now}


def erase_due(session: Session, *, now: datetime) -> int:
    """Words of what was not published, once no appeal is possible; addresses and letters. Returns how many texts."""
    over = now - timedelta(days=APPEAL_DAYS)
    kept = select(SubmissionAppeal.submission_id).where(or_(
        SubmissionAppeal.state == AppealState.WAITING, SubmissionAppeal.decided_at > over))
    ids = list(session.scalars(select(Submission.id).where(
        Submission.outcome == Outcome.NOT_PUBLISHED, Submission.erased_at.is_(None),
        Submission.answered_at <= over, Submission.id.not_in(kept)).order_by(Submission.id).limit(500)))
    session.execute(update(Submission).where(Submission.id.in_(ids)).values(**_blank(now)))
    session.execute(update(SubmissionAppeal).where(SubmissionAppeal.submission_id.in_(ids)).values(words=""))
    session.execute(update(Submission).where(
        Submission.email_sealed.is_not(None), Submission.received_at <= now - timedelta(days=ADDRESS_DAYS)).values(
        email_sealed=None))
    _forget_letters(session, now=now)
    session.expire_all()
    return len(ids)


def _forget_letters(session: Session, *, now: datetime) -> None:
    """They hold the address: what went is deleted a day later, what could not be sent after two weeks."""
    session.execute(delete(Message).where(Message.template == answer_letters.TEMPLATE, or_(
        Message.state == MessageState.SENT, Message.created_at <= now - timedelta(days=FAILED_LETTER_DAYS)),
        Message.created_at <= now - timedelta(days=LETTER_DAYS)))
