"""The pool as a CSV file that spreadsheets open safely and that imports again without a difference."""
from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Actor, Role
from app.models import Jury, Registrant
from app.services.pool.table_reading.cells import disguise
from app.services.vault import Vault

SEPARATOR = ";"  # what Excel expects where the comma divides whole numbers from fractions, as in Kazakhstan


def export_pool(session: Session, jury: Jury, *, vault: Vault, actor: Actor) -> bytes:
    """Everybody with contacts, in the order of numbers; the caller asks for a fresh sign-in first."""
    actor.require(Role.ORGANIZER)
    people = list(session.scalars(select(Registrant).where(Registrant.jury_id == jury.id).order_by(Registrant.number)))
    contacts = vault.open_many(jury, [person.contact_sealed for person in people])
    features = list({name: None for person in people for name in person.features})
    address = max((len(contact.get("address", [])) for contact in contacts), default=0)
    rows = [["id", "name", "email", "phone", *(f"address {part + 1}" for part in range(address)), "language", *features,
             "excluded"]]
    for person, contact in zip(people, contacts, strict=True):
        parts = [*contact.get("address", []), *[""] * address][:address]
        rows.append([person.external_id, contact.get("name", ""), contact.get("email", ""), contact.get("phone", ""),
                     *parts, person.language, *(person.features.get(name, "") for name in features),
                     person.excluded_reason or ""])
    return as_csv(rows)


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as a file for spreadsheets: no cell is run as a formula, letters are recognised by the mark in front."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=SEPARATOR).writerows([[disguise(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")
