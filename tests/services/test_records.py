"""The public record: a chain without gaps, whoever writes at the same moment, and every change in it is seen."""
from __future__ import annotations

from datetime import datetime
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.services import records
from app.transaction import transaction
from tests.cast import Cast


def test_eight_at_once_write_a_chain_without_gaps(app: Flask, cast: Cast, now: datetime) -> None:
    start, faults = Barrier(8), []

    def write(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction() as session:
                    records.add_entry(session, cast.jury_id, "member_joined", {"role": str(number)}, now=now)
            except Exception as error:  # noqa: BLE001 whatever it is, the test shows it
                faults.append(error)

    threads = [Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with app.app_context(), transaction() as session:
        entries = records.entries_of(session, cast.jury_id)
        assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
        assert {entry.data["role"] for entry in entries[-8:]} == {str(number) for number in range(8)}
        assert records.first_broken_entry(entries) is None


@pytest.mark.parametrize("field", ["kind", "data", "at", "hash", "previous_hash", "number"])
def test_any_change_is_seen(session: Session, cast: Cast, now: datetime, field: str) -> None:
    entries = records.entries_of(session, cast.jury_id)
    changed = {"kind": "x", "data": {"x": 1}, "at": now.replace(year=2000), "hash": "0" * 64,
               "previous_hash": "1" * 64, "number": 99}[field]
    setattr(entries[3], field, changed)
    with session.no_autoflush:
        assert records.first_broken_entry(entries) == 4
    session.rollback()


def test_a_missing_entry_is_seen(session: Session, cast: Cast) -> None:
    entries = records.entries_of(session, cast.jury_id)
    assert records.first_broken_entry(entries[:2] + entries[3:]) == 3
