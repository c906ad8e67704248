"""Forms for jurors who join by telephone."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired

from app.forms.rooms import IN_COLUMN, TextForm
from app.models import Membership


class BeginVoiceForm(FlaskForm):
    juror = SelectField(_l("Which juror joins by telephone?"), coerce=int)
    helper = SelectField(_l("Who enters their words?"), coerce=int,
                         description=_l("This name stands in the record beside everything that is entered."))

    def __init__(self, *arguments: Any, jurors: Sequence[Membership] = (), helpers: Sequence[Membership] = (),
                 **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.juror.choices = [(juror.id, juror.alias) for juror in jurors]
        self.helper.choices = [(helper.id, helper.alias) for helper in helpers]


class EndVoiceForm(FlaskForm):
    juror = IntegerField(validators=[InputRequired(), IN_COLUMN])


class VoiceForm(TextForm):
    """Something that the helper enters: words, a question, a hand up or down."""

    juror = IntegerField(validators=[InputRequired(), IN_COLUMN])
