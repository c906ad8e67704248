"""The cast: a jury and the people around it, among them the outsider who must see nothing."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.roles import Actor, Role
from app.installation import utc_now
from app.models import Jury, Person
from app.services import juries
from app.services.accounts import actors, memberships, people, sign_ins
from app.services.juries import JuryFrame
from app.services.vault import Vault
from app.transaction import transaction
from tests.pages import CheckedClient

LANGUAGES = ("kk", "ru", "en")


def texts(english: str) -> dict[str, str]:
    """A text that says its language, so that a page in the wrong one is seen."""
    return {language: f"{english} ({language})" for language in LANGUAGES}


@dataclass(frozen=True)
class Cast:
    """Ids, because the session that made the objects is closed when a test begins."""

    jury_id: int
    slug: str
    organizer: int
    facilitator: int
    juror: int
    second_juror: int
    third_juror: int
    expert: int
    overseer: int
    commissioner: int
    observer: int
    outsider: int  # has an account and staff rights, but no part in this jury


def frame(seats: int = 20) -> JuryFrame:
    return JuryFrame(title=texts("Water"), place=texts("Almaty"), commissioner_name=texts("Akimat"),
                     authentic_language="kk", seats=seats, threshold=(4, 5), quorum=(2, 3), starts_on=None,
                     ends_on=None, reply_working_days=10)


def invite_cast(session: Session, vault: Vault, now: datetime) -> Cast:
    """Create everybody through the services that real people use."""
    organizer = people.add_person(session, "Olzhas Organizer", email="organizer@example.kz", language="kk",
                                  is_staff=True, now=now)
    jury = juries.create_jury(session, "water-2026", frame(), vault=vault, now=now,
                              actor=Actor(person_id=organizer.id, is_staff=True))
    ids = {"organizer": organizer.id}
    for name, role in (("facilitator", Role.FACILITATOR), ("juror", Role.JUROR), ("second_juror", Role.JUROR),
                       ("third_juror", Role.JUROR), ("expert", Role.EXPERT), ("overseer", Role.OVERSEER),
                       ("commissioner", Role.COMMISSIONER), ("observer", Role.OBSERVER)):
        person = people.add_person(session, f"{name.title()} Person", email=f"{name}@example.kz", language="ru",
                                   now=now)
        memberships.join(session, jury, person, role, now=now, alias=name.replace("_", " ").title())
        ids[name] = person.id
    ids["outsider"] = people.add_person(session, "Outsider Person", email="outsider@example.kz", language="en",
                                        is_staff=True, now=now).id
    return Cast(jury_id=jury.id, slug=jury.slug, **ids)


def actor(session: Session, cast: Cast, who: str) -> Actor:
    """The actor of a member of the cast, by field name."""
    return actors.actor_for(session, session.get_one(Person, getattr(cast, who)), cast.jury_id)


def jury_of(session: Session, cast: Cast) -> Jury:
    return session.get_one(Jury, cast.jury_id)


def signed_in_client(app: Flask, person_id: int) -> FlaskClient:
    """A browser with a living session, as if the person had come in by the front door."""
    app.test_client_class = CheckedClient
    client = app.test_client()
    with app.app_context(), transaction() as session:
        token = sign_ins.begin_session(session, session.get_one(Person, person_id), "link", now=utc_now())
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return client
