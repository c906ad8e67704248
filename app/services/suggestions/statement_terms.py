"""Whether the public may send statements to a jury now, until which day, and when an answer is promised."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.domain.suggestions import LONGEST_STATEMENT_DAYS, QUESTION_DAYS, STATEMENT_DAYS
from app.models import Jury, StatementTerms
from app.services import records

# From the first letters until the jury has voted.
OPEN_STAGES = (Stage.RECRUITMENT, Stage.DRAW, Stage.SEATING, Stage.DELIBERATION)
DEFAULT_ZONE = "Asia/Almaty"


@dataclass(frozen=True)
class Terms:
    """`closes_on`: the last day; None: until the jury votes."""

    is_open: bool = True
    closes_on: date | None = None
    working_days: int = STATEMENT_DAYS


def terms_of(session: Session, jury: Jury) -> Terms:
    """What the organizer decided; without a decision the last day is that of the sittings."""
    row = session.get(StatementTerms, jury.id)
    if row is None:
        return Terms(closes_on=jury.ends_on)
    return Terms(row.is_open, row.closes_on or jury.ends_on, row.working_days)


def local_day(jury: Jury | None, now: datetime) -> date:
    """The day at the jury's place; questions for no jury go by the capital's clock."""
    return now.astimezone(ZoneInfo(jury.time_zone if jury else DEFAULT_ZONE)).date()


def promised_days(session: Session, jury: Jury | None) -> int:
    """Within how many working days an answer is promised."""
    return terms_of(session, jury).working_days if jury else QUESTION_DAYS


def why_closed(session: Session, jury: Jury, *, now: datetime) -> DomainError | None:
    """Why nobody can send a statement now; None when they can."""
    if jury.stage not in OPEN_STAGES:
        return Conflict("statements_have_not_begun" if jury.stage is Stage.DRAFT else "statements_are_over")
    terms = terms_of(session, jury)
    if not terms.is_open:
        return Conflict("statements_are_closed")
    if terms.closes_on is not None and local_day(jury, now) > terms.closes_on:
        return Conflict("statements_day_has_passed", day=terms.closes_on)
    return None


def require_open(session: Session, jury: Jury, *, now: datetime) -> None:
    """Raises `statements_have_not_begun`, `…_are_over`, `…_are_closed`, `statements_day_has_passed`."""
    reason = why_closed(session, jury, now=now)
    if reason is not None:
        raise reason


def set_terms(session: Session, jury: Jury, terms: Terms, *, actor: Actor, now: datetime) -> None:
    """Open or close the jury to statements of the public; the public record says so.

    A changed promise holds for what comes afterwards. Raises `statement_days_out_of_range`,
    `statements_day_has_passed`.
    """
    actor.require(Role.ORGANIZER)
    if not 1 <= terms.working_days <= LONGEST_STATEMENT_DAYS:
        raise DomainError("statement_days_out_of_range", most=LONGEST_STATEMENT_DAYS)
    if terms.is_open and terms.closes_on is not None and terms.closes_on < local_day(jury, now):
        raise DomainError("statements_day_has_passed", day=terms.closes_on)
    row = session.get(StatementTerms, jury.id) or StatementTerms(jury_id=jury.id)
    before = (row.is_open, row.closes_on, row.working_days)
    row.is_open, row.closes_on, row.working_days = terms.is_open, terms.closes_on, terms.working_days
    row.changed_at = now
    session.add(row)
    session.flush()
    if before != (terms.is_open, terms.closes_on, terms.working_days):
        kind = "public_statements_opened" if terms.is_open else "public_statements_closed"
        records.add_entry(session, jury.id, kind, {
            "closes_on": terms.closes_on.isoformat() if terms.closes_on else "",
            "working_days": terms.working_days}, now=now)
