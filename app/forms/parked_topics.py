"""Forms of parked topics."""
from __future__ import annotations

from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired

from app.domain.room_desk import TopicState
from app.forms.rooms import IN_COLUMN, ReasonForm


class SettleForm(ReasonForm):
    topic = IntegerField(validators=[InputRequired(), IN_COLUMN])
    state = SelectField(choices=[TopicState.BROUGHT_BACK.value, TopicState.CLOSED.value], coerce=str)
