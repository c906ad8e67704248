"""A jury in its room, made through the services that real people use, and everybody's cookie."""
from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from app import create_app
from app.config import Settings
from app.domain.phases import ItemKind
from app.domain.roles import Actor, Role
from app.domain.stages import Stage
from app.extensions import db
from app.installation import utc_now
from app.models import Jury, Person
from app.services import juries
from app.services.accounts import actors, memberships, people, sign_ins
from app.services.room import agenda, agenda_plans, rooms
from app.services.room.agenda_plans import ItemFrame
from app.services.vault import Vault
from app.transaction import transaction
from tests.cast import frame, texts

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"


@dataclass(frozen=True)
class Hall:
    """A room and who may enter it: name and cookie, the facilitator first, then the jurors."""

    room_id: int
    members: list[tuple[str, str]]
    secret_key: str


def seed_halls(data_dir: Path, database_url: str, *, rooms: int, jurors: int, observers: int) -> list[Hall]:
    """Fill an empty database with juries that sit in plenary."""
    secret_key = secrets.token_urlsafe(48)
    app = create_app(Settings(secret_key=secret_key, data_dir=data_dir, database_url=database_url))
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
        halls = [_seed(app, number, jurors, observers) for number in range(rooms)]
        db.engine.dispose()
    return [Hall(room_id, [(name, _cookie(app, token)) for name, token in tokens], secret_key)
            for room_id, tokens in halls]


def _seed(app: Flask, number: int, jurors: int, observers: int) -> tuple[int, list[tuple[str, str]]]:
    with transaction() as session:
        jury = _create_jury(session, app.extensions["alqa.vault"], number)
        visitors = _invite(session, jury, number, jurors, observers)
        room_id = _begin_plenary(session, jury, visitors[0])
        return room_id, [(person.name, _sign_in(session, person)) for person in visitors]


def _create_jury(session: Session, vault: Vault, number: int) -> Jury:
    organizer = people.add_person(session, "Organizer", email=f"organizer{number}@example.kz", is_staff=True,
                                  now=utc_now())
    return juries.create_jury(session, f"evening-{number}", frame(), vault=vault, now=utc_now(),
                              actor=Actor(person_id=organizer.id, is_staff=True))


def _invite(session: Session, jury: Jury, hall: int, jurors: int, observers: int) -> list[Person]:
    roles = [Role.FACILITATOR] + [Role.JUROR] * jurors + [Role.OBSERVER] * observers
    invited = []
    for number, role in enumerate(roles):
        person = people.add_person(session, f"{role.value} {number}", email=f"p{number}-{hall}@example.kz",
                                   now=utc_now())
        memberships.join(session, jury, person, role, now=utc_now(), alias=f"Person {number}")
        invited.append(person)
    return invited


def _begin_plenary(session: Session, jury: Jury, facilitator: Person) -> int:
    jury.stage = Stage.DELIBERATION  # the way there is measured elsewhere
    session.flush()
    actor = actors.actor_for(session, facilitator, jury.id)
    part = agenda_plans.add_session(session, jury, texts("Evening"), utc_now(), actor=actor, now=utc_now())
    item = agenda_plans.add_item(session, jury, part.id, ItemFrame(ItemKind.PLENARY, {}, {}, 240), actor=actor)
    room = rooms.room_of(session, jury.id)
    agenda.start_item(session, room, item.id, actor=actor, now=utc_now() + timedelta(seconds=1))
    return room.id


def _sign_in(session: Session, person: Person) -> str:
    return sign_ins.begin_session(session, person, "link", now=utc_now())


def _cookie(app: Flask, token: str) -> str:
    """The cookie of somebody who came in by the front door."""
    client = app.test_client()
    with client.session_transaction() as content:
        content["_user_id"], content["_fresh"] = token, True
    found = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert found is not None
    return f"{found.key}={found.value}"
