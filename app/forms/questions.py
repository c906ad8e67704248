"""Forms of the questions to the experts."""
from __future__ import annotations

from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, Optional

from app.domain.phases import AnswerMark
from app.forms.rooms import IN_COLUMN, CommandForm, TextForm


class AskForm(TextForm):
    witness = IntegerField(validators=[Optional(), IN_COLUMN])


class QuestionForm(CommandForm):
    question = IntegerField(validators=[InputRequired(), IN_COLUMN])


class AnswerForm(TextForm):
    question = IntegerField(validators=[InputRequired(), IN_COLUMN])


class MarkForm(QuestionForm):
    mark = SelectField(choices=[mark.value for mark in AnswerMark], coerce=str)
