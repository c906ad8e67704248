"""Forms of the messages: narrowing the log, the hour of the news, the organizer's own words."""
from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Form, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange

from app.domain.message_kinds import CHANNELS
from app.domain.phases import MessageState
from app.forms.texts import TextsField
from app.i18n.labels import label
from app.i18n.letters import channel_name, letter_title
from app.services.messages import LogFilter
from app.services.messages.paragraphs import LONGEST


class LogForm(Form):
    """Sent by GET, so without a token; what is no choice counts as everything."""

    template = SelectField(_l("Message"), validate_choice=False)
    state = SelectField(_l("State"), validate_choice=False)
    channel = SelectField(_l("Way"), validate_choice=False)
    who = StringField(_l("Name, or number in the pool"))

    def offer(self, templates: list[str]) -> None:
        """The choices that there are."""
        every = [("", _l("All"))]
        self.template.choices = every + [(name, letter_title(name)) for name in templates]
        self.state.choices = every + [(state.value, label(state)) for state in MessageState]
        self.channel.choices = every + [(name, channel_name(name)) for name in CHANNELS]

    def wanted(self) -> LogFilter:
        states = {state.value: state for state in MessageState}
        return LogFilter(template=self.template.data or None, state=states.get(self.state.data or ""),
                         channel=self.channel.data if self.channel.data in CHANNELS else None,
                         who=(self.who.data or "").strip()[:100] or None)

    def chosen(self) -> dict[str, Any]:
        """For the addresses of the other pages."""
        return {name: value for name, value in self.data.items() if value}


class SettingsForm(FlaskForm):
    digest_hour = IntegerField(_l("At which hour do the news of the day leave?"),
                               [InputRequired(), NumberRange(0, 23)], render_kw={"inputmode": "numeric"},
                               description=_l("On the clock of the jury’s place, between 0 and 23."))


class ParagraphForm(FlaskForm):
    text = TextsField(_l("Your own paragraph"), rows=4, maximum=LONGEST,
                      description=_l("It stands before the signature. You may use {title}, {place}, {authority} and {first_day}; they are filled in each language. Left blank, the letter has no such paragraph in that language."))
