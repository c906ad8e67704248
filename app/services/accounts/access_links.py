"""Personal links with a code: how jurors, experts, overseers and commissioners come in."""
from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.models import AccessLink, Person, SignIn
from app.services.accounts.sign_ins import Beside, at_once, hasher, token_hash, verify

LINK_LIFE = timedelta(days=14)
MAX_WRONG_CODES = 5
CODE_LENGTH = 10
# No 0/O, 1/I/L: the code is read from paper.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class NewLink:
    """Shown once: the token for the link and the code for the letter; only their hashes are kept."""

    token: str
    code: str


@dataclass(frozen=True)
class PreparedLink(NewLink):
    """A link before it belongs to anybody, with the slow hash of its code."""

    code_hash: str


def prepare_link() -> PreparedLink:
    """Make token, code and hash. Hashing takes a tenth of a second on purpose: call it before the transaction,
    because everybody else waits for one that writes.
    """
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    return PreparedLink(secrets.token_urlsafe(32), code, hasher.hash(code))


def issue_link(session: Session, person: Person, *, now: datetime, jury_id: int | None = None,
               prepared: PreparedLink | None = None) -> NewLink:
    """Give a person a personal link; earlier unused links of the same person and jury stop working."""
    link = prepared or prepare_link()
    session.execute(update(AccessLink).where(
        AccessLink.person_id == person.id, AccessLink.jury_id == jury_id, AccessLink.used_at.is_(None),
    ).values(used_at=now))
    session.add(AccessLink(person_id=person.id, jury_id=jury_id, token_hash=token_hash(link.token),
                           code_hash=link.code_hash, created_at=now, expires_at=now + LINK_LIFE))
    session.flush()
    return link


def find_link(session: Session, token: str, *, now: datetime) -> AccessLink | None:
    """A link that can still be used. Looking does not use it: mail scanners look too."""
    return session.scalars(select(AccessLink).where(
        AccessLink.token_hash == token_hash(token), AccessLink.used_at.is_(None), AccessLink.expires_at > now,
        AccessLink.wrong_codes < MAX_WRONG_CODES)).first()


def normal_code(code: str) -> str:
    """The code as printed, however it was typed: spaces, hyphens and small letters do not matter."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def note_wrong_code(session: Session, token: str) -> None:
    session.execute(update(AccessLink).where(AccessLink.token_hash == token_hash(token)).values(
        wrong_codes=AccessLink.wrong_codes + 1))


def check_code(session: Session, token: str, code: str, *, now: datetime, beside: Beside = at_once) -> None:
    """Compare the code; nothing is used up. Raises `link_is_dead` or `code_is_wrong`.

    Hashing takes a tenth of a second on purpose: give a session that only reads, and `beside` for the event loop.
    """
    link = find_link(session, token, now=now)
    if link is None:
        raise DomainError("link_is_dead")
    code_hash = link.code_hash
    if not beside(lambda: verify(code_hash, normal_code(code))):
        raise DomainError("code_is_wrong")


def use_link(session: Session, token: str, *, now: datetime) -> AccessLink:
    """Consume a link whose code was right. Raises `link_is_dead`: of two at once, one succeeds."""
    link = find_link(session, token, now=now)
    if link is None:
        raise DomainError("link_is_dead")
    taken = session.execute(update(AccessLink).where(
        AccessLink.id == link.id, AccessLink.used_at.is_(None)).values(used_at=now))
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise DomainError("link_is_dead")
    return link


def reach_of(link: AccessLink, before: SignIn | None) -> list[int] | None:
    """Into which juries a session by this link leads: its own, and those that the same person is signed in to already.

    Organizers see the codes of the links that they issue. Without this bound they could come in as a person whom
    they invited, and be that person in the juries of others. None means everywhere.
    """
    if link.jury_id is None:
        return None
    if before is None or before.person_id != link.person_id:
        return [link.jury_id]
    return None if before.jury_ids is None else sorted({*before.jury_ids, link.jury_id})
