"""Whoever testifies reads nothing of the deliberation, also when the same person organizes the jury."""
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient

from app.domain.phases import ItemKind
from app.domain.roles import Role
from app.models import Jury, Person
from app.services.accounts import memberships
from app.transaction import transaction
from tests.cast import Cast
from tests.evidence import propose
from tests.room import open_room

SignIn = Callable[[int], FlaskClient]
JURY = "/en/juries/water-2026"
CLOSED = ("proposals/", "proposals/{id}", "proposals/{id}/history", "proposals/{id}/amendments",
          "proposals/{id}/consensus/", "ballots/", "dissents/", "opinions/", "opinions/map", "surveys/", "claims/")


def test_an_organizer_who_testifies_is_kept_out(app: Flask, cast: Cast, now: datetime, sign_in: SignIn) -> None:
    with app.app_context(), transaction() as session:
        sitting = open_room(session, cast, now)
        paths = [f"{JURY}/{path.format(id=propose(sitting).id)}" for path in CLOSED]
        sitting.enter(ItemKind.HEARING)
    person = sign_in(cast.organizer)
    assert [path for path in paths if person.get(path).status_code not in {200, 404}] == []
    assert "Draft verdict" in person.get(JURY, follow_redirects=True).get_data(as_text=True)
    with app.app_context(), transaction() as session:
        memberships.join(session, session.get_one(Jury, cast.jury_id), session.get_one(Person, cast.organizer),
                         Role.EXPERT, now=now, alias="Two hats")
    assert [path for path in paths if person.get(path).status_code != 403] == []
    assert "Draft verdict" not in person.get(JURY, follow_redirects=True).get_data(as_text=True)
    assert person.get(f"{JURY}/draft-reviews/").status_code == 200, "the open copy is for witnesses"
