"""Forms of the advocates' review window."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.domain.evidence import CommentAnswer
from app.forms.rooms import IN_COLUMN, MOST_CHARACTERS

HOURS = (1, 2, 4, 8, 24, 48, 72, 120, 168)


class WindowForm(FlaskForm):
    """Hours from now: a clock time would have to be asked for in the jury's own zone."""

    hours = SelectField(_l("How long may the experts comment?"), coerce=int, choices=[(hours, hours) for hours in HOURS])


class CommentForm(FlaskForm):
    clause = IntegerField(validators=[InputRequired(), IN_COLUMN])
    text = StringField(validators=[Length(max=MOST_CHARACTERS)])


class CommentVoteForm(FlaskForm):
    comment = IntegerField(validators=[InputRequired(), IN_COLUMN])
    choice = SelectField(choices=[answer.value for answer in CommentAnswer], coerce=str)


class AnswerForm(CommentVoteForm):
    """The facilitator's record of what the jury decided."""

    reason = StringField(validators=[Length(max=MOST_CHARACTERS)])


class TakeBackForm(FlaskForm):
    comment = IntegerField(validators=[InputRequired(), IN_COLUMN])
