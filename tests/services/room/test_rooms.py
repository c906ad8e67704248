"""The log has no gap and no duplicate, and what is announced leaves only after the commit."""
from __future__ import annotations

from datetime import datetime
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import Conflict
from app.domain.room_events import RoomEventKind
from app.domain.stages import Stage
from app.models import Room
from app.services.room import rooms, statements
from app.services.room.rooms import LoggedEvent
from app.transaction import _announcers, on_announce, transaction
from tests.cast import Cast, actor
from tests.room import Sitting, open_room


@pytest.fixture
def sitting(session: Session, cast: Cast, now: datetime) -> Sitting:
    return open_room(session, cast, now)


@pytest.fixture
def announced() -> Any:
    seen: list[Any] = []
    on_announce(seen.extend)
    yield seen
    _announcers.remove(seen.extend)


def test_numbers_follow_each_other(sitting: Sitting) -> None:
    for text in ("one", "two", "three"):
        statements.post_statement(sitting.session, sitting.room, text, page_language="en", **sitting.by("juror"))
    events = rooms.events_after(sitting.session, sitting.room, 0)
    assert [event.seq for event in events] == [1, 2, 3]
    assert rooms.events_after(sitting.session, sitting.room, 1, limit=1)[0].seq == 2


def test_a_command_sent_twice_happens_once_and_answers_alike(sitting: Sitting) -> None:
    first, second = (statements.post_statement(sitting.session, sitting.room, "once", page_language="en",
                                               **sitting.by("juror", command_id="abc")) for _ in range(2))
    assert first.seq == second.seq
    assert len(rooms.events_after(sitting.session, sitting.room, 0)) == 1


def test_a_known_command_is_announced_again(app: Flask, cast: Cast, now: datetime, announced: list[Any]) -> None:
    with app.app_context(), transaction() as session:
        open_room(session, cast, now)
    for _ in range(2):
        with app.app_context(), transaction() as session:
            _say(session, cast, now, "first", "abc")
    assert [item.seq for item in announced if isinstance(item, LoggedEvent)] == [1, 1]


def test_somebody_elses_command_id_is_refused(sitting: Sitting) -> None:
    statements.post_statement(sitting.session, sitting.room, "mine", page_language="en",
                              **sitting.by("juror", command_id="abc"))
    with pytest.raises(Conflict, match="command_is_taken"):
        statements.post_statement(sitting.session, sitting.room, "theirs", page_language="en",
                                  **sitting.by("second_juror", command_id="abc"))


def test_a_rollback_announces_nothing_and_leaves_no_gap(app: Flask, cast: Cast, now: datetime,
                                                        announced: list[Any]) -> None:
    with app.app_context(), transaction() as session:
        open_room(session, cast, now)
    with pytest.raises(RuntimeError), app.app_context(), transaction() as session:
        _say(session, cast, now, "lost", "a")
        raise RuntimeError
    assert announced == []
    with app.app_context(), transaction() as session:
        assert _say(session, cast, now, "kept", "b").seq == 1


def test_eight_writers_make_no_gap_and_no_duplicate(app: Flask, cast: Cast, now: datetime) -> None:
    with app.app_context(), transaction() as session:
        open_room(session, cast, now)
    seqs: list[int] = []

    def write(number: int) -> None:
        with app.app_context():
            for turn in range(5):
                with transaction() as session:
                    seqs.append(_say(session, cast, now, f"{number} {turn}", f"{number}-{turn}").seq)

    _in_threads(write, 8)
    assert sorted(seqs) == list(range(1, 41))
    with app.app_context(), transaction() as session:
        events = rooms.events_after(session, rooms.room_of(session, cast.jury_id), 0)
        assert [event.seq for event in events] == list(range(1, 41))


def test_the_same_command_from_eight_at_once_happens_once(app: Flask, cast: Cast, now: datetime) -> None:
    """Whoever loses the race meets the unique id; trying again finds the winner's number."""
    with app.app_context(), transaction() as session:
        open_room(session, cast, now)
    seqs: list[int] = []

    def press(_number: int) -> None:
        with app.app_context():
            for _attempt in range(2):
                try:
                    with transaction() as session:
                        seqs.append(_say(session, cast, now, "same", "same").seq)
                    return
                except IntegrityError:
                    continue

    _in_threads(press, 8)
    assert seqs == [1] * 8
    with app.app_context(), transaction() as session:
        assert session.get_one(Room, rooms.room_of(session, cast.jury_id).id).last_seq == 1


def test_the_room_is_closed_outside_the_deliberation(sitting: Sitting, session: Session, cast: Cast) -> None:
    from tests.cast import jury_of

    jury_of(session, cast).stage = Stage.VERDICT
    session.flush()
    with pytest.raises(Conflict, match="room_is_closed"):
        statements.post_statement(session, sitting.room, "late", page_language="en", **sitting.by("juror"))


def test_the_last_lines_before_a_number(sitting: Sitting) -> None:
    for number in range(5):
        statements.post_statement(sitting.session, sitting.room, str(number), page_language="en", **sitting.by("juror"))
    lines = rooms.events_before(sitting.session, sitting.room, 5, [RoomEventKind.STATEMENT_POSTED], limit=2)
    assert [line.seq for line in lines] == [3, 4]


def _say(session: Session, cast: Cast, now: datetime, text: str, command_id: str) -> LoggedEvent:
    return statements.post_statement(session, rooms.room_of(session, cast.jury_id), text, page_language="en",
                                     actor=actor(session, cast, "juror"), now=now, command_id=command_id)


def _in_threads(work: Any, count: int) -> None:
    threads = [Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
