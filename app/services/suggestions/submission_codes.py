"""The look-up code of a submission: made from the form that was sent, kept as a keyed hash, found when typed again."""
from __future__ import annotations

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import DomainError, NotFound
from app.domain.letters import CODE_DIGITS, normal_code
from app.models import Submission
from app.services.vault import Vault


def receipt_token(key: str, *, vault: Vault) -> str:
    """The address of the receipt: the same for a second press of the same form, unknown to everybody else.

    `key` was made when the form was shown; a form without one gets a new receipt at every press.
    """
    return vault.keyed_hash("submission receipt", key or secrets.token_urlsafe(32))


def code_of(token: str, *, vault: Vault) -> str:
    """The code that belongs to a receipt."""
    return f"{int(vault.keyed_hash('submission code', token), 16) % 10 ** CODE_DIGITS:0{CODE_DIGITS}d}"


def hash_code(code: str, *, vault: Vault) -> str:
    return vault.keyed_hash("submission code mark", code)


def find_by_code(session: Session, typed: str, *, vault: Vault) -> Submission:
    """What was sent under this code; nothing is used up. The caller limits the rate.

    Raises `submission_code_is_malformed`, `submission_code_is_unknown`.
    """
    digits = normal_code(typed)
    if not digits:
        raise DomainError("submission_code_is_malformed", count=CODE_DIGITS)
    found = _of(session, digits, vault)
    if found is None:
        raise DomainError("submission_code_is_unknown")
    return found


def find_by_token(session: Session, token: str, *, vault: Vault) -> Submission:
    """What was sent, for its receipt. Raises `receipt_is_unknown`."""
    found = _of(session, code_of(token, vault=vault), vault)
    if found is None:
        raise NotFound("receipt_is_unknown")
    return found


def _of(session: Session, digits: str, vault: Vault) -> Submission | None:
    return session.scalars(select(Submission).where(
        Submission.code_hash == hash_code(digits, vault=vault))).unique().first()
