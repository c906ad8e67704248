"""The code of conduct: put before the jury, changed by it during the norms, and agreed to by each juror."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.conduct import STANDARD_CODE
from app.domain.errors import Conflict, DomainError
from app.domain.phases import ItemKind
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.domain.writing import clean_text
from app.models import ConductAgreement, ConductCode, Jury, Membership
from app.services import juries, records
from app.services.room import rooms

WRITERS = (Role.FACILITATOR, Role.JUROR)
MAX_LENGTH = 3000


def versions_of(session: Session, jury: Jury) -> list[ConductCode]:
    """All versions, the newest first; the first of them counts."""
    return list(session.scalars(select(ConductCode).where(
        ConductCode.jury_id == jury.id).order_by(ConductCode.version.desc())))


def current_code(session: Session, jury: Jury) -> ConductCode | None:
    return session.scalars(select(ConductCode).where(
        ConductCode.jury_id == jury.id).order_by(ConductCode.version.desc()).limit(1)).first()


def is_open(session: Session, jury: Jury) -> bool:
    """Whether its words may be changed now: while the jury talks about its norms."""
    room = rooms.find_room(session, jury.id)
    return jury.stage is Stage.DELIBERATION and room is not None and room.phase is ItemKind.NORMS


def put_before_jury(session: Session, jury: Jury, *, actor: Actor, now: datetime) -> ConductCode:
    """Lay down the standard text as the first version; from then on nobody writes without having agreed.

    Raises `jury_is_not_deliberating`, `conduct_was_edited` when there is a code already.
    """
    by = actor.require(Role.FACILITATOR)
    juries.hold(session, jury)
    if jury.stage is not Stage.DELIBERATION:
        raise Conflict("jury_is_not_deliberating")
    if current_code(session, jury) is not None:
        raise Conflict("conduct_was_edited")
    return _write(session, jury, dict(STANDARD_CODE), 1, by=by, now=now)


def change_code(session: Session, jury: Jury, body: dict[str, str], *, seen: int, actor: Actor,
                now: datetime) -> ConductCode:
    """Save a new version on top of the one that was read. Who agreed before is asked again, and may go on writing.

    Raises `conduct_is_fixed` outside of the norms, `conduct_was_edited`, `conduct_has_no_text`, `text_is_too_long`.
    """
    by = actor.require(*WRITERS)
    juries.hold(session, jury)
    if not is_open(session, jury):
        raise Conflict("conduct_is_fixed")
    code = current_code(session, jury)
    if code is None or code.version != seen:
        raise Conflict("conduct_was_edited")
    return _write(session, jury, _checked(body), seen + 1, by=by, now=now)


def _checked(body: dict[str, str]) -> dict[str, str]:
    clean = {language: text for language, words in body.items() if (text := clean_text(words))}
    if not clean:
        raise DomainError("conduct_has_no_text")
    longest = max(map(len, clean.values()))
    if longest > MAX_LENGTH:
        raise DomainError("text_is_too_long", length=longest, maximum=MAX_LENGTH)
    return clean


def _write(session: Session, jury: Jury, body: dict[str, str], version: int, *, by: int, now: datetime) -> ConductCode:
    code = ConductCode(jury_id=jury.id, version=version, body=body, membership_id=by, at=now)
    session.add(code)
    session.flush()
    records.add_entry(session, jury.id, "conduct_code_written", {"version": version}, now=now)
    return code


def agree(session: Session, jury: Jury, *, seen: int, actor: Actor, now: datetime) -> ConductAgreement:
    """A juror agrees to the version that they read. Raises `conduct_was_edited` when it is not the last one."""
    membership_id = actor.require(Role.JUROR)
    juries.hold(session, jury)
    code = current_code(session, jury)
    if code is None or code.version != seen:
        raise Conflict("conduct_was_edited")
    agreement = session.get(ConductAgreement, membership_id)
    if agreement is None:
        agreement = ConductAgreement(membership_id=membership_id, jury_id=jury.id, version=seen, at=now)
        session.add(agreement)
    elif agreement.version != seen:
        agreement.version, agreement.at = seen, now
    session.flush()
    return agreement


def agreed_version(session: Session, actor: Actor) -> int | None:
    """To which version the actor has agreed as a juror."""
    membership_id = actor.memberships.get(Role.JUROR)
    agreement = session.get(ConductAgreement, membership_id) if membership_id is not None else None
    return agreement.version if agreement else None


def not_agreed(session: Session, jury: Jury, *, actor: Actor) -> list[tuple[str, bool]]:
    """For the facilitator alone: the jurors who have not agreed to the last version; whether they agreed to another."""
    actor.require(Role.FACILITATOR)
    code = current_code(session, jury)
    if code is None:
        return []
    rows = session.execute(select(Membership.alias, ConductAgreement.version).outerjoin(
        ConductAgreement, ConductAgreement.membership_id == Membership.id).where(
        Membership.jury_id == jury.id, Membership.role == Role.JUROR,
        Membership.ended_at.is_(None)).order_by(Membership.id))
    return [(row.alias, row.version is not None) for row in rows if row.version != code.version]
