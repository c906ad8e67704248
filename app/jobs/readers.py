"""Writes to those who follow what has happened since; a short transaction for each lot of letters."""
from __future__ import annotations

from app.extensions import db
from app.installation import current_vault, utc_now
from app.services.discovery import follow_letters, subscriptions
from app.transaction import transaction


def tell_readers() -> None:
    """Note what is new, then write the letters; what a dead worker left is written by the next."""
    reader = db.session()
    reader.rollback()
    if follow_letters.has_readers(reader):
        with transaction() as session:
            follow_letters.collect(session, now=utc_now())
    reader.rollback()
    for told_id in follow_letters.unfinished(reader):
        while not _write_some(told_id):
            pass


def _write_some(told_id: int) -> bool:
    with transaction() as session:
        return follow_letters.write_some(session, told_id, vault=current_vault(), now=utc_now())


def forget_old() -> None:
    with transaction() as session:
        subscriptions.forget_old(session, now=utc_now())
