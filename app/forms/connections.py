"""Forms of the page on connection and data."""
from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField


class SavingForm(FlaskForm):
    is_on = HiddenField()


class DelayForm(FlaskForm):
    minutes = IntegerField()
