"""Alembic's environment: the metadata and the database of the running application."""
from __future__ import annotations

from alembic import context
from flask import current_app

from app.models import Base


def _include(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    return not (kind == "table" and name == "alembic_version")


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True,
                          include_object=_include, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
