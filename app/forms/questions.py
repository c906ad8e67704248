"""Forms of the questions to the experts."""
from __future__ import annotations

from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.domain.phases import AnswerMark
from app.forms.rooms import IN_COLUMN, MOST_CHARACTERS, CommandForm, TextForm


class AskForm(TextForm):
    witness = IntegerField(validators=[Optional(), IN_COLUMN])
    follows = IntegerField(validators=[Optional(), IN_COLUMN])


class QuestionForm(CommandForm):
    question = IntegerField(validators=[InputRequired(), IN_COLUMN])


class AskedForm(QuestionForm):
    """With a reason where the question is not in the fair slate."""

    reason = StringField(validators=[Length(max=MOST_CHARACTERS)])


class AnswerForm(TextForm):
    question = IntegerField(validators=[InputRequired(), IN_COLUMN])


class MarkForm(QuestionForm):
    mark = SelectField(choices=[mark.value for mark in AnswerMark], coerce=str)


class MergeForm(QuestionForm):
    into = IntegerField(validators=[InputRequired(), IN_COLUMN])


class UndoMergeForm(CommandForm):
    merge = IntegerField(validators=[InputRequired(), IN_COLUMN])


class SlateForm(CommandForm):
    """For whom the slate is drawn up (blank: all experts together), and how many questions it has."""

    witness = IntegerField(validators=[Optional(), IN_COLUMN])
    size = IntegerField(validators=[InputRequired(), IN_COLUMN])


class SlateLineForm(AskedForm):
    slate = IntegerField(validators=[InputRequired(), IN_COLUMN])
