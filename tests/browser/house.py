"""The demo, seeded once, served by the real server from a copy, and what a test may know of its people."""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.cli.demo import air, schools, water
from app.config import Settings
from app.domain.roles import Role
from app.extensions import db
from app.installation import utc_now
from app.models import Jury, Membership, Person
from app.services.accounts import access_links, passwords
from app.services.accounts.access_links import NewLink
from app.transaction import transaction
from tests.cast import signed_in_client
from tests.serving.server import ROOT, Server

PASSWORD = "алма ағашы гүлдеді"
ORGANIZER = "organizer@example.org"
RECRUITING, DELIBERATING, ANSWERED = schools.SLUG, water.SLUG, air.SLUG


def seed_demo(folder: Path) -> None:
    """Lay a data folder out as `make demo` does."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ALQA_")}
    environ |= {"ALQA_DATA_DIR": str(folder), "ALQA_DEMO": "1", "FLASK_APP": "wsgi.py"}
    for command in (["db", "upgrade"], ["demo", "seed"]):
        subprocess.run([sys.executable, "-m", "flask", *command], cwd=ROOT, env=environ, check=True,
                       stdout=subprocess.DEVNULL)


class House:
    """One installation: the server's address, and the database behind it."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server, self._read = folder, server, 0
        self.address = f"http://127.0.0.1:{server.port}"
        self.app: Flask = create_app(Settings.from_environ(
            {"ALQA_DATA_DIR": str(folder), "ALQA_DEMO": "1", "ALQA_BASE_URL": self.address}))

    def url(self, path: str) -> str:
        return f"{self.address}{path}"

    def faults(self) -> list[str]:
        """What the server has logged as an error since it was last asked."""
        lines = self.server.log().splitlines()
        new, self._read = lines[self._read:], len(lines)
        return [line for line in new if line.startswith("Traceback")
                or ('"level": "ERROR"' in line and "is not an accepted origin" not in line)]

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.app.app_context():
            try:
                yield db.session()
            finally:
                db.session.remove()

    def person(self, slug: str, role: Role, place: int = 0) -> int:
        """The id of the person who has this role in the jury; `place` counts those with the same role."""
        with self.session() as session:
            found = session.scalars(select(Membership.person_id).join(Jury).where(
                Jury.slug == slug, Membership.role == role, Membership.ended_at.is_(None)).order_by(Membership.id))
            return list(found)[place]

    def cookie(self, person_id: int) -> dict[str, str]:
        """A living session of this person, for a browser that has signed in before."""
        value = signed_in_client(self.app, person_id).get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        assert value is not None
        return {"name": value.key, "value": value.decoded_value, "url": self.address}

    def client(self, person_id: int | None) -> FlaskClient:
        """The same person without a browser, to see quickly which pages there are."""
        client = FlaskClient(self.app, self.app.response_class)
        if person_id is not None:
            cookie = self.cookie(person_id)
            client.set_cookie(cookie["name"], cookie["value"])
        return client

    def link(self, person_id: int) -> NewLink:
        with self.app.app_context(), transaction() as session:
            return access_links.issue_link(session, session.get_one(Person, person_id), now=utc_now())

    def set_password(self, email: str) -> None:
        with self.app.app_context(), transaction() as session:
            person = session.scalars(select(Person).where(Person.email == email)).one()
            passwords.set_password(session, person, PASSWORD, now=utc_now())


@contextmanager
def open_house(template: Path, folder: Path, **settings: str) -> Iterator[House]:
    """Serve a copy of the seeded folder until the block ends."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    with Server(folder, ALQA_DEMO="1", **settings) as server:
        yield House(folder, server)
