"""`flask messages`: what came back from the post."""
from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from app.installation import current_settings, current_vault
from app.jobs import bounces

group = AppGroup("messages", help="Messages to people: what came back.")


@group.command("bounces")
@click.argument("source", required=False)
@with_appcontext
def bounces_command(source: str | None) -> None:
    """Read reports of mail that came back: SOURCE is maildir:PATH, mbox:PATH, imaps://…, or a single mail's file."""
    source = source or current_settings().bounces_url
    if not source:
        raise click.ClickException("Give a source, or set ALQA_BOUNCES_URL.")
    try:
        if source.partition(":")[0] in {"maildir", "mbox", "imaps"}:
            count = bounces.read_reports(source, current_vault())
        else:
            with click.open_file(source, "rb") as file:
                count = int(bounces.note(file.read(), current_vault()))
    except OSError as error:
        raise click.ClickException(f"Cannot read it: {type(error).__name__}") from error
    click.echo(f"messages marked as come back: {count}")
