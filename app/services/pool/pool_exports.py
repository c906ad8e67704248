"""The pool as a file that spreadsheets open safely and that imports again without a difference."""
from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.roles import Actor, Role
from app.models import Jury, Registrant
from app.services.pool.contacts import address_of
from app.services.pool.table_reading.cells import disguise
from app.services.pool.workbook_writing import as_workbook
from app.services.vault import Vault

SEPARATOR = ";"  # what Excel expects where the comma divides whole numbers from fractions, as in Kazakhstan


class SealedRows:
    """Everybody with contacts, in the order of numbers; the caller asks for a fresh sign-in first.

    Reads in one part; opening and writing (`as_file`) can go to a thread. Who was erased is left out.
    """

    def __init__(self, session: Session, jury: Jury, *, vault: Vault, actor: Actor) -> None:
        actor.require(Role.ORGANIZER)
        self._key, self._open = vault.open_key(jury.data_key), vault.open_with
        self._people = session.execute(select(
            Registrant.external_id, Registrant.features, Registrant.contact_sealed, Registrant.language,
            Registrant.excluded_at, Registrant.excluded_reason).where(
            Registrant.jury_id == jury.id, Registrant.erased_at.is_(None)).order_by(Registrant.number)).all()

    def as_file(self, kind: str) -> bytes:
        """The bytes of a file of this kind, `csv` or `xlsx`."""
        return as_workbook(self.rows()) if kind == "xlsx" else as_csv(self.rows())

    def rows(self) -> list[list[str]]:
        contacts = self._open(self._key, [person.contact_sealed for person in self._people])
        features = list({name: None for person in self._people for name in person.features})
        address = max((len(address_of(contact)) for contact in contacts), default=0)
        titles = ["id", "name", "email", "phone", *(f"address {part + 1}" for part in range(address)), "language",
                  *features, "excluded"]
        return [titles, *(_row(person, contact, features, address)
                          for person, contact in zip(self._people, contacts, strict=True))]


def _row(person: Any, contact: dict[str, Any], features: Sequence[str], address: int) -> list[str]:
    parts = [*address_of(contact), *[""] * address][:address]
    excluded = person.excluded_reason or ("" if person.excluded_at is None else "1")
    return [person.external_id, *(str(contact.get(part) or "") for part in ("name", "email", "phone")), *parts,
            person.language, *(person.features.get(name, "") for name in features), excluded]


def export_pool(session: Session, jury: Jury, kind: str = "csv", *, vault: Vault, actor: Actor) -> bytes:
    """The whole pool as a file."""
    return SealedRows(session, jury, vault=vault, actor=actor).as_file(kind)


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as a file for spreadsheets: no cell is run as a formula, letters are recognised by the mark in front."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=SEPARATOR).writerows([[disguise(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")
