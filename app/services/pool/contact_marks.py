"""Keyed marks of a telephone number and an e-mail address: equal for the same person, telling nothing to others."""
from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Jury, Registrant
from app.services.pool.contacts import is_email, normal_phone
from app.services.vault import Vault


def marks_of(jury: Jury, contact: Mapping[str, object], *, vault: Vault) -> dict[str, str | None]:
    """The columns `phone_mark` and `email_mark` of a contact; None for what is blank or no number or address."""
    phone, email = normal_phone(str(contact.get("phone") or "")), str(contact.get("email") or "").strip().lower()
    return {"phone_mark": _mark(jury, "phone", phone, vault) if phone else None,
            "email_mark": _mark(jury, "email", email, vault) if is_email(email) else None}


def _mark(jury: Jury, kind: str, text: str, vault: Vault) -> str:
    return vault.keyed_hash(f"contact {kind}", f"{jury.id}\0{text}")


def fill_missing(session: Session, jury: Jury, *, vault: Vault) -> int:
    """Mark the people of a file, each once: a blank mark says that there was nothing. Returns how many."""
    rows = list(session.scalars(select(Registrant).where(
        Registrant.jury_id == jury.id, Registrant.source.is_(None), Registrant.erased_at.is_(None),
        Registrant.phone_mark.is_(None), Registrant.email_mark.is_(None))))
    contacts = vault.open_many(jury, [row.contact_sealed for row in rows])
    for row, contact in zip(rows, contacts, strict=True):
        for column, mark in marks_of(jury, contact, vault=vault).items():
            setattr(row, column, mark or "")
    session.flush()
    return len(rows)


def same_contact(session: Session, jury: Jury, marks: Mapping[str, str | None]) -> list[Registrant]:
    """People of the pool, neither withdrawn nor erased, with the same number or address; the earliest first."""
    wanted = [getattr(Registrant, column) == mark for column, mark in marks.items() if mark]
    if not wanted:
        return []
    return list(session.scalars(select(Registrant).where(
        Registrant.jury_id == jury.id, Registrant.withdrawn_at.is_(None), Registrant.erased_at.is_(None),
        or_(*wanted)).order_by(Registrant.number)))
