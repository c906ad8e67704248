"""`flask search`: the index of everything public."""
from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from app.extensions import db
from app.jobs import searches
from app.services.discovery import search_index
from app.transaction import transaction

group = AppGroup("search", help="The search over everything public.")


@group.command("rebuild")
@with_appcontext
def rebuild_command() -> None:
    """Read everything public into the search anew. The worker does it by itself; this is for after a restore."""
    with transaction() as session:
        search_index.forget_all(session)
    count = searches.read_in_due()
    db.session.remove()
    click.echo(f"texts that can be found: {count}")
