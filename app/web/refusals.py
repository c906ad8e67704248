"""Telling people why something was refused without losing what they typed."""
from __future__ import annotations

from flask import flash
from flask_wtf import FlaskForm

from app.domain.errors import DomainError
from app.i18n.messages import sentences


def tell(error: DomainError) -> None:
    """Show every reason on the next page."""
    for text in sentences(error):
        flash(text, "error")


def attach(form: FlaskForm, error: DomainError) -> None:
    """Show every reason in the summary of the form that was sent."""
    form.form_errors.extend(sentences(error))
