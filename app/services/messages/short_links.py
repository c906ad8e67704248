"""Short links: sixteen letters in a text message that lead to a page of ours, for a month."""
from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.models import Jury, ShortLink
from app.services.vault import Vault

# 96 bits: as good as unguessable, and short enough for a phone.
RANDOM_BYTES = 12
LIFETIME = timedelta(days=30)


def shorten(session: Session, jury: Jury, path: str, *, vault: Vault, now: datetime) -> str:
    """A new code for a path of this site (`/kk/…`); it may hold a personal link, so it is sealed."""
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError("a short link leads to this site only")
    code = secrets.token_urlsafe(RANDOM_BYTES)
    session.add(ShortLink(code_hash=_hash(code), jury_id=jury.id, path_sealed=vault.seal(jury, path), created_at=now,
                          expires_at=now + LIFETIME))
    return code


def path_of(session: Session, code: str, *, vault: Vault, now: datetime) -> str:
    """Where a code leads. Raises `short_link_is_gone`; opening it uses nothing up."""
    link = session.get(ShortLink, _hash(code))
    if link is None or link.expires_at <= now:
        raise NotFound("short_link_is_gone")
    return str(vault.open(session.get_one(Jury, link.jury_id), link.path_sealed))


def forget_old(session: Session, *, now: datetime) -> None:
    session.execute(delete(ShortLink).where(ShortLink.expires_at <= now))


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
