"""What all tests share: an application on an empty database, a cast of people, and checked pages."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import create_app
from app.config import Settings
from app.extensions import db
from app.models import Base
from app.services.accounts import access_links, passwords, sign_ins
from app.transaction import transaction
from tests.cast import Cast, invite_cast
from tests.pages import CheckedClient

pytest_plugins = ["tests.plugins.services"]
ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ONE_DATABASE = ("tests/web/test_access.py",)  # asks for marks of views, and nothing that a database could change
BOTH_DATABASES = ("tests/services", "tests/web", "tests/sockets", "tests/jobs", "tests/cli")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Read only the tests: some files beside them are programs of their own, which change a process for good."""
    is_program = collection_path.suffix == ".py" and "tests" in collection_path.relative_to(ROOT).parts
    return True if is_program and not collection_path.name.startswith("test_") else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Suites that touch the database run on SQLite and on PostgreSQL."""
    if "backend" in metafunc.fixturenames:
        backends = ["sqlite"]
        nodeid = metafunc.definition.nodeid
        if any(folder in nodeid for folder in BOTH_DATABASES) and not any(file in nodeid for file in ONE_DATABASE):
            backends.append("postgres")
        marks = {"postgres": [pytest.mark.postgres]}
        metafunc.parametrize("backend", [pytest.param(name, marks=marks.get(name, [])) for name in backends],
                             scope="session")


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Argon2 with the least work: the tests hash hundreds of times, and none depends on how long it takes."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        for module in (sign_ins, access_links, passwords):
            patch.setattr(module, "hasher", quick)
        patch.setattr(sign_ins, "_DUMMY_HASH", quick.hash("nobody's"))
        yield


@pytest.fixture(scope="session")
def app_of(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Flask]:
    """Applications by kind of database, made once per test process."""
    made: dict[str, Flask] = {}

    def make(backend: str) -> Flask:
        if backend not in made:
            folder = tmp_path_factory.mktemp(backend)
            url = request.getfixturevalue("postgres_url") if backend == "postgres" else ""
            made[backend] = _empty_app(url, folder)
        return made[backend]

    return make


def _empty_app(url: str, folder: Path) -> Flask:
    settings = Settings(environment="test", secret_key="a secret for tests only, long enough", data_dir=folder,
                        database_url=url, base_url="http://localhost", demo=True,
                        keep_pages=False)  # tests write past the public record; tests/web/test_published.py keeps pages
    app = create_app(settings)
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


@pytest.fixture
def app(backend: str, app_of: Callable[[str], Flask]) -> Iterator[Flask]:
    """The application with empty tables."""
    app = app_of(backend)
    with app.app_context():
        _empty_tables()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _empty_tables() -> None:
    names = [table.name for table in reversed(Base.metadata.sorted_tables)]
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "postgresql":
            # Not TRUNCATE: that writes new files for every table and index; an empty DELETE costs nothing.
            deletes = "".join(f"DELETE FROM {name};" for name in names)
            deletes += "".join(f"PERFORM setval(pg_get_serial_sequence('{table.name}', 'id'), 1, false);"
                               for table in Base.metadata.sorted_tables if "id" in table.columns)
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(f"DO $$ BEGIN {deletes} END $$"))
            return
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for name in names:
            connection.execute(text(f"DELETE FROM {name}"))  # names of our own tables


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """The application with its context pushed, for services and other code below the views."""
    with app.app_context():
        yield app


@pytest.fixture
def session(context: Flask, request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session in a transaction that is committed when the test ends well."""
    if "cast" in request.fixturenames:
        request.getfixturevalue("cast")  # has a transaction of its own, which must be over before ours begins
    with transaction() as session:
        yield session


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def cast(app: Flask) -> Cast:
    """One jury in draft and everybody around it; see tests/cast.py."""
    with app.app_context(), transaction() as session:
        return invite_cast(session, app.extensions["alqa.vault"], NOW)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A reader's browser without JavaScript; every page it opens is checked (tests/pages.py)."""
    app.test_client_class = CheckedClient
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[int], FlaskClient]:
    """Open a browser in which the person with this id is signed in."""
    from tests.cast import signed_in_client

    return lambda person_id: signed_in_client(app, person_id)
