"""One commit for everything; news leaves after it, and never after a rollback."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from app import transaction as module
from app.models import Person
from app.services.accounts import people
from app.services.announcements import announce
from app.transaction import on_announce, transaction


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What was announced while the test ran."""
    found: list[Any] = []
    monkeypatch.setattr(module, "_announcers", [])
    on_announce(found.extend)
    yield found


def test_news_leaves_after_the_commit(context: Flask, now: datetime, heard: list[Any]) -> None:
    with transaction() as session:
        people.add_person(session, "A", now=now)
        announce(session, "person_added")
        assert heard == []
    assert heard == ["person_added"]


def test_a_rollback_keeps_nothing_and_tells_nothing(context: Flask, now: datetime, heard: list[Any]) -> None:
    with pytest.raises(RuntimeError), transaction() as session:
        people.add_person(session, "A", now=now)
        announce(session, "person_added")
        raise RuntimeError
    with transaction() as session:
        assert session.query(Person).count() == 0
    assert heard == []


def test_what_was_read_before_is_read_anew_inside(context: Flask, now: datetime) -> None:
    with transaction() as session:
        person_id = people.add_person(session, "Before", now=now).id
    from app.extensions import db

    stale = db.session.get_one(Person, person_id)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET name = 'After'")
    with transaction():
        assert stale.name == "After"
