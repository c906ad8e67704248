"""`flask demo`: three juries at different stages, made through the same services as real ones. Everybody is invented."""
from __future__ import annotations

import click
from flask.cli import AppGroup

from app.cli.demo import links, seed
from app.domain.errors import DomainError
from app.i18n.messages import sentences
from app.i18n.speaking import speaking
from app.installation import utc_now

JURIES = 3
group = AppGroup("demo", help="Seed the demo juries and print sign-in links.")


@group.command("seed")
def seed_command() -> None:
    """Play the three demo juries up to now; does nothing when they are there already."""
    found = seed.seeded_juries()
    if found == JURIES:
        click.echo("The demo is there already.")
        return
    if found:
        raise click.ClickException("An earlier seeding was cut off. Delete the data folder (ALQA_DATA_DIR) and start again.")
    try:
        seed.seed(utc_now())
    except DomainError as error:
        with speaking("en"):
            raise click.ClickException(f"The demo could not be made: {' '.join(sentences(error))} ({error.code})") from error
    click.echo("The demo is ready: three juries, at recruitment, at deliberation and published.")


@group.command("links")
def links_command() -> None:
    """Print fresh sign-in links for every role; earlier unused ones stop working."""
    for line in links.lines(utc_now()):
        click.echo(line)
