"""The form of the practice vote."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import InputRequired

from app.domain.phases import Choice
from app.i18n.labels import label


class PracticeForm(FlaskForm):
    choice = RadioField(_l("Shall there be tea in the break?"), [
        InputRequired(_l("Choose one answer to go on. Abstaining is an answer too."))],
        choices=[(choice.value, choice.value) for choice in Choice],
        description=_l("Choose one answer. Abstaining is an answer too."))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.choice.choices = [(choice.value, label(choice)) for choice in Choice]
