"""`flask people`: the first organizer, new passwords, new personal links."""
from __future__ import annotations

import click
from flask.cli import AppGroup

from app.domain.errors import DomainError, NotFound
from app.i18n.messages import sentences
from app.i18n.speaking import speaking
from app.installation import current_settings, public_url, utc_now
from app.models import Person
from app.services.accounts import access_links, passwords, people, second_factors, sign_ins
from app.transaction import transaction

group = AppGroup("people", help="Create accounts, set passwords, issue personal links.")


@group.command("create-organizer")
@click.option("--name", prompt=True)
@click.option("--email", prompt=True)
@click.option("--language", type=click.Choice(["kk", "ru", "en"]), default="kk", show_default=True)
@click.password_option("--password", help="At least 12 characters; asked for when not given.")
def create_organizer(name: str, email: str, language: str, password: str) -> None:
    """Create a staff account that can set up juries."""
    now = utc_now()
    with _in_words(), transaction() as session:
        person = people.add_person(session, name, email=email, language=language, is_staff=True, now=now)
        passwords.set_password(session, person, password, now=now)
    click.echo(f"{email} can sign in at {current_settings().base_url}/{language}/sign-in")


@group.command("set-password")
@click.option("--email", prompt=True)
@click.password_option("--password")
def set_password(email: str, password: str) -> None:
    """Set a new password and end every session of the account."""
    now = utc_now()
    with _in_words(), transaction() as session:
        person = _find(session, email)
        passwords.set_password(session, person, password, now=now)
        ended = sign_ins.end_all_sessions(session, person.id, now=now)
    click.echo(f"The password is set; {ended} sessions ended.")


@group.command("reset-second-factor")
@click.option("--email", prompt=True)
def reset_second_factor(email: str) -> None:
    """Forget authenticator app and recovery codes, and end every session of the account."""
    with _in_words(), transaction() as session:
        person = _find(session, email)
        second_factors.remove(session, person.id)
        ended = sign_ins.end_all_sessions(session, person.id, now=utc_now())
    click.echo(f"The second factor is gone; {ended} sessions ended. The next sign-in sets it up anew.")


@group.command("link")
@click.option("--email", prompt=True)
def link(email: str) -> None:
    """Print a new personal link and its code."""
    with _in_words(), transaction() as session:
        person = _find(session, email)
        made, language = access_links.issue_link(session, person, now=utc_now()), person.language
    click.echo(public_url("sign_in.enter", language=language, token=made.token))
    click.echo(f"code: {made.code}")


def _find(session: object, email: str) -> Person:
    person = people.find_by_email(session, email)  # type: ignore[arg-type]  # the Session of transaction()
    if person is None:
        raise NotFound("account_is_unknown", email=email)
    return person


class _in_words:  # noqa: N801 reads as a phrase
    """Turn a refusal into a sentence on standard error."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, DomainError):
            with speaking("en"):
                raise click.ClickException(" ".join(sentences(error))) from error
