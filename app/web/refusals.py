"""Telling people why something was refused without losing what they typed."""
from __future__ import annotations

from collections.abc import Callable

from flask import flash
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from app.domain.errors import DomainError
from app.i18n.messages import sentences
from app.transaction import transaction


def tell(error: DomainError) -> None:
    """Show every reason on the next page."""
    for text in sentences(error):
        flash(text, "error")


def attach(form: FlaskForm, error: DomainError) -> None:
    """Show every reason in the summary of the form that was sent."""
    form.form_errors.extend(sentences(error))


def carry_out(action: Callable[[Session], object], *, form: FlaskForm | None = None, done: str = "") -> bool:
    """One service in one transaction, and the next page tells what came of it.

    `form`: what was sent, refused as `command_not_understood` unless it is valid. `done`: what to say afterwards.
    Returns whether it was done.
    """
    try:
        if form is not None and not form.validate_on_submit():
            raise DomainError("command_not_understood")
        with transaction() as session:
            action(session)
    except DomainError as error:
        tell(error)
        return False
    if done:
        flash(done, "success")
    return True
