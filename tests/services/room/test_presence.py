"""A tunnel lasts a minute: presence has a grace period, and a dead server is noticed."""
from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.services.room import presence
from app.services.room.presence import PresenceState
from tests.cast import Cast
from tests.room import Sitting, open_room

LIVE, RECONNECTING, AWAY = PresenceState.LIVE, PresenceState.RECONNECTING, PresenceState.AWAY


@pytest.fixture
def sitting(session: Session, cast: Cast, now: datetime) -> Sitting:
    return open_room(session, cast, now)


def me(sitting: Sitting) -> int:
    return int(next(iter(sitting.by("juror")["actor"].memberships.values())))


def state(sitting: Sitting, after: float) -> PresenceState:
    health = presence.health_of(sitting.session, sitting.room, now=sitting.now + timedelta(seconds=after))
    return next(seat.state for seat in health.seats if seat.membership_id == me(sitting))


def test_nobody_is_here_at_first_and_every_juror_has_a_seat(sitting: Sitting) -> None:
    health = presence.health_of(sitting.session, sitting.room, now=sitting.now)
    assert (len(health.seats), health.live, health.count(AWAY)) == (3, 0, 3)


def test_a_lost_connection_is_reconnecting_for_a_minute(sitting: Sitting) -> None:
    presence.note_present(sitting.session, sitting.room.id, [me(sitting)], head=0, now=sitting.now)
    assert state(sitting, 1) is LIVE
    presence.note_gone(sitting.session, sitting.room.id, me(sitting), head=3, now=sitting.now)
    assert [state(sitting, after) for after in (1, 59, 61)] == [RECONNECTING, RECONNECTING, AWAY]
    back = sitting.now + timedelta(seconds=70)
    presence.note_present(sitting.session, sitting.room.id, [me(sitting)], head=4, now=back)
    assert state(sitting, 71) is LIVE


def test_a_server_that_died_without_a_word_is_noticed(sitting: Sitting) -> None:
    presence.note_present(sitting.session, sitting.room.id, [me(sitting)], head=0, now=sitting.now)
    assert [state(sitting, after) for after in (44, 46, 120)] == [LIVE, RECONNECTING, AWAY]


def test_a_visit_tells_how_far_one_had_read(sitting: Sitting) -> None:
    visits = [presence.note_visit(sitting.session, sitting.room.id, me(sitting), head=head, now=sitting.now)
              for head in (5, 9, 9)]
    assert visits == [5, 5, 9]
