"""The second factor of staff: codes of an authenticator app (TOTP, RFC 6238), recovery codes for a lost telephone."""
from __future__ import annotations

import hmac
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.models import Person, RecoveryCode, TotpSecret
from app.services.accounts.access_links import CODE_LENGTH, CODE_LETTERS, normal_code
from app.services.vault import Vault

ISSUER = "Alqa"
STEP_SECONDS = 30
DIGITS = 6
# A clock may be half a minute off in both directions.
STEPS_AROUND = (0, -1, 1)
RECOVERY_CODES = 10


def has_second_factor(session: Session, person_id: int) -> bool:
    return session.scalar(select(TotpSecret.person_id).where(
        TotpSecret.person_id == person_id, TotpSecret.confirmed_at.is_not(None))) is not None


def begin_set_up(session: Session, person: Person, *, vault: Vault, now: datetime) -> str:
    """The secret for the app; the same one until it is confirmed. Raises `second_factor_is_set`."""
    row = session.get(TotpSecret, person.id)
    if row is not None and row.confirmed_at is not None:
        raise Conflict("second_factor_is_set")
    if row is None:
        row = TotpSecret(person_id=person.id, created_at=now,
                         secret_sealed=vault.seal_plain(pyotp.random_base32()))
        session.add(row)
        session.flush()
    return str(vault.open_plain(row.secret_sealed))


def address_of(person: Person, secret: str) -> str:
    """What the app reads from the square: `otpauth://totp/…`."""
    return pyotp.TOTP(secret).provisioning_uri(name=person.email or person.name, issuer_name=ISSUER)


def confirm_set_up(session: Session, person: Person, code: str, *, vault: Vault, now: datetime) -> list[str]:
    """The first right code turns the second factor on; returns the recovery codes, which are shown once.

    Raises `second_factor_is_set`, `second_code_is_wrong`.
    """
    row = session.get(TotpSecret, person.id)
    if row is None or row.confirmed_at is not None:
        raise Conflict("second_factor_is_set")
    if not _take_step(session, row, code, vault=vault, now=now):
        raise DomainError("second_code_is_wrong")
    row.confirmed_at = now
    return new_recovery_codes(session, person, vault=vault)


def new_recovery_codes(session: Session, person: Person, *, vault: Vault) -> list[str]:
    """Ten new codes; the old ones stop working."""
    codes = ["".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)) for _ in range(RECOVERY_CODES)]
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    session.add_all(RecoveryCode(person_id=person.id, code_hash=_hash(person.id, code, vault)) for code in codes)
    session.flush()
    return codes


def codes_left(session: Session, person_id: int) -> int:
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(
        RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))) or 0


def take_code(session: Session, person: Person, code: str, *, vault: Vault, now: datetime) -> None:
    """Use up a code of the app or a recovery code; each counts once, of two at the same moment one.

    Raises `second_code_is_wrong`, alike for a wrong code and for one that was used.
    """
    row = session.get(TotpSecret, person.id)
    if row is not None and row.confirmed_at is not None and (
            _take_step(session, row, code, vault=vault, now=now) or _take_recovery(session, person, code, vault, now)):
        return
    raise DomainError("second_code_is_wrong")


def _take_step(session: Session, row: TotpSecret, code: str, *, vault: Vault, now: datetime) -> bool:
    typed = "".join(letter for letter in code if letter.isdecimal() and letter.isascii())
    if len(typed) != DIGITS or len(normal_code(code)) != DIGITS:
        return False
    totp, present = pyotp.TOTP(str(vault.open_plain(row.secret_sealed))), int(now.timestamp())
    for around in STEPS_AROUND:
        if hmac.compare_digest(totp.at(present, counter_offset=around), typed):
            return _mark(session, row.person_id, present // STEP_SECONDS + around)
    return False


def _mark(session: Session, person_id: int, step: int) -> bool:
    """Only a later half minute than the last one counts: who looked over the shoulder cannot use the code again."""
    marked = session.execute(update(TotpSecret).where(
        TotpSecret.person_id == person_id, or_(TotpSecret.last_step.is_(None), TotpSecret.last_step < step),
    ).values(last_step=step))
    return bool(marked.rowcount == 1)  # type: ignore[attr-defined]  # a CursorResult at run time


def _take_recovery(session: Session, person: Person, code: str, vault: Vault, now: datetime) -> bool:
    used = session.execute(update(RecoveryCode).where(
        RecoveryCode.person_id == person.id, RecoveryCode.code_hash == _hash(person.id, normal_code(code), vault),
        RecoveryCode.used_at.is_(None)).values(used_at=now))
    return bool(used.rowcount == 1)  # type: ignore[attr-defined]  # a CursorResult at run time


def _hash(person_id: int, code: str, vault: Vault) -> str:
    """Keyed, so fifty random bits suffice: without the installation's secret nobody can try codes."""
    return vault.keyed_hash("recovery code", f"{person_id}/{code}")


def remove(session: Session, person_id: int) -> None:
    """Forget secret and recovery codes; the operator does, when telephone and codes are lost."""
    session.execute(delete(TotpSecret).where(TotpSecret.person_id == person_id))
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
