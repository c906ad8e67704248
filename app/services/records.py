"""The public record of a jury: every decision, chained by hashes, without names."""
from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import Conflict
from app.models import RecordEntry

MOST_ATTEMPTS = 8
FIRST_HASH = "0" * 64


def entry_hash(previous_hash: str, number: int, kind: str, data: dict[str, Any], at: datetime) -> str:
    """SHA-256 over the previous hash and the canonical entry; recomputed by anyone from the downloaded record."""
    return hashlib.sha256(_text(previous_hash, number, kind, data, at).encode()).hexdigest()


def entry_text(entry: RecordEntry) -> str:
    """Exactly what was hashed."""
    return _text(entry.previous_hash, entry.number, entry.kind, entry.data, entry.at)


def _text(previous_hash: str, number: int, kind: str, data: dict[str, Any], at: datetime) -> str:
    entry = {"previous": previous_hash, "number": number, "kind": kind, "data": data, "at": at.isoformat()}
    return json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def add_entry(session: Session, jury_id: int, kind: str, data: dict[str, Any], *, now: datetime) -> RecordEntry:
    """Append a decision. `data` must hold no names: ids of public objects, codes, numbers and hashes only.

    Two transactions that write to one jury at the same moment want the same number: the unique constraint makes
    the second wait for the first to end, and then it takes the next number.
    """
    session.flush()
    for _ in range(MOST_ATTEMPTS):
        try:
            with session.begin_nested():
                entry = _next_entry(session, jury_id, kind, data, now)
                session.add(entry)
            return entry
        except IntegrityError:
            continue
    raise Conflict("record_is_busy")


def _next_entry(session: Session, jury_id: int, kind: str, data: dict[str, Any], now: datetime) -> RecordEntry:
    last = session.execute(
        select(RecordEntry.number, RecordEntry.hash).where(RecordEntry.jury_id == jury_id)
        .order_by(RecordEntry.number.desc()).limit(1)).first()
    number, previous = (last.number + 1, last.hash) if last else (1, FIRST_HASH)
    at = now.replace(microsecond=0)
    return RecordEntry(jury_id=jury_id, number=number, kind=kind, data=data, at=at, previous_hash=previous,
                       hash=entry_hash(previous, number, kind, data, at))


def entries_of(session: Session, jury_id: int) -> list[RecordEntry]:
    return list(session.scalars(
        select(RecordEntry).where(RecordEntry.jury_id == jury_id).order_by(RecordEntry.number)))


def first_broken_entry(entries: list[RecordEntry]) -> int | None:
    """Number of the first entry that does not follow from the one before, or None when the chain holds."""
    previous = FIRST_HASH
    for expected, entry in enumerate(entries, start=1):
        computed = entry_hash(previous, entry.number, entry.kind, entry.data, entry.at)
        if entry.number != expected or entry.previous_hash != previous or entry.hash != computed:
            return expected
        previous = entry.hash
    return None
