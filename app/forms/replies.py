"""The form in which the authority answers one recommendation."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.domain.phases import ReplyStatus
from app.forms.moments import in_our_time
from app.forms.texts import TextsField
from app.i18n.labels import label


class ReplyForm(FlaskForm):
    status = RadioField(_l("What is the answer?"), [InputRequired(_l("Choose one answer."))],
                        choices=[(status.value, status.value) for status in ReplyStatus])
    reasons = TextsField(_l("Reasons"), rows=6, maximum=3000,
                         description=_l("Up to 3,000 characters, in at least one language. They are published at once."))
    owner = StringField(_l("Who is responsible?"), [InputRequired(_l("Say who is responsible.")), Length(max=200)],
                        description=_l("An office or a post, not a private person."))
    due_on = DateField(_l("By when will it be done?"), [Optional(), in_our_time])
    version = HiddenField()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.status.choices = [(status.value, label(status)) for status in ReplyStatus]
