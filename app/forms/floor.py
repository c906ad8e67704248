"""Forms of the floor."""
from __future__ import annotations

from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired

from app.domain.phases import FloorKind
from app.forms.rooms import IN_COLUMN, CommandForm, ReasonForm


class RaiseForm(CommandForm):
    kind = SelectField(choices=[kind.value for kind in FloorKind], coerce=str)


class GiveForm(ReasonForm):
    request = IntegerField(validators=[InputRequired(), IN_COLUMN])


class OrderForm(ReasonForm):
    order = SelectField(choices=["asking", "least_heard"], coerce=str)
