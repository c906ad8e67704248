"""The pool: uploads being checked, and the people in the lottery."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.registrations import RegistrantSource
from app.models.base import Base


class PoolUpload(Base):
    """A file on its way in: its rows sealed, until the organizer confirms or a day has passed."""

    __tablename__ = "pool_upload"
    # SQLite would give the number of a forgotten upload to the next one, and an old window would confirm another file.
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    file_name: Mapped[str]
    encoding: Mapped[str | None] = mapped_column(String(40))
    header: Mapped[list[str]]
    rows_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # JSON list of rows under the jury's key
    row_count: Mapped[int]
    columns: Mapped[dict[str, Any]]  # the organizer's choice: id, name, email, phone, address, language, features
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))  # while a large import is carried out
    outcome: Mapped[dict[str, Any] | None]  # how many were added, changed, unchanged, missing, left out


class Registrant(Base):
    """One person in the pool. Features are plain (the draw needs them); who they are is sealed."""

    __tablename__ = "registrant"
    __table_args__ = (
        UniqueConstraint("jury_id", "external_id"),
        UniqueConstraint("jury_id", "number"),
        Index("ix_registrant_jury_household", "jury_id", "household"),
        Index("ix_registrant_jury_phone", "jury_id", "phone_mark"),
        Index("ix_registrant_jury_email", "jury_id", "email_mark"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]  # 1, 2, … in the order of registration or of the file
    external_id: Mapped[str] = mapped_column(String(80))
    features: Mapped[dict[str, str]]
    contact_sealed: Mapped[bytes] = mapped_column(LargeBinary)  # name, email, phone, address under the jury's key
    household: Mapped[str | None] = mapped_column(String(64))  # keyed hash of the normalised address; None = unknown
    language: Mapped[str] = mapped_column(String(2))
    registered_at: Mapped[datetime]
    excluded_at: Mapped[datetime | None]
    excluded_reason: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]  # by the person; `excluded_at` is set with it, so that nobody draws them
    erased_at: Mapped[datetime | None]  # at the person's wish: the number stays, all data are gone
    # Of those who registered themselves or by telephone; people of a file have only the marks.
    source: Mapped[RegistrantSource | None]
    phone_mark: Mapped[str | None] = mapped_column(String(64))  # keyed hashes: the same telephone, the same e-mail
    email_mark: Mapped[str | None] = mapped_column(String(64))
    needs_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # support, languages, days, staff's note
    consent_version: Mapped[int | None]
    consented_at: Mapped[datetime | None]
    repeats_number: Mapped[int | None]  # registered before under this number; the organizers decide


class PoolFreeze(Base):
    """The pool as the draw took it: how many, and the hash of the sorted list."""

    __tablename__ = "pool_freeze"

    id: Mapped[int] = mapped_column(primary_key=True)
    jury_id: Mapped[int] = mapped_column(ForeignKey("jury.id", ondelete="CASCADE"), index=True)
    people: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
