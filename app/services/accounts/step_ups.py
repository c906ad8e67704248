"""Confirming once more that it is the same person, for those without a password: before a ballot, for instance.

Either the code from the letter, which came with the link of this session, or a short code sent now.
"""
from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.models import AccessLink, Jury, Membership, OneTimeCode, SignIn
from app.services import messages
from app.services.accounts.access_links import normal_code
from app.services.accounts.sign_ins import Beside, at_once, verify
from app.services.vault import Vault

CODE_LIFE = timedelta(minutes=10)
DIGITS = 6
MAX_WRONG = 5
MOST_CODES, WITHIN = 3, timedelta(hours=1)


def send_code(session: Session, sign_in: SignIn, *, vault: Vault, now: datetime) -> None:
    """Send a code to the person's own address or telephone; earlier ones stop working.

    Raises `too_many_codes`, `nowhere_to_send` for somebody without an address.
    """
    jury = _jury_of(session, sign_in)
    sent = session.scalar(select(func.count()).select_from(OneTimeCode).where(
        OneTimeCode.sign_in_id == sign_in.id, OneTimeCode.created_at > now - WITHIN)) or 0
    if sent >= MOST_CODES:
        raise DomainError("too_many_codes")
    session.execute(update(OneTimeCode).where(
        OneTimeCode.sign_in_id == sign_in.id, OneTimeCode.used_at.is_(None)).values(used_at=now))
    code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    session.add(OneTimeCode(sign_in_id=sign_in.id, code_hash=_hash(sign_in.id, code, vault), created_at=now,
                            expires_at=now + CODE_LIFE))
    person = sign_in.person
    if jury is None or not (person.email or person.phone):
        raise DomainError("nowhere_to_send")
    messages.queue(session, jury, "step_up_code", person=person, vault=vault, now=now, values={"code": code},
                   channel=messages.EMAIL if person.email else messages.SMS)


def _jury_of(session: Session, sign_in: SignIn) -> Jury | None:
    """In whose name the code is sent: a jury of this session in which the person takes part."""
    query = select(Jury).join(Membership, Membership.jury_id == Jury.id).where(
        Membership.person_id == sign_in.person_id, Membership.ended_at.is_(None)).order_by(Membership.id.desc())
    if sign_in.jury_ids is not None:
        query = query.where(Jury.id.in_(sign_in.jury_ids))
    return session.scalars(query).first()


def letter_code_is_right(session: Session, sign_in: SignIn, code: str, *, beside: Beside = at_once) -> bool:
    """Whether this is the code that came with the link of this session. Slow on purpose: give a reading session."""
    link = session.get(AccessLink, sign_in.access_link_id) if sign_in.access_link_id else None
    if link is None:
        return False
    code_hash = link.code_hash
    return beside(lambda: verify(code_hash, normal_code(code)))


def is_short(code: str) -> bool:
    """Whether somebody typed a code that was sent, not the one from the letter."""
    return len(normal_code(code)) == DIGITS


def take_sent_code(session: Session, sign_in: SignIn, code: str, *, vault: Vault, now: datetime) -> bool:
    """Use up the code that was sent last; each counts once, and five wrong ones end it."""
    waiting = (OneTimeCode.sign_in_id == sign_in.id, OneTimeCode.used_at.is_(None), OneTimeCode.expires_at > now,
               OneTimeCode.wrong_codes < MAX_WRONG)
    used = session.execute(update(OneTimeCode).where(
        *waiting, OneTimeCode.code_hash == _hash(sign_in.id, normal_code(code), vault)).values(used_at=now))
    if used.rowcount == 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        return True
    session.execute(update(OneTimeCode).where(*waiting).values(wrong_codes=OneTimeCode.wrong_codes + 1))
    return False


def _hash(sign_in_id: int, code: str, vault: Vault) -> str:
    return vault.keyed_hash("one-time code", f"{sign_in_id}/{code}")
