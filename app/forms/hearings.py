"""Forms of the hearings: planning them, sharing time, declaring interests, and the right of reply."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.forms.rooms import IN_COLUMN, CommandForm, ReasonForm, TextForm
from app.forms.texts import TextsField


class HearingForm(FlaskForm):
    witness = RadioField(_l("Who is heard?"), coerce=int, validators=[InputRequired(_l("Choose a witness."))])
    session = SelectField(_l("In which session?"), coerce=int)
    minutes = IntegerField(_l("Planned minutes"), [
        InputRequired(_l("Say how many minutes are planned.")),
        NumberRange(1, 600, _l("Give a number of minutes between 1 and 600."))], default=20,
        description=_l("The witness’s talk and the questions to them together."))
    materials = SelectMultipleField(_l("What is laid before the jury with it?"), [Optional()], coerce=int,
                                    widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())

    reason = StringField(_l("Why is the agenda changed now?"), [Optional(), Length(max=200)],
                         description=_l("One sentence without names; it is published."))

    def __init__(self, *arguments: Any, is_under_way: bool, witnesses: Sequence[tuple[int, str]], sessions: Sequence[tuple[int, str]],
                 library: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.witness.choices, self.session.choices = list(witnesses), list(sessions)
        self.materials.choices = list(library)
        if not library:
            del self.materials
        if not is_under_way:
            del self.reason


class ShareForm(ReasonForm):
    """How many minutes every side has; a reason once the agenda is under way."""

    minutes = IntegerField(validators=[InputRequired(), IN_COLUMN])


class ExceptionForm(ReasonForm):
    """Why the jury decided otherwise than equal time; blank: it holds again."""


class DeclarationForm(FlaskForm):
    topic = TextsField(_l("What do you speak about?"), maximum=200)
    stance = TextsField(_l("For which position do you speak?"), maximum=400,
                        description=_l("Blank: you give background and speak for no side."))
    interests = TextsField(_l("Your interests"), maximum=400,
                           description=_l("Employer, clients, property, family: what could move you. “None” is an answer too."))


class ReplyRequestForm(TextForm):
    statement = IntegerField(validators=[Optional(), IN_COLUMN])


class GrantForm(CommandForm):
    request = IntegerField(validators=[InputRequired(), IN_COLUMN])


class DeclineForm(ReasonForm):
    request = IntegerField(validators=[InputRequired(), IN_COLUMN])
