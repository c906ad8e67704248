"""The code in a letter: given to a drawn address, looked up when somebody registers, used once it is answered."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.domain.letters import CODE_DIGITS, normal_code
from app.models import Address, Jury, LetterPlan, Registrant
from app.services.vault import Vault


def hash_code(jury: Jury, code: str, *, vault: Vault) -> str:
    """The keyed hash by which a code is found; the same code of another jury has another."""
    return vault.keyed_hash("letter code", f"{jury.id}\0{code}")


def find_address(session: Session, jury: Jury, code: str, *, vault: Vault) -> Address:
    """The address whose letter carries this code; nothing is used up. The caller limits the rate.

    Spaces, hyphens, capitals and look-alike letters (O for 0, З for 3) do not matter.
    Raises `letter_code_is_malformed`, `letter_code_is_unknown`, `letter_code_is_used`.
    """
    digits = normal_code(code)
    if not digits:
        raise DomainError("letter_code_is_malformed", count=CODE_DIGITS)
    address = session.scalars(select(Address).where(
        Address.jury_id == jury.id, Address.code_hash == hash_code(jury, digits, vault=vault))).first()
    if address is None:
        raise DomainError("letter_code_is_unknown")
    if address.answers >= registrations_per_letter(session, jury.id):
        raise DomainError("letter_code_is_used")
    return address


def registrations_per_letter(session: Session, jury_id: int) -> int:
    """How many people may register with one letter: one, unless the organizer allowed more."""
    return session.scalar(select(LetterPlan.registrations_per_letter).where(LetterPlan.jury_id == jury_id)) or 1


def mark_answered(session: Session, address: Address, registrant: Registrant, *, now: datetime) -> None:
    """Note that this person registered with the letter. Of two at once one succeeds: `letter_code_is_used`."""
    session.flush()
    limit = registrations_per_letter(session, address.jury_id)
    changed = session.execute(update(Address).where(Address.id == address.id, Address.answers < limit).values(
        answers=Address.answers + 1, answered_at=func.coalesce(Address.answered_at, now), registrant_id=registrant.id,
        declined_at=None))
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("letter_code_is_used")
    session.refresh(address)


def mark_declined(session: Session, address: Address, *, now: datetime) -> None:
    """Note that nobody at this address wants to take part: no reminder goes there."""
    session.execute(update(Address).where(Address.id == address.id).values(
        declined_at=func.coalesce(Address.declined_at, now)))
    session.refresh(address)


def release(session: Session, registrant: Registrant) -> None:
    """Free the code of somebody whose registration is erased or withdrawn, so that a mistake can be mended."""
    session.execute(update(Address).where(Address.registrant_id == registrant.id, Address.answers > 0).values(
        answers=Address.answers - 1, registrant_id=None))
