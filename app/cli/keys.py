"""`flask keys`: the keys with which the installation signs what it publishes."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from flask.cli import AppGroup

from app.domain.errors import DomainError
from app.extensions import db
from app.i18n.messages import sentences
from app.i18n.speaking import speaking
from app.installation import current_vault, public_url, utc_now
from app.models import Jury, SigningKey
from app.services.integrity import keys, signatures
from app.transaction import transaction

group = AppGroup("keys", help="Make, change and revoke the keys that sign verdicts, replies and records.")


@group.command("create")
def create() -> None:
    """Make the first key, if there is none, and sign what was published before."""
    with _in_words(), transaction() as session:
        key = keys.ensure(session, vault=current_vault(), now=utc_now())
        click.echo(f"Key {key.number} signs: {key.fingerprint}")
    _sign_everything()


@group.command("rotate")
def rotate() -> None:
    """Let a new key follow; the present one signs it and loses its private half."""
    with _in_words(), transaction() as session:
        key = keys.rotate(session, vault=current_vault(), now=utc_now())
        click.echo(f"Key {key.number} signs from now on: {key.fingerprint}")
    _sign_everything()


@group.command("revoke")
@click.argument("fingerprint")
@click.option("--reason", required=True, help="Shown to the public.")
@click.option("--distrust-since", type=click.DateTime(["%Y-%m-%d"]), help="Somebody else may have had it from then on.")
def revoke(fingerprint: str, reason: str, distrust_since: datetime | None) -> None:
    """Say in public that a key is lost or stolen; another key signs at once."""
    since = distrust_since.replace(tzinfo=UTC) if distrust_since else None
    with _in_words(), transaction() as session:
        keys.revoke(session, fingerprint, reason=reason, distrusted_since=since, now=utc_now())
        key = keys.ensure(session, vault=current_vault(), now=utc_now())
        click.echo(f"Revoked. Key {key.number} signs: {key.fingerprint}")
    _sign_everything()


@group.command("list")
def list_command() -> None:
    """Every key there ever was."""
    for key in keys.every_key(db.session()):
        click.echo(f"{key.number}  {key.fingerprint}  {_state(key)}")
    click.echo(public_url("keys.listing"))


def _state(key: SigningKey) -> str:
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at:%Y-%m-%d}: {key.revocation_reason}"
    return f"{key.from_at:%Y-%m-%d} to {key.until_at:%Y-%m-%d}" if key.until_at else f"since {key.from_at:%Y-%m-%d}"


def _sign_everything() -> None:
    """Whatever has no trusted signature yet, in a transaction for each jury."""
    reader = db.session()
    reader.rollback()
    count = 0
    for jury_id in signatures.waiting(reader):
        with _in_words(), transaction() as session:
            count += signatures.sign(session, session.get_one(Jury, jury_id), vault=current_vault(), now=utc_now())
    click.echo(f"Signed now: {count} documents.")


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn a refusal into a sentence on standard error."""
    try:
        yield
    except DomainError as error:
        with speaking("en"):
            raise click.ClickException(" ".join(sentences(error))) from error
