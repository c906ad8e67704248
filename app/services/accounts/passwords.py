"""Passwords of staff: set at the first sign-in or by the operator, changed by their owner."""
from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, Forbidden
from app.domain.roles import Role
from app.models import Credential, CredentialKind, Membership, Person, SignIn
from app.services.accounts import sign_ins
from app.services.accounts.sign_ins import hasher

MIN_LENGTH = 12
FIRST_WITHIN = timedelta(minutes=30)  # after coming in by link and code
# Everybody else comes in by personal link and code; a password that nobody uses is only one more to steal.
WITH_PASSWORD = (Role.ORGANIZER, Role.FACILITATOR)


def hash_password(password: str) -> str:
    """Hash a new password; slow on purpose, so call it before the transaction. Raises `password_too_short`."""
    if len(password) < MIN_LENGTH:
        raise DomainError("password_too_short", minimum=MIN_LENGTH)
    return hasher.hash(password)


def credential_of(session: Session, person_id: int) -> Credential | None:
    return session.scalars(select(Credential).where(
        Credential.person_id == person_id, Credential.kind == CredentialKind.PASSWORD)).first()


def set_password(session: Session, person: Person, password: str, *, now: datetime) -> None:
    """The operator sets a password, which leads everywhere. Raises `password_too_short`."""
    _keep(session, person.id, hash_password(password), None, now=now)


def _keep(session: Session, person_id: int, secret_hash: str, jury_ids: list[int] | None, *, now: datetime) -> None:
    credential = credential_of(session, person_id)
    if credential is None:
        credential = Credential(person_id=person_id, kind=CredentialKind.PASSWORD)
        session.add(credential)
    credential.secret_hash, credential.changed_at, credential.jury_ids = secret_hash, now, jury_ids
    session.flush()


def is_for(session: Session, person: Person) -> bool:
    """Whether this person works with a password."""
    return person.is_staff or _has_role(session, person.id, *WITH_PASSWORD)


def is_missing(session: Session, person: Person) -> bool:
    """Whether somebody who must confirm draws and publications has nothing yet to confirm them with."""
    must_have = person.is_staff or _has_role(session, person.id, Role.ORGANIZER)
    return must_have and credential_of(session, person.id) is None


def _has_role(session: Session, person_id: int, *roles: Role) -> bool:
    return session.scalar(select(Membership.id).where(
        Membership.person_id == person_id, Membership.role.in_(roles), Membership.ended_at.is_(None)).limit(1)
    ) is not None


def choose_password(session: Session, sign_in: SignIn, secret_hash: str, *, now: datetime) -> None:
    """The owner sets the first password or, having shown the old one, another; all other sessions end.

    A password set by whoever holds a link of one jury leads into that jury only: organizers know the codes of the
    links that they issue, and must not get into the juries of others by it.
    Raises `password_is_for_staff`, `password_needs_new_link` when the first sign-in is too long ago.
    """
    person, known = sign_in.person, credential_of(session, sign_in.person_id)
    if not is_for(session, person):
        raise Forbidden("password_is_for_staff")
    if known is None and not sign_ins.is_fresh(sign_in, now=now, within=FIRST_WITHIN):
        raise DomainError("password_needs_new_link")
    _keep(session, person.id, secret_hash, _reach(known, sign_in), now=now)
    sign_ins.end_all_sessions(session, person.id, now=now, but=sign_in.id)
    sign_in.fresh_at = now


def _reach(known: Credential | None, sign_in: SignIn) -> list[int] | None:
    if known is None:
        return sign_in.jury_ids
    if known.jury_ids is None or sign_in.jury_ids is None:
        return None
    return sorted({*known.jury_ids, *sign_in.jury_ids})
