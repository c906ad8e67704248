"""The answers of one registration on their way from page to page: sealed, bounded in size, forgotten after hours."""
from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, NotFound
from app.domain.languages import LANGUAGES
from app.models import Jury, RegistrationDraft
from app.services.accounts.sign_ins import token_hash
from app.services.vault import Vault

LIFE = timedelta(hours=3)
FASTEST = timedelta(seconds=4)  # a person reads; a program does not
MOST_BYTES = 8000
CONSENT_VERSION = 1  # of templates/registrations/_consent.html: a change of its sense is a new number


@dataclass(frozen=True)
class Support:
    """What somebody needs to take part, and when they can come."""

    languages: list[str] = field(default_factory=list)  # in which they can follow a talk
    needs: list[str] = field(default_factory=list)
    words: str = ""
    availability: str = ""
    note: str = ""  # of the staff who wrote down what was said on the telephone


@dataclass(frozen=True)
class Contact:
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True)
class Answers:
    """Everything that a registration holds. `address_id`: of the letter whose code was typed."""

    language: str
    features: dict[str, str] = field(default_factory=dict)
    contact: Contact = field(default_factory=Contact)
    support: Support = field(default_factory=Support)
    consent_version: int = 0
    address_id: int | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Answers:
        parts = {"contact": Contact(**stored["contact"]), "support": Support(**stored["support"])}
        language = stored["language"] if stored["language"] in LANGUAGES else LANGUAGES[0]
        return cls(**{**stored, **parts, "language": language})


def begin(session: Session, jury: Jury, answers: Answers, *, vault: Vault, now: datetime) -> str:
    """Keep the first answers and return the token that addresses them; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    session.add(RegistrationDraft(jury_id=jury.id, token_hash=token_hash(token), created_at=now, expires_at=now + LIFE,
                                  answers_sealed=_seal(jury, answers, vault)))
    session.flush()
    return token


def _seal(jury: Jury, answers: Answers, vault: Vault) -> bytes:
    content = answers.to_json()
    if len(json.dumps(content, ensure_ascii=False).encode()) > MOST_BYTES:
        raise DomainError("answers_are_too_long")
    return vault.seal(jury, content)


def find(session: Session, jury: Jury, token: str, *, now: datetime) -> RegistrationDraft:
    """The living row of a token, sent or not. Raises `answers_are_gone`."""
    found = session.scalars(select(RegistrationDraft).where(
        RegistrationDraft.jury_id == jury.id, RegistrationDraft.token_hash == token_hash(token),
        RegistrationDraft.expires_at > now)).first()
    if found is None:
        raise NotFound("answers_are_gone")
    return found


def read(jury: Jury, draft: RegistrationDraft, *, vault: Vault) -> Answers:
    """Raises `answers_are_sent` when they are a registration already."""
    if draft.sent_at is not None:
        raise Conflict("answers_are_sent")
    return Answers.from_json(vault.open(jury, draft.answers_sealed))


def keep(session: Session, jury: Jury, token: str, answers: Answers, *, vault: Vault, now: datetime) -> None:
    """Replace the answers of a token. Raises `answers_are_gone`, `answers_are_sent`, `answers_are_too_long`."""
    draft = find(session, jury, token, now=now)
    changed = session.execute(update(RegistrationDraft).where(
        RegistrationDraft.id == draft.id, RegistrationDraft.sent_at.is_(None)).values(
        answers_sealed=_seal(jury, answers, vault), expires_at=now + LIFE))
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("answers_are_sent")


def take(session: Session, jury: Jury, token: str, *, vault: Vault, now: datetime) -> Answers:
    """Take the answers out, once: what was sent is kept here no longer. Of two at once one gets them.

    Raises `answers_are_gone`, `answers_are_sent`, `answered_too_fast`.
    """
    draft = find(session, jury, token, now=now)
    answers = read(jury, draft, vault=vault)
    if now - draft.created_at < FASTEST:
        raise DomainError("answered_too_fast")
    taken = session.execute(update(RegistrationDraft).where(
        RegistrationDraft.id == draft.id, RegistrationDraft.sent_at.is_(None)).values(sent_at=now, answers_sealed=b""))
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("answers_are_sent")
    return answers


def take_once(session: Session, jury: Jury, key: str, *, now: datetime) -> bool:
    """For a form without drafts: whether this key was not used before, so that a second press adds nobody."""
    hashed = token_hash(key)
    if session.scalar(select(RegistrationDraft.id).where(RegistrationDraft.token_hash == hashed)) is not None:
        return False
    session.add(RegistrationDraft(jury_id=jury.id, token_hash=hashed, created_at=now, expires_at=now + LIFE,
                                  sent_at=now, answers_sealed=b""))
    session.flush()
    return True


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete what was not finished in time; returns how many."""
    return int(session.execute(delete(RegistrationDraft).where(
        RegistrationDraft.expires_at <= now)).rowcount)  # type: ignore[attr-defined]  # a CursorResult at run time
