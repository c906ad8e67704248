"""`flask demo`: three juries at different stages, made through the same services as real ones. Everybody is invented."""
from __future__ import annotations

import click
from flask.cli import AppGroup

from app.cli.demo import links, seed
from app.domain.errors import DomainError
from app.i18n.messages import sentences
from app.i18n.speaking import speaking
from app.installation import utc_now

group = AppGroup("demo", help="Seed the demo juries and print sign-in links.")


@group.command("seed")
def seed_command() -> None:
    """Play the three demo juries up to now; does nothing when they are there already."""
    if seed.is_seeded():
        click.echo("The demo is there already.")
        return
    try:
        seed.seed(utc_now())
    except DomainError as error:
        with speaking("en"):
            raise click.ClickException(f"The demo could not be made: {' '.join(sentences(error))} ({error.code})") from error
    click.echo("The demo is ready: three juries, at recruitment, at deliberation and answered.")


@group.command("links")
def links_command() -> None:
    """Print fresh sign-in links for every role; earlier unused ones stop working."""
    for line in links.lines(utc_now()):
        click.echo(line)
