"""Receiving what the public sends: a statement to a jury under way, or a question for a future one."""
from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound, refuse_if
from app.domain.suggestions import MOST_CHARACTERS, PUBLISHED
from app.domain.working_days import add_working_days
from app.domain.writing import clean_text, guess_language
from app.models import Jury, Submission
from app.services.pool.contacts import is_email
from app.services.suggestions import statement_terms, submission_codes
from app.services.vault import Vault
from sortition.spelling import fold

MOST_ATTEMPTS = 8
# More in a day no desk can read: whoever floods from a thousand connections reaches this and nothing else.
MOST_A_DAY = 500


@dataclass(frozen=True)
class Sent:
    """What somebody typed. `key` names the form that was shown, so that a second press sends nothing twice."""

    body: str
    page_language: str
    key: str = ""
    place: str = ""
    email: str = ""


def receive(session: Session, jury: Jury | None, sent: Sent, *, vault: Vault, now: datetime) -> str:
    """Keep a statement to `jury`, or with None a question for a future jury; returns the token of the receipt.

    Raises `text_is_empty`, `text_is_too_long`, `email_is_no_address`, all at once; `too_many_today`,
    `form_is_sent` for other words under the same key, and what `statement_terms.require_open` says.
    """
    body, email = clean_text(sent.body), sent.email.strip().lower()
    refuse_if(_faults(body, email))
    token = submission_codes.receipt_token(sent.key, vault=vault)
    code = submission_codes.code_of(token, vault=vault)
    mark = submission_codes.hash_code(code, vault=vault)
    if _is_sent(session, jury, mark, body):
        return token
    if jury is not None:
        statement_terms.require_open(session, jury, now=now)
    _require_room(session, jury, now)
    language = guess_language(body, sent.page_language)
    days = statement_terms.promised_days(session, jury)
    answer_by = add_working_days(statement_terms.local_day(jury, now), days)
    sealed = _sealed(jury, {"email": email, "language": sent.page_language}, vault) if email else None
    row: dict[str, Any] = {
        "jury_id": jury.id if jury else None, "body": body, "language": language, "body_mark": mark_of(body),
        "place": " ".join(clean_text(sent.place).split())[:120], "email_sealed": sealed, "code_hash": mark,
        "received_at": now, "answer_by": answer_by}
    for _ in range(MOST_ATTEMPTS):
        if _is_added(session, jury, row) or _is_sent(session, jury, mark, body):
            return token
    raise Conflict("record_is_busy")


def _is_added(session: Session, jury: Jury | None, row: dict[str, Any]) -> bool:
    """Two people who send at the same moment want the same number: the second takes the next one."""
    try:
        with session.begin_nested():
            session.add(Submission(number=_next_number(session, jury), **row))
    except IntegrityError:
        return False
    return True


def _faults(body: str, email: str) -> list[DomainError]:
    faults = [] if body else [DomainError("text_is_empty")]
    if len(body) > MOST_CHARACTERS:
        faults.append(DomainError("text_is_too_long", length=len(body), maximum=MOST_CHARACTERS))
    return [*faults, DomainError("email_is_no_address")] if email and not is_email(email) else faults


def _is_sent(session: Session, jury: Jury | None, mark: str, body: str) -> bool:
    """Whether this form was sent before, with these words."""
    row = session.scalars(select(Submission).where(Submission.code_hash == mark)).unique().first()
    if row is not None and (row.body_mark != mark_of(body) or row.jury_id != (jury.id if jury else None)):
        raise Conflict("form_is_sent")
    return row is not None


def mark_of(body: str) -> str:
    """The same for words that differ in capitals and spaces only."""
    return hashlib.sha256(fold(body).encode()).hexdigest()


def in_list(jury: Jury | None) -> ColumnElement[bool]:
    """The condition that a submission belongs to this jury, or to none."""
    return Submission.jury_id == jury.id if jury else Submission.jury_id.is_(None)


def _require_room(session: Session, jury: Jury | None, now: datetime) -> None:
    count = session.scalar(select(func.count()).select_from(Submission).where(
        in_list(jury), Submission.received_at > now - timedelta(days=1)))
    if (count or 0) >= MOST_A_DAY:
        raise Conflict("too_many_today")


def _sealed(jury: Jury | None, value: dict[str, str], vault: Vault) -> bytes:
    return vault.seal(jury, value) if jury else vault.seal_plain(value)


def opened(jury: Jury | None, submission: Submission, *, vault: Vault) -> dict[str, str]:
    """The address to which an answer goes and its language; empty when none was given."""
    if submission.email_sealed is None:
        return {}
    value: dict[str, str] = (vault.open(jury, submission.email_sealed) if jury
                             else vault.open_plain(submission.email_sealed))
    return value


def _next_number(session: Session, jury: Jury | None) -> int:
    return 1 + (session.scalar(select(func.max(Submission.number)).where(in_list(jury))) or 0)


def find(session: Session, jury: Jury | None, number: int) -> Submission:
    """Raises `submission_is_unknown`."""
    found = session.scalars(select(Submission).where(
        in_list(jury), Submission.number == number)).unique().first()
    if found is None:
        raise NotFound("submission_is_unknown")
    return found


def find_published(session: Session, jury: Jury | None, number: int) -> Submission:
    """One that everybody may read. Raises `submission_is_unknown` for all others: nobody learns that they exist."""
    found = find(session, jury, number)
    if found.outcome not in PUBLISHED:
        raise NotFound("submission_is_unknown")
    return found


def of_document(session: Session, document_id: int) -> Submission | None:
    """The statement that became this document."""
    return session.scalars(select(Submission).where(Submission.document_id == document_id)).unique().first()


def same_words(session: Session, submission: Submission) -> list[int]:
    """Numbers of others in the same list that say the same in the same words."""
    if submission.erased_at is not None:
        return []
    return list(session.scalars(select(Submission.number).where(
        Submission.jury_id.is_not_distinct_from(submission.jury_id), Submission.body_mark == submission.body_mark,
        Submission.id != submission.id).order_by(Submission.number)))
