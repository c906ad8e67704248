"""Roles that go together and those that do not; leaving takes effect at once, and the last organizer stays."""
from __future__ import annotations

from datetime import datetime
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, DomainError, Forbidden
from app.domain.phases import FloorKind, FloorState
from app.domain.roles import SYSTEM, Role
from app.domain.stages import Stage
from app.models import FloorRequest, Membership, Person
from app.services.accounts import actors, memberships
from app.services.room import floor, rooms
from app.transaction import transaction
from tests.cast import Cast, actor, jury_of


@pytest.mark.parametrize(("who", "role", "code"), [
    ("juror", Role.ORGANIZER, "juror_has_one_role"), ("organizer", Role.JUROR, "juror_has_one_role"),
    ("commissioner", Role.OVERSEER, "role_stands_apart"), ("overseer", Role.ORGANIZER, "role_stands_apart"),
    ("facilitator", Role.EXPERT, "chair_is_neutral"), ("expert", Role.FACILITATOR, "chair_is_neutral"),
    ("expert", Role.EXPERT, "already_a_member"), ("organizer", Role.FACILITATOR, None),
    ("organizer", Role.EXPERT, None), ("outsider", Role.OVERSEER, None)])
def test_which_roles_one_person_may_have_in_one_jury(
        session: Session, cast: Cast, now: datetime, who: str, role: Role, code: str | None) -> None:
    person = session.get_one(Person, getattr(cast, who))
    if code is None:
        assert memberships.add_member(session, jury_of(session, cast), person, role, now=now,
                                      actor=actor(session, cast, "organizer")).role is role
        return
    with pytest.raises(Conflict, match=code):
        memberships.join(session, jury_of(session, cast), person, role, now=now)


def test_the_last_organizer_neither_leaves_nor_is_removed(session: Session, cast: Cast, now: datetime) -> None:
    jury, organizer = jury_of(session, cast), actor(session, cast, "organizer")
    own = organizer.memberships[Role.ORGANIZER]
    for who in (organizer, SYSTEM):
        with pytest.raises(Conflict, match="last_organizer_stays"):
            memberships.end_membership(session, jury, own, actor=who, now=now)
    second = memberships.join(session, jury, session.get_one(Person, cast.outsider), Role.ORGANIZER, now=now)
    memberships.end_membership(session, jury, own, actor=organizer, now=now)
    assert actors.actor_for(session, session.get_one(Person, cast.organizer), jury.id).roles == frozenset()
    with pytest.raises(Conflict, match="last_organizer_stays"):
        memberships.end_membership(session, jury, second.id, actor=SYSTEM, now=now)
    with pytest.raises(Forbidden):
        memberships.end_membership(session, jury, second.id, actor=actor(session, cast, "juror"), now=now)


def test_of_two_organizers_who_leave_at_the_same_moment_one_stays(app: Flask, cast: Cast, now: datetime) -> None:
    with app.app_context(), transaction() as session:
        second = session.get_one(Person, cast.outsider)
        memberships.join(session, jury_of(session, cast), second, Role.ORGANIZER, now=now)
    barrier, refused = Barrier(2), []

    def leave(person_id: int) -> None:
        barrier.wait()
        with app.app_context():
            try:
                with transaction() as session:
                    who = actors.actor_for(session, session.get_one(Person, person_id), cast.jury_id)
                    memberships.end_membership(session, jury_of(session, cast), who.memberships[Role.ORGANIZER],
                                               actor=who, now=now)
            except DomainError as error:
                refused.append(error.code)

    threads = [Thread(target=leave, args=(person_id,)) for person_id in (cast.organizer, cast.outsider)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["last_organizer_stays"]
    with app.app_context(), transaction() as session:
        assert len(memberships.members_of(session, cast.jury_id, Role.ORGANIZER)) == 1


def test_whoever_leaves_waits_for_the_floor_no_more_and_the_room_hears_of_it(
        session: Session, cast: Cast, now: datetime) -> None:
    jury = jury_of(session, cast)
    jury.stage = Stage.DELIBERATION
    room, juror = rooms.ensure_room(session, jury.id, now=now), actor(session, cast, "juror")
    floor.raise_hand(session, room, FloorKind.SPEAK, actor=juror, now=now)
    before = rooms.head_of(session, room.id)
    memberships.end_membership(session, jury, juror.memberships[Role.JUROR], actor=juror, now=now)
    assert session.scalars(select(FloorRequest.state)).one() is FloorState.WITHDRAWN
    assert rooms.head_of(session, room.id) == before + 1
    expert = actor(session, cast, "expert").memberships[Role.EXPERT]
    memberships.end_membership(session, jury, expert, actor=SYSTEM, now=now)
    assert rooms.head_of(session, room.id) == before + 1, "who did not wait changes nothing for the floor"
    assert session.get_one(Membership, expert).ended_at == now
