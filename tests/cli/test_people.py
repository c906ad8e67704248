"""The first organizer, a new password and a new link from the command line."""
from __future__ import annotations

from flask import Flask

from app.models import Person
from app.transaction import transaction
from tests.cast import Cast


def test_the_first_organizer_can_sign_in(app: Flask) -> None:
    runner = app.test_cli_runner()
    made = runner.invoke(args=["people", "create-organizer", "--name", "Айдана", "--email", "A@Example.kz",
                               "--password", "correct horse battery"])
    assert made.exit_code == 0, made.output
    with app.app_context(), transaction() as session:
        person = session.query(Person).one()
        assert (person.email, person.is_staff) == ("a@example.kz", True)


def test_a_refusal_is_a_sentence(app: Flask, cast: Cast) -> None:
    runner = app.test_cli_runner()
    short = runner.invoke(args=["people", "create-organizer", "--name", "A", "--email", "a@example.kz",
                                "--password", "short"])
    assert short.exit_code == 1
    assert "at least 12 characters" in short.output
    unknown = runner.invoke(args=["people", "link", "--email", "nobody@example.kz"])
    assert "There is no account with the address nobody@example.kz." in unknown.output


def test_a_link_opens(app: Flask, cast: Cast) -> None:
    printed = app.test_cli_runner().invoke(args=["people", "link", "--email", "juror@example.kz"]).output.split()
    address, code = printed[0], printed[-1]
    assert address.startswith("http://localhost/ru/enter/")
    assert app.test_client().get(address.removeprefix("http://localhost")).status_code == 200
    assert len(code) == 10
