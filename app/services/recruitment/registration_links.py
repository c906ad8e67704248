"""Personal links of registrants: each receipt and letter carries its own, and all lead to the same page."""
from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.models import Jury, Registrant, RegistrantLink
from app.services.accounts.sign_ins import token_hash
from app.services.vault import Vault


def receipt_token(jury: Jury, answers_token: str, *, vault: Vault) -> str:
    """The link that a registration gets on the screen: the same for a second press, unknown to everybody else."""
    return vault.keyed_hash("registrant link", f"{jury.id}\0{answers_token}")


def add_link(session: Session, registrant: Registrant, *, now: datetime, token: str | None = None) -> str:
    """Give a registrant one more personal link; only the hash of its token is kept."""
    token = token or secrets.token_urlsafe(32)
    session.add(RegistrantLink(registrant_id=registrant.id, token_hash=token_hash(token), created_at=now))
    session.flush()
    return token


def find(session: Session, jury: Jury, token: str) -> Registrant:
    """The registrant of a link. Raises `registrant_link_is_unknown` for an ended one too."""
    own = RegistrantLink.registrant_id == Registrant.id
    found = session.scalars(select(Registrant).join(RegistrantLink, own).where(
        Registrant.jury_id == jury.id, RegistrantLink.token_hash == token_hash(token),
        RegistrantLink.ended_at.is_(None))).first()
    if found is None:
        raise NotFound("registrant_link_is_unknown")
    return found


def end_links(session: Session, registrant: Registrant, *, now: datetime) -> None:
    """Links that were lost or read by somebody else stop working."""
    session.execute(update(RegistrantLink).where(
        RegistrantLink.registrant_id == registrant.id, RegistrantLink.ended_at.is_(None)).values(ended_at=now))
