"""Forms of the seating: inviting the panel, answering by link, and entering what was said by telephone."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.needs import SeatNeed
from app.domain.phases import StipendState
from app.i18n.labels import LABELS

_NEEDS = [(need.value, LABELS[need]) for need in SeatNeed]


class InviteForm(FlaskForm):
    return_to = HiddenField()
    days = IntegerField(_l("How many days do people have to answer?"),
                        [InputRequired(_l("Give the number of days.")),
                         NumberRange(1, 30, _l("Between 1 and 30 days are possible."))], default=7,
                        render_kw={"inputmode": "numeric"})
    remind_days = IntegerField(
        _l("How many days before the end are those reminded who have not answered?"),
        [InputRequired(_l("Give the number of days; 0 sends no reminder.")),
         NumberRange(0, 29, _l("Between 0 and 29 days are possible."))], default=2,
        description=_l("One reminder, in the person’s language. 0 sends none."), render_kw={"inputmode": "numeric"})


class AnswerForm(FlaskForm):
    """The two buttons of an invitation; `answer` is the button's value."""

    answer = HiddenField()


class StaffAnswerForm(FlaskForm):
    answer = RadioField(_l("What did the person say?"), choices=[("yes", _l("Yes, takes the seat")), ("no", _l("No"))],
                        validators=[InputRequired(_l("Choose yes or no."))])
    note = StringField(_l("How was the answer given?"), [InputRequired(_l("Say how the answer was given.")), Length(max=300)],
                       description=_l("For instance: by telephone, 3 December, to Aigerim. Kept for the overseers."))


class LeaveForm(FlaskForm):
    note = StringField(_l("How do you know that the juror leaves?"),
                       [InputRequired(_l("Say how the juror told you.")), Length(max=300)],
                       description=_l("For instance: by telephone, 3 December. Nobody has to give a reason. Kept for the overseers."))


class CutoffForm(FlaskForm):
    item = SelectField(_l("From the beginning of which item is nobody called any more?"), coerce=int)


class ReservesForm(FlaskForm):
    return_to = HiddenField()
    tickets = SelectMultipleField(_l("Whom do you tell?"), option_widget=CheckboxInput(),
                                  widget=ListWidget(prefix_label=False))
    until = DateField(_l("Until which day may they be called?"), [InputRequired(_l("Give a day."))])


class NeedsForm(FlaskForm):
    kinds = SelectMultipleField(_l("What does this person need?"), choices=_NEEDS, option_widget=CheckboxInput(),
                                widget=ListWidget(prefix_label=False))
    arranged = SelectMultipleField(_l("What of it is arranged?"), choices=_NEEDS, option_widget=CheckboxInput(),
                                   widget=ListWidget(prefix_label=False))
    words = StringField(_l("In words"), [Optional(), Length(max=500)],
                        description=_l("For instance: two children of 3 and 5 on Saturday. Only what a helper must know, no diagnosis."))


class PaymentForm(FlaskForm):
    state = RadioField(_l("The stipend"), choices=[(state.value, LABELS[state]) for state in StipendState],
                       validators=[InputRequired(_l("Choose one."))])
    paid_on = DateField(_l("Paid on"), [Optional()])
    note = StringField(_l("Remark"), [Optional(), Length(max=300)],
                       description=_l("For instance: receipt No. 14. Never the number of an account, a card or an identity document."))


class OneButtonForm(FlaskForm):
    """A form without fields: only the token."""
