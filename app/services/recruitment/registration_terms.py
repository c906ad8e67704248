"""Whether people can register for a jury now, and how many have."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.domain.local_days import local_day
from app.domain.registrations import RegistrantSource
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.models import Feature, Jury, Registrant, RegistrationTerms
from app.services import records
from app.services.pool import contact_marks
from app.services.vault import Vault


@dataclass(frozen=True)
class Terms:
    """What the organizer decided: `without_code` lets people in who got no letter; `closes_on` is the last day."""

    is_open: bool = False
    without_code: bool = False
    closes_on: date | None = None


@dataclass(frozen=True)
class RegistrationCounts:
    """People by how they came; those who withdrew or were erased are not among them."""

    web: int
    phone: int
    file: int
    again: int  # registered a second time, waiting for a decision
    withdrawn: int
    erased: int


def terms_of(session: Session, jury: Jury) -> Terms:
    row = session.get(RegistrationTerms, jury.id)
    return Terms(row.is_open, row.without_code, row.closes_on) if row else Terms()


def why_closed(session: Session, jury: Jury, *, now: datetime) -> DomainError | None:
    """Why nobody can register now; None when they can."""
    terms = terms_of(session, jury)
    if jury.stage is not Stage.RECRUITMENT:
        is_before = jury.stage is Stage.DRAFT
        return Conflict("registration_has_not_begun" if is_before else "registration_is_over")
    if not terms.is_open:
        return Conflict("registration_is_closed")
    if terms.closes_on is not None and local_day(jury, now) > terms.closes_on:
        return Conflict("registration_day_has_passed", day=terms.closes_on)
    return None


def require_open(session: Session, jury: Jury, *, now: datetime) -> Terms:
    """Raises `registration_has_not_begun`, `registration_is_over`, `…_is_closed`, `registration_day_has_passed`."""
    reason = why_closed(session, jury, now=now)
    if reason is not None:
        raise reason
    return terms_of(session, jury)




def set_terms(session: Session, jury: Jury, terms: Terms, *, vault: Vault, actor: Actor, now: datetime) -> None:
    """Open or close the registration; the public record says so, with how many have registered.

    Raises `targets_are_missing` (there would be nothing to ask), `registration_day_has_passed`, and what
    `why_closed` says of the stage.
    """
    actor.require(Role.ORGANIZER)
    if terms.is_open:
        _check(session, jury, terms, now)
        contact_marks.fill_missing(session, jury, vault=vault)
    before = terms_of(session, jury)
    row = session.get(RegistrationTerms, jury.id) or RegistrationTerms(jury_id=jury.id)
    row.is_open, row.without_code, row.closes_on = terms.is_open, terms.without_code, terms.closes_on
    row.changed_at = now
    session.add(row)
    session.flush()
    if before != terms:
        records.add_entry(session, jury.id, "registration_opened" if terms.is_open else "registration_closed", {
            "without_code": terms.without_code, "closes_on": terms.closes_on.isoformat() if terms.closes_on else "",
            "people": count(session, jury).web + count(session, jury).phone}, now=now)


def _check(session: Session, jury: Jury, terms: Terms, now: datetime) -> None:
    if jury.stage is not Stage.RECRUITMENT:
        raise Conflict("registration_has_not_begun" if jury.stage is Stage.DRAFT else "registration_is_over")
    if session.scalar(select(Feature.id).where(Feature.jury_id == jury.id).limit(1)) is None:
        raise DomainError("targets_are_missing")
    if terms.closes_on is not None and terms.closes_on < local_day(jury, now):
        raise DomainError("registration_day_has_passed", day=terms.closes_on)


def count(session: Session, jury: Jury) -> RegistrationCounts:
    """How people came into the pool, and how many left it."""
    mine = Registrant.jury_id == jury.id
    waiting = and_(Registrant.repeats_number.is_not(None), Registrant.excluded_at.is_not(None))
    present = (Registrant.withdrawn_at.is_(None), Registrant.erased_at.is_(None))
    by_source: dict[RegistrantSource | None, int] = {
        row[0]: row[1] for row in session.execute(select(Registrant.source, func.count()).where(
            mine, *present, ~waiting).group_by(Registrant.source))}

    def number(*conditions: object) -> int:
        return session.scalar(select(func.count()).select_from(Registrant).where(mine, *conditions)) or 0  # type: ignore[arg-type]  # SQL conditions

    return RegistrationCounts(
        web=by_source.get(RegistrantSource.WEB, 0), phone=by_source.get(RegistrantSource.PHONE, 0),
        file=by_source.get(None, 0), again=number(*present, waiting),
        withdrawn=number(Registrant.withdrawn_at.is_not(None), Registrant.erased_at.is_(None)),
        erased=number(Registrant.erased_at.is_not(None)))
