"""Reads what has become public into the search, a few juries in one transaction."""
from __future__ import annotations

from app.extensions import db
from app.installation import utc_now
from app.services.discovery import search_index
from app.transaction import transaction


def read_in_due() -> int:
    """Bring the index up to date; returns how many texts were read in."""
    reader = db.session()
    reader.rollback()
    due, count = search_index.due(reader), 0
    reader.rollback()
    for start in range(0, len(due), search_index.AT_ONCE):
        with transaction() as session:
            count += search_index.read_in(session, due[start:start + search_index.AT_ONCE], now=utc_now())
    return count
