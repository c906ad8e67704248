"""The migrations lead to exactly the tables that the models describe, on both databases."""
from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import upgrade
from sqlalchemy import Column, Engine, Integer, MetaData, Table, create_engine, inspect, make_url, text

from app import create_app
from app.config import Settings
from app.extensions import db
from app.models import Base
from tests.rules.sources import ROOT, report

MIGRATIONS = ROOT / "migrations"
DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


def shape(engine: Engine) -> dict[str, Any]:
    """Everything a database says of its tables, in an order of its own."""
    inspector = inspect(engine)
    return {table: _table_shape(inspector, table) for table in inspector.get_table_names()
            if table != "alembic_version"}


def _table_shape(inspector: Any, table: str) -> dict[str, Any]:
    return {
        "columns": {column["name"]: (str(column["type"]), column["nullable"], column["default"])
                    for column in inspector.get_columns(table)},
        "primary key": inspector.get_pk_constraint(table)["constrained_columns"],
        "foreign keys": _sorted(inspector.get_foreign_keys(table)),
        "indexes": _sorted(inspector.get_indexes(table)),
        "unique": _sorted(inspector.get_unique_constraints(table)),
        "checks": sorted((check["name"] or "", check["sqltext"]) for check in inspector.get_check_constraints(table)),
    }


def _sorted(entries: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(entry, sort_keys=True, default=str) for entry in entries)


def differences(migrated: dict[str, Any], described: dict[str, Any]) -> list[str]:
    found = [f"table {name} is only in the migrations" for name in migrated.keys() - described.keys()]
    found += [f"table {name} is only in the models" for name in described.keys() - migrated.keys()]
    for name in migrated.keys() & described.keys():
        found += [f"{name}, {kind}:\n  migrations {migrated[name][kind]}\n  models     {described[name][kind]}"
                  for kind in migrated[name] if migrated[name][kind] != described[name][kind]]
    return sorted(found)


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str, str], str]]:
    """Make an empty database: kind and name → its URL."""
    made: list[str] = []

    def make(kind: str, name: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / name}.sqlite3"
        server = request.getfixturevalue("postgres_server")
        full_name = f"{name}_{request.getfixturevalue('process_name')}"
        _command(server, f"DROP DATABASE IF EXISTS {full_name}", f"CREATE DATABASE {full_name} TEMPLATE template0")
        made.append(full_name)
        return make_url(server).set(database=full_name).render_as_string(hide_password=False)

    yield make
    for full_name in made:
        _command(request.getfixturevalue("postgres_server"), f"DROP DATABASE {full_name} WITH (FORCE)")


def _command(server: str, *commands: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for command in commands:
            connection.execute(text(command))
    engine.dispose()


def _migrated_shape(url: str, folder: Path) -> tuple[dict[str, Any], list[Any]]:
    settings = Settings(environment="test", secret_key="x" * 40, data_dir=folder, database_url=url)
    app = create_app(settings)
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            missing = compare_metadata(context, Base.metadata)
        found = shape(db.engine)
        db.engine.dispose()
    return found, missing


@pytest.mark.parametrize("kind", DATABASES)
def test_migrations_equal_models(kind: str, new_database: Callable[[str, str], str], tmp_path: Path) -> None:
    migrated, missing = _migrated_shape(new_database(kind, "migrated"), tmp_path)
    described = create_engine(new_database(kind, "described"))
    Base.metadata.create_all(described)
    problems = differences(migrated, shape(described)) + [str(step) for step in missing]
    described.dispose()
    assert migrated
    assert not problems, report(problems)


def test_there_is_one_head_and_it_is_written_down() -> None:
    """Two migrations made at the same time conflict in git, on this one line, instead of at the installation."""
    heads = ScriptDirectory(str(MIGRATIONS)).get_heads()
    assert heads == [(MIGRATIONS / ".current-head").read_text().strip()]


@pytest.mark.parametrize("change", [
    "ALTER TABLE sample ADD COLUMN more INTEGER",
    "CREATE INDEX ix_more ON sample (id)",
    "CREATE TABLE other (id INTEGER PRIMARY KEY)",
])
def test_a_difference_is_found(change: str) -> None:
    engines = create_engine("sqlite://"), create_engine("sqlite://")
    for engine in engines:
        metadata = MetaData()
        Table("sample", metadata, Column("id", Integer, primary_key=True))
        metadata.create_all(engine)
    assert not differences(shape(engines[0]), shape(engines[1]))
    with engines[0].begin() as connection:
        connection.execute(text(change))
    assert differences(shape(engines[0]), shape(engines[1]))
