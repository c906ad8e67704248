"""Forms of the code of conduct: its words, and agreeing to them."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from app.forms.rooms import IN_COLUMN
from app.forms.texts import TextsField


class SeenForm(FlaskForm):
    """Which version its sender has read."""

    seen = IntegerField(validators=[InputRequired(), IN_COLUMN], widget=HiddenInput())


class CodeForm(SeenForm):
    body = TextsField(_l("The rules"), rows=14, maximum=3000,
                      description=_l("One rule a paragraph. Change all three languages, so that everybody agrees to the same."))
