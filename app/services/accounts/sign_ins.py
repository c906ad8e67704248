"""Signing in and out: passwords for staff, personal link plus code for everybody else, sessions as rows.

The second factor (`second_factors.py`) is asked between `check_password` and `begin_session`.
"""
from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.models import Credential, CredentialKind, FailedAttempt, Person, SignIn
from app.services.accounts import people
from app.services.vault import Vault

SESSION_LIFE = timedelta(days=14)
FRESH_FOR = timedelta(minutes=5)
SEEN_EVERY = timedelta(minutes=1)
MAX_FAILURES = 10
FAILURE_WINDOW = timedelta(minutes=15)

Beside = Callable[[Callable[[], bool]], bool]  # where to compute: at once, or in a thread while others go on
hasher = PasswordHasher()
# Verified against when the account is unknown, so that both answers take the same time.
_DUMMY_HASH = hasher.hash(secrets.token_hex(16))


def at_once(compute: Callable[[], bool]) -> bool:
    return compute()


def token_hash(token: str) -> str:
    """Tokens carry 256 random bits, so a plain hash suffices to make the database useless to a thief."""
    return hashlib.sha256(token.encode()).hexdigest()


def check_password(session: Session, email: str, password: str, *, vault: Vault, now: datetime,
                   beside: Beside = at_once) -> Person:
    """Find the person of these words. Raises `sign_in_failed` alike for unknown, wrong and locked.

    Hashing takes a tenth of a second on purpose: give a session that only reads, and `beside` for the event loop.
    """
    subject = vault.keyed_hash("sign-in", people.normal_email(email) or "")
    person = people.find_by_email(session, email)
    credential = None if person is None else session.scalars(select(Credential).where(
        Credential.person_id == person.id, Credential.kind == CredentialKind.PASSWORD)).first()
    secret_hash = credential.secret_hash if credential else _DUMMY_HASH
    is_right = beside(lambda: verify(secret_hash, password)) and credential is not None
    if person is None or not is_right or is_locked(session, subject, now=now):
        raise DomainError("sign_in_failed")
    return person


def note_failure(session: Session, subject: str, *, now: datetime) -> None:
    """Count a wrong attempt; kept even though the request itself is refused, and forgotten after the window."""
    session.execute(delete(FailedAttempt).where(FailedAttempt.at <= now - FAILURE_WINDOW))
    session.add(FailedAttempt(subject=subject, at=now))


def is_locked(session: Session, subject: str, *, now: datetime) -> bool:
    count = session.scalar(select(func.count()).select_from(FailedAttempt).where(
        FailedAttempt.subject == subject, FailedAttempt.at > now - FAILURE_WINDOW))
    return (count or 0) >= MAX_FAILURES


def verify(secret_hash: str, secret: str) -> bool:
    """Whether a password or code belongs to an Argon2id hash."""
    try:
        return hasher.verify(secret_hash, secret)
    except (VerifyMismatchError, InvalidHashError):
        return False


def begin_session(session: Session, person: Person, method: str, *, now: datetime,
                  jury_ids: list[int] | None = None, link_id: int | None = None) -> str:
    """Open a session and return its token, which only the person's cookie keeps. `jury_ids`: where alone it counts."""
    token = secrets.token_urlsafe(32)
    session.add(SignIn(person_id=person.id, token_hash=token_hash(token), method=method, created_at=now,
                       last_seen_at=now, fresh_at=now, expires_at=now + SESSION_LIFE, jury_ids=jury_ids,
                       access_link_id=link_id))
    session.flush()
    return token


def find_session(session: Session, token: str, *, now: datetime) -> SignIn | None:
    """The living session of a token: not ended, not expired, its person not removed."""
    found = session.scalars(select(SignIn).where(
        SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None), SignIn.expires_at > now)).first()
    return found if found and found.person.removed_at is None else None


def is_fresh(sign_in: SignIn, *, now: datetime, within: timedelta = FRESH_FOR) -> bool:
    return now - sign_in.fresh_at <= within


def sessions_of(session: Session, person_id: int, *, now: datetime) -> list[SignIn]:
    """The living sessions of a person, the latest used first."""
    return list(session.scalars(select(SignIn).where(
        SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.expires_at > now,
    ).order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())))


def end_session(session: Session, token: str, *, now: datetime) -> None:
    session.execute(update(SignIn).where(
        SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None)).values(ended_at=now))


def end_one_of(session: Session, person_id: int, sign_in_id: int, *, now: datetime) -> None:
    """End one of a person's own sessions, for instance that of a lost telephone."""
    session.execute(update(SignIn).where(
        SignIn.id == sign_in_id, SignIn.person_id == person_id, SignIn.ended_at.is_(None)).values(ended_at=now))


def end_all_sessions(session: Session, person_id: int, *, now: datetime, but: int | None = None) -> int:
    """Sign out everywhere, or everywhere but in one session; returns how many ended."""
    query = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    if but is not None:
        query = query.where(SignIn.id != but)
    result = session.execute(query.values(ended_at=now))
    return int(result.rowcount)  # type: ignore[attr-defined]  # a CursorResult at run time
