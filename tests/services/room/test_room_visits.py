"""Who is let into a room: a session bound to one jury opens no other."""
from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.models import Person
from app.services.accounts import sign_ins
from app.services.room import room_visits, rooms
from tests.cast import Cast


def test_a_session_bound_to_another_jury_is_not_let_into_the_room(session: Session, cast: Cast, now: datetime) -> None:
    room, juror = rooms.ensure_room(session, cast.jury_id, now=now), session.get_one(Person, cast.juror)
    bound = sign_ins.begin_session(session, juror, "link", now=now, jury_ids=[cast.jury_id + 1])
    with pytest.raises(NotFound):
        room_visits.find_visitor(session, bound, room.id, now=now)
    own = sign_ins.begin_session(session, juror, "link", now=now, jury_ids=[cast.jury_id])
    assert room_visits.find_visitor(session, own, room.id, now=now).actor.person_id == cast.juror
