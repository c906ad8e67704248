"""Importing an address file: what it would change, and – once confirmed – the change, all of it or nothing."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError
from app.domain.letters import AddressUse
from app.domain.roles import Actor, Role
from app.models import Address, AddressUpload, Jury
from app.services import records
from app.services.pool.pools import OPEN_STAGES
from app.services.recruitment.address_rows import AddressReading, AddressRow, read_addresses
from app.services.recruitment.address_uploads import StagedAddresses, open_upload, waiting_upload
from app.services.recruitment.addresses import check_open, count_addresses
from app.services.vault import Vault

BATCH = 500  # numbers in one IN (…)


@dataclass
class AddressPlan:
    """What an import would do. `stamp` tells whether the list is still the one that was compared."""

    upload_id: int
    staged: StagedAddresses
    reading: AddressReading
    stamp: str
    added: list[dict[str, Any]] = field(default_factory=list)
    updated: list[dict[str, Any]] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)  # numbers in the list
    unchanged: int = 0
    kept: int = 0  # drawn already, and different in the file: they stay as they are
    missing: list[int] = field(default_factory=list)  # numbers in the list that the file does not have
    removed: list[int] = field(default_factory=list)

    @property
    def is_possible(self) -> bool:
        return not self.reading.blocking and bool(self.added or self.updated or self.unchanged or self.kept)


class AddressComparison:
    """A comparison in two parts: the first reads all that is needed, `run` only computes and may go to a thread."""

    def __init__(self, session: Session, jury: Jury, upload_id: int, *, vault: Vault, now: datetime) -> None:
        self.jury, self.vault, self.now = jury, vault, now
        self.stamp = jury.updated_at.isoformat()
        self.upload = waiting_upload(session, jury, upload_id)
        present = list(session.scalars(select(Address).where(Address.jury_id == jury.id).order_by(Address.number)))
        self.by_id = {row.external_id: row for row in present if row.external_id is not None}
        self.by_hash = {row.address_hash: row for row in present}
        self.present = present
        self.next_number = max((row.number for row in present), default=0) + 1

    def run(self) -> AddressPlan:
        staged = open_upload(self.jury, self.upload, vault=self.vault)
        areas = list(dict.fromkeys(row.area for row in self.present))
        reading = read_addresses(staged.table, staged.columns, areas)
        self.plan = AddressPlan(self.upload.id, staged, reading, self.stamp)
        self._compare_all()
        self._seal()
        return self.plan

    def _compare_all(self) -> None:
        sealed = [row.contact_sealed for row in self.present]
        self.contacts = dict(zip((row.number for row in self.present), self.vault.open_many(self.jury, sealed),
                                 strict=True))
        has_area = self.plan.staged.columns.place(AddressUse.AREA) is not None
        seen: set[int] = set()
        for row in self.plan.reading.rows:
            found_hash = self.vault.keyed_hash("address", f"{self.jury.id}\0{row.normal}")
            present = self.by_id.get(row.external_id) if row.external_id else None
            present = present or self.by_hash.get(found_hash)
            if present is None:
                self._add(row, found_hash)
            elif present.number not in seen:
                self._compare(row, present, found_hash, has_area)
            if present is not None:
                seen.add(present.number)
        self.plan.missing = [row.number for row in self.present if row.number not in seen]
        if self.plan.staged.columns.remove_missing:
            gone = set(self.plan.missing)
            self.plan.removed = [row.number for row in self.present
                                 if row.number in gone and row.letter_draw_id is None]

    def _add(self, row: AddressRow, found_hash: str) -> None:
        self.plan.added.append({
            "jury_id": self.jury.id, "number": self.next_number, "external_id": row.external_id, "area": row.area,
            "address_hash": found_hash, "contact": row.contact, "added_at": self.now, "answers": 0})
        self.next_number += 1

    def _compare(self, row: AddressRow, present: Address, found_hash: str, has_area: bool) -> None:
        area = row.area if has_area else present.area
        before = self.contacts[present.number]
        contact = {**before, **row.contact}
        holder = self.by_hash.get(found_hash)
        if contact == before and area == present.area:
            self.plan.unchanged += 1
        elif present.letter_draw_id is not None or (holder is not None and holder is not present):
            self.plan.kept += 1
        else:
            self.plan.changed.append(present.number)
            self.plan.updated.append({"id": present.id, "area": area, "contact": contact, "address_hash": found_hash})

    def _seal(self) -> None:
        rows = [*self.plan.added, *self.plan.updated]
        sealed = self.vault.seal_many(self.jury, [row.pop("contact") for row in rows])
        for row, contact in zip(rows, sealed, strict=True):
            row["contact_sealed"] = contact


def carry_out(session: Session, jury: Jury, plan: AddressPlan, *, actor: Actor, now: datetime,
              seen: str | None = None) -> int:
    """Bring a plan into the list; returns how many addresses the list then has.

    Raises `address_import_is_blocked`, `address_list_is_closed`, `address_list_is_announced`,
    `address_list_changed_meanwhile`, `upload_is_gone` for a second press.
    """
    actor.require(Role.ORGANIZER)
    if not plan.is_possible:
        raise DomainError("address_import_is_blocked", count=plan.reading.blocking)
    _hold(session, jury, plan.stamp if seen is None else seen, plan.stamp, now)
    taken = session.execute(update(AddressUpload).where(
        AddressUpload.id == plan.upload_id, AddressUpload.confirmed_at.is_(None)).values(
        confirmed_at=now, rows_sealed=b""))
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("upload_is_gone")
    for at in range(0, len(plan.removed), BATCH):
        session.execute(delete(Address).where(
            Address.jury_id == jury.id, Address.number.in_(plan.removed[at:at + BATCH]),
            Address.letter_draw_id.is_(None)))
    if plan.added:
        # With RETURNING SQLAlchemy sends many rows in one statement; without it PostgreSQL gets one each.
        session.execute(insert(Address).returning(Address.id), plan.added).all()
    if plan.updated:
        session.execute(update(Address), plan.updated)
    session.expire_all()
    total = count_addresses(session, jury)
    records.add_entry(session, jury.id, "addresses_imported", {
        "added": len(plan.added), "changed": len(plan.updated), "removed": len(plan.removed), "addresses": total},
        now=now)
    return total


def _hold(session: Session, jury: Jury, seen: str, stamp: str, now: datetime) -> None:
    """Keep the jury's row: of two at once one goes on, and nobody announces a draw in between."""
    held = session.execute(update(Jury).where(
        Jury.id == jury.id, Jury.stage.in_(OPEN_STAGES), Jury.updated_at == datetime.fromisoformat(stamp),
    ).values(updated_at=now))
    check_open(session, session.get_one(Jury, jury.id, populate_existing=True))
    if held.rowcount != 1 or seen != stamp:  # type: ignore[attr-defined]  # a CursorResult at run time
        raise Conflict("address_list_changed_meanwhile")
