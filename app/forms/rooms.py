"""Forms of the room; the sockets check the same shapes. What is too long or empty is said by the services."""
from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

IN_COLUMN = NumberRange(0, 2**31 - 1)  # a larger number names nothing
MOST_CHARACTERS = 8000  # beyond this nobody types; the services say the real limits in words


class CommandForm(FlaskForm):
    """Every command carries an id made by its sender, so that sending twice is harmless."""

    command_id = StringField(validators=[Optional(), Length(max=64)])


class TextForm(CommandForm):
    text = StringField(validators=[Length(max=MOST_CHARACTERS)])


class ReasonForm(CommandForm):
    reason = StringField(validators=[Length(max=MOST_CHARACTERS)])


class HideForm(ReasonForm):
    statement = IntegerField(validators=[InputRequired(), IN_COLUMN])


class NextForm(CommandForm):
    after = IntegerField(validators=[Optional(), IN_COLUMN])


class StartForm(ReasonForm):
    item = IntegerField(validators=[InputRequired(), IN_COLUMN])


class ExtendForm(ReasonForm):
    minutes = IntegerField(validators=[InputRequired(), IN_COLUMN])
