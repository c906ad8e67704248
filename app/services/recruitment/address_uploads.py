"""Address files being checked: kept sealed until the organizer confirms, forgotten after a day."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.roles import Actor, Role
from app.models import AddressUpload, Jury
from app.services.pool.table_reading.tables import Table
from app.services.recruitment.address_columns import AddressColumns, check_columns, guess_columns
from app.services.recruitment.addresses import check_open
from app.services.vault import Vault

UPLOAD_LIFE = timedelta(days=1)


class StagedAddresses(NamedTuple):
    """An upload with its table opened."""

    upload: AddressUpload
    table: Table
    columns: AddressColumns


def stage_table(session: Session, jury: Jury, file_name: str, table: Table, *, vault: Vault, actor: Actor,
                now: datetime) -> AddressUpload:
    """Keep a table until it is confirmed; earlier unconfirmed ones of the jury are forgotten.

    Raises `address_list_is_closed`, `address_list_is_announced`.
    """
    actor.require(Role.ORGANIZER)
    check_open(session, jury)
    forget_old_uploads(session, now=now)
    session.execute(delete(AddressUpload).where(
        AddressUpload.jury_id == jury.id, AddressUpload.confirmed_at.is_(None)))
    upload = AddressUpload(jury_id=jury.id, uploaded_by_id=actor.person_id, file_name=file_name[:200] or "—",
                           rows_sealed=vault.seal(jury, table.as_json()), row_count=len(table.rows),
                           columns=guess_columns(table).as_json(), created_at=now)
    session.add(upload)
    session.flush()
    return upload


def forget_old_uploads(session: Session, *, now: datetime) -> None:
    """Delete uploads that nobody confirmed within a day."""
    session.execute(delete(AddressUpload).where(
        AddressUpload.confirmed_at.is_(None), AddressUpload.created_at < now - UPLOAD_LIFE))


def drop_upload(session: Session, jury: Jury, upload_id: int, *, actor: Actor) -> None:
    """Forget an upload that is not wanted after all."""
    actor.require(Role.ORGANIZER)
    session.execute(delete(AddressUpload).where(
        AddressUpload.id == upload_id, AddressUpload.jury_id == jury.id, AddressUpload.confirmed_at.is_(None)))


def waiting_upload(session: Session, jury: Jury, upload_id: int) -> AddressUpload:
    """An upload that still waits, sealed. Raises `upload_is_gone`."""
    upload = session.scalars(select(AddressUpload).where(
        AddressUpload.id == upload_id, AddressUpload.jury_id == jury.id,
        AddressUpload.confirmed_at.is_(None))).first()
    if upload is None:
        raise NotFound("upload_is_gone")
    return upload


def waiting_uploads(session: Session, jury: Jury, *, now: datetime) -> list[AddressUpload]:
    """Uploads that still wait for a decision."""
    return list(session.scalars(select(AddressUpload).where(
        AddressUpload.jury_id == jury.id, AddressUpload.confirmed_at.is_(None),
        AddressUpload.created_at >= now - UPLOAD_LIFE).order_by(AddressUpload.id.desc())))


def open_upload(jury: Jury, upload: AddressUpload, *, vault: Vault) -> StagedAddresses:
    return StagedAddresses(upload, Table(**vault.open(jury, upload.rows_sealed)),
                           AddressColumns.from_json(upload.columns))


def choose_columns(session: Session, jury: Jury, upload_id: int, columns: AddressColumns, *, vault: Vault,
                   actor: Actor) -> None:
    """Say what each column is. Raises `upload_is_gone` and what `check_columns` finds."""
    actor.require(Role.ORGANIZER)
    staged = open_upload(jury, waiting_upload(session, jury, upload_id), vault=vault)
    check_columns(staged.table, columns)
    staged.upload.columns = columns.as_json()
    session.flush()
