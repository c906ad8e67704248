"""The whole pool with its contacts opened in memory: what search and the look-out for doubles go through.

There is no index of names or numbers beside the sealed contacts: equal hashes would tell a thief of the database which
names are frequent. Opening 20,000 contacts takes a quarter of a second (`benchmarks/pool_desk.py`).
"""
from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Jury, Registrant
from app.services.pool.contacts import address_of
from app.services.vault import Vault
from sortition.spelling import fold


class Opened(NamedTuple):
    """One person; contacts as people typed them."""

    id: int
    number: int
    external_id: str
    features: dict[str, str]
    household: str | None
    is_in_draw: bool
    name: str
    email: str
    phone: str
    address: tuple[str, ...]

    @property
    def words(self) -> str:
        """Everything by which the person can be found, folded."""
        return plain(" ".join((self.external_id, self.name, self.email, *self.address)))

    @property
    def digits(self) -> str:
        return "".join(filter(str.isdigit, self.phone))


class SealedPeople:
    """Reads in one part and opens in another, so that the second can run beside the event loop."""

    def __init__(self, session: Session, jury: Jury, *wanted: Any, vault: Vault) -> None:
        self._key = vault.open_key(jury.data_key)
        self._rows = session.execute(select(
            Registrant.id, Registrant.number, Registrant.external_id, Registrant.features, Registrant.household,
            Registrant.excluded_at, Registrant.contact_sealed).where(
            Registrant.jury_id == jury.id, *wanted).order_by(Registrant.number)).all()
        self._open = vault.open_with

    def open(self) -> list[Opened]:
        contacts = self._open(self._key, [row.contact_sealed for row in self._rows])
        return [_opened(row, contact) for row, contact in zip(self._rows, contacts, strict=True)]


def _opened(row: Any, contact: dict[str, Any]) -> Opened:
    return Opened(row.id, row.number, row.external_id, row.features, row.household, row.excluded_at is None,
                  str(contact.get("name") or ""), str(contact.get("email") or ""), str(contact.get("phone") or ""),
                  address_of(contact))


def plain(text: str) -> str:
    """The form in which words are looked up: without capitals, and ё is е.

    >>> plain("ПЁТР  Ахметов")
    'петр ахметов'
    """
    return fold(text).replace("ё", "е")
