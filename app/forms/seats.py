"""Forms of the seating: inviting the panel, answering by link, and entering an answer given by telephone."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange


class InviteForm(FlaskForm):
    return_to = HiddenField()
    days = IntegerField(_l("How many days do people have to answer?"),
                        [InputRequired(_l("Give the number of days.")),
                         NumberRange(1, 30, _l("Between 1 and 30 days are possible."))], default=7,
                        render_kw={"inputmode": "numeric"})


class AnswerForm(FlaskForm):
    """The two buttons of an invitation; `answer` is the button's value."""

    answer = HiddenField()


class StaffAnswerForm(FlaskForm):
    answer = RadioField(_l("What did the person say?"), choices=[("yes", _l("Yes, takes the seat")), ("no", _l("No"))],
                        validators=[InputRequired(_l("Choose yes or no."))])
    note = StringField(_l("How was the answer given?"), [InputRequired(_l("Say how the answer was given.")), Length(max=300)],
                       description=_l("For instance: by telephone, 3 December, to Aigerim. Kept for the overseers."))


class OneButtonForm(FlaskForm):
    """A form without fields: only the token."""
