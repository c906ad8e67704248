"""What waits for those who answer the public, and for the overseers to whom an author appeals. Each goes once."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.working_days import working_days_between
from app.models import Jury, Membership, Submission
from app.services import messages
from app.services.accounts import memberships
from app.services.suggestions import statement_terms, submission_appeals
from app.services.suggestions.answers import MODERATORS
from app.services.suggestions.submissions import in_list
from app.services.vault import Vault

TEMPLATE = "public_waits"
DAYS_BEFORE = 2  # working days


def remind_of_statements(session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    """Who runs the jury hears two working days before a promised answer is due: one message for each such day."""
    today = statement_terms.local_day(jury, now)
    days = session.scalars(select(Submission.answer_by).where(in_list(jury), Submission.outcome.is_(None)).distinct())
    due = sorted(day for day in days if working_days_between(today, day) <= DAYS_BEFORE)
    if not due:
        return
    for member in memberships.members_of(session, jury.id, *MODERATORS):
        _remind(session, jury, member, f"due:{due[-1].isoformat()}", vault, now)


def remind_of_appeals(session: Session, jury: Jury, vault: Vault, now: datetime) -> None:
    """Overseers hear of each appeal of an author."""
    waiting = submission_appeals.waiting(session, jury)
    if not waiting:
        return
    for member in memberships.members_of(session, jury.id, Role.OVERSEER):
        for row in waiting:
            if row.answered_by_id != member.person_id:
                _remind(session, jury, member, f"appeal:{row.number}", vault, now)


def _remind(session: Session, jury: Jury, member: Membership, key: str, vault: Vault, now: datetime) -> None:
    matter, _, _rest = key.partition(":")
    messages.remind(session, jury, TEMPLATE, key=key, person=member.person, vault=vault, now=now,
                    values={"matter": matter})
