"""Uploads being checked: kept sealed until the organizer confirms, forgotten after a day."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, NotFound
from app.domain.roles import Actor, Role
from app.models import Feature, Job, Jury, Person, PoolUpload, Registrant
from app.services import jobs
from app.services.pool.pool_columns import Columns, check_columns, guess_columns
from app.services.pool.pool_rows import Known
from app.services.pool.pools import OPEN_STAGES
from app.services.pool.table_reading.tables import Table
from app.services.vault import Vault
from sortition.spelling import fold

UPLOAD_LIFE = timedelta(days=1)


class Staged(NamedTuple):
    """An upload with its table opened."""

    upload: PoolUpload
    table: Table
    columns: Columns


def stage_table(session: Session, jury: Jury, file_name: str, table: Table, *, vault: Vault, actor: Actor,
                now: datetime) -> PoolUpload:
    """Keep a table that was read until it is confirmed; the person's earlier unconfirmed uploads are forgotten.

    Raises `pool_is_frozen`. The file itself is kept nowhere.
    """
    actor.require(Role.ORGANIZER)
    if jury.stage not in OPEN_STAGES:
        raise Conflict("pool_is_frozen")
    forget_old_uploads(session, now=now)
    session.execute(delete(PoolUpload).where(
        PoolUpload.jury_id == jury.id, PoolUpload.uploaded_by_id == actor.person_id, PoolUpload.confirmed_at.is_(None),
        _is_not_being_imported()))
    columns = guess_columns(table, list(known_features(session, jury).features.values()))
    upload = PoolUpload(jury_id=jury.id, uploaded_by_id=actor.person_id, file_name=file_name[:200] or "—",
                        encoding=table.encoding, header=table.header, rows_sealed=vault.seal(jury, table.as_json()),
                        row_count=len(table.rows), columns=columns.as_json(), created_at=now)
    session.add(upload)
    session.flush()
    return upload


def forget_old_uploads(session: Session, *, now: datetime) -> int:
    """Delete uploads that nobody confirmed within a day; returns how many."""
    gone = session.execute(delete(PoolUpload).where(
        PoolUpload.confirmed_at.is_(None), PoolUpload.created_at < now - UPLOAD_LIFE, _is_not_being_imported()))
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a CursorResult at run time


def _is_not_being_imported() -> ColumnElement[bool]:
    live = select(Job.id).where(Job.state.in_(jobs.LIVE))
    return or_(PoolUpload.job_id.is_(None), PoolUpload.job_id.not_in(live))


def drop_upload(session: Session, jury: Jury, upload_id: int, *, actor: Actor) -> None:
    """Forget an upload that is not wanted after all."""
    actor.require(Role.ORGANIZER)
    session.execute(delete(PoolUpload).where(
        PoolUpload.id == upload_id, PoolUpload.jury_id == jury.id, PoolUpload.confirmed_at.is_(None),
        _is_not_being_imported()))


def find_upload(session: Session, jury: Jury, upload_id: int, *, vault: Vault) -> Staged:
    """An upload that still waits, opened. Raises `upload_is_gone`."""
    return open_upload(jury, waiting_upload(session, jury, upload_id), vault=vault)


def open_upload(jury: Jury, upload: PoolUpload, *, vault: Vault) -> Staged:
    return Staged(upload, Table(**vault.open(jury, upload.rows_sealed)), Columns.from_json(upload.columns))


def waiting_upload(session: Session, jury: Jury, upload_id: int) -> PoolUpload:
    """An upload that still waits, sealed. Raises `upload_is_gone`."""
    upload = session.scalars(select(PoolUpload).where(
        PoolUpload.id == upload_id, PoolUpload.jury_id == jury.id, PoolUpload.confirmed_at.is_(None))).first()
    if upload is None:
        raise NotFound("upload_is_gone")
    return upload


def waiting_uploads(session: Session, jury: Jury, *, now: datetime) -> list[PoolUpload]:
    """Uploads that still wait for a decision, newest first."""
    return list(session.scalars(select(PoolUpload).where(
        PoolUpload.jury_id == jury.id, PoolUpload.confirmed_at.is_(None), PoolUpload.created_at >= now - UPLOAD_LIFE,
    ).order_by(PoolUpload.id.desc())))


def past_imports(session: Session, jury: Jury) -> list[tuple[PoolUpload, str]]:
    """Files that were imported, newest first, with the name of who confirmed each."""
    rows = session.execute(select(PoolUpload, Person.name).outerjoin(
        Person, Person.id == PoolUpload.confirmed_by_id).where(
        PoolUpload.jury_id == jury.id, PoolUpload.confirmed_at.is_not(None)).order_by(PoolUpload.id.desc()).limit(20))
    return [(upload, name or "") for upload, name in rows]


def choose_columns(session: Session, jury: Jury, upload_id: int, columns: Columns, *, vault: Vault,
                   actor: Actor) -> PoolUpload:
    """Say what each column is. Raises `upload_is_gone` and what `check_columns` finds."""
    actor.require(Role.ORGANIZER)
    staged = find_upload(session, jury, upload_id, vault=vault)
    check_columns(staged.table, columns)
    staged.upload.columns = columns.as_json()
    session.flush()
    return staged.upload


def known_features(session: Session, jury: Jury) -> Known:
    """Features and values that pool and targets have already."""
    known = Known()
    for feature in session.scalars(select(Feature).where(Feature.jury_id == jury.id).order_by(Feature.position)):
        known.features[fold(feature.name)] = feature.name
        known.targets[feature.name] = {fold(value.name): value.name for value in feature.values}
        known.values[feature.name] = dict(known.targets[feature.name])
    for features in session.scalars(select(Registrant.features).where(Registrant.jury_id == jury.id)):
        for name, value in features.items():
            spelt = known.features.setdefault(fold(name), name)
            known.values.setdefault(spelt, {}).setdefault(fold(value), value)
    return known
