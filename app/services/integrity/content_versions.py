"""What the public pages of a jury depend on, in one short text: when it is the same, so are the pages."""
from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, ScalarSelect, bindparam, func, select

from app.domain.local_days import local_day
from app.models import Jury, RecordEntry, Signature, SigningKey, TimestampToken

LONGEST_SECONDS = 600  # what changes without a decision and was not thought of here shows after this time


def _last(table: type[Signature] | type[TimestampToken]) -> ScalarSelect[int]:
    return select(func.max(table.id)).where(table.jury_id == Jury.id).correlate(Jury).scalar_subquery()


# One question with indexes for every part. Whatever is decided in public makes an entry in the record; beside it there
# are the frame of the jury, and what the worker adds without deciding: signatures and timestamps.
_OF_JURY = select(
    Jury.id, Jury.time_zone, Jury.stage, Jury.updated_at, Jury.reply_due_on,
    select(RecordEntry.hash).where(RecordEntry.jury_id == Jury.id).order_by(
        RecordEntry.number.desc()).limit(1).correlate(Jury).scalar_subquery(),
    _last(Signature), _last(TimestampToken),
    select(func.count(SigningKey.id)).scalar_subquery(),
    select(func.count(SigningKey.revoked_at)).scalar_subquery(),
).where(Jury.slug == bindparam("slug"))


def of_jury(connection: Connection, slug: str, *, now: datetime) -> str | None:
    """Changes with every public decision on this jury, at its midnight, since deadlines count days, and in any case
    every ten minutes. None: there is no such jury.
    """
    row = connection.execute(_OF_JURY, {"slug": slug}).first()
    if row is None:
        return None
    day = local_day(row, now)
    return "|".join(str(value) for value in (day, int(now.timestamp()) // LONGEST_SECONDS, *row))
