"""Forms of the agenda."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from app.domain.agenda_templates import AgendaTemplate
from app.domain.phases import ItemKind
from app.forms.moments import in_our_time
from app.forms.rooms import MOST_CHARACTERS, ReasonForm
from app.forms.texts import TextsField
from app.i18n.labels import label
from app.models import AgendaItem, Membership

TEMPLATE_NAMES = {
    AgendaTemplate.REHEARSAL: _l("One-evening rehearsal: one session of two and a half hours"),
    AgendaTemplate.THREE_DAYS: _l("Three days in person"),
    AgendaTemplate.EIGHT_EVENINGS: _l("Eight online sessions of two hours, one a week"),
}


class TemplateForm(FlaskForm):
    template = RadioField(_l("Kind of meeting"), choices=[(key.value, name) for key, name in TEMPLATE_NAMES.items()],
                          default=AgendaTemplate.REHEARSAL.value)
    starts_at = DateTimeLocalField(_l("Beginning of the first session"), [InputRequired(_l("Say when it begins.")), in_our_time],
                                   description=_l("Local time of the jury"))


class SessionForm(FlaskForm):
    title = TextsField(_l("Name of the session"), maximum=120, required=("kk", "ru"))
    starts_at = DateTimeLocalField(_l("Beginning"), [InputRequired(_l("Say when it begins.")), in_our_time],
                                   description=_l("Local time of the jury"))


class ItemForm(FlaskForm):
    kind = SelectField(_l("Kind"), coerce=str, description=_l("It decides who is in the room: experts only at briefings, hearings and questions."))
    minutes = IntegerField(_l("Planned minutes"), [
        InputRequired(_l("Say how many minutes are planned.")),
        NumberRange(1, 600, _l("Give a number of minutes between 1 and 600."))], default=20)
    title = TextsField(_l("Title; left blank, it is the usual one of its kind"), maximum=160)
    prompt = TextsField(_l("The question that everybody sees during the item"), rows=2, maximum=400)
    witness = SelectField(_l("Who is heard"), coerce=str)
    reason = StringField(_l("The reason, without names; it is published"), [Length(max=MOST_CHARACTERS)],
                         description=_l("Asked because the agenda is under way: everybody relies on it."))

    def __init__(self, *arguments: Any, experts: Sequence[Membership] = (), **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.kind.choices = [(kind.value, label(kind)) for kind in ItemKind]
        self.witness.choices = [("", "–")] + [(str(expert.id), expert.alias) for expert in experts]

    @classmethod
    def of(cls, item: AgendaItem, experts: Sequence[Membership]) -> ItemForm:
        """The form as it shows an item."""
        return cls(experts=experts, kind=item.kind.value, minutes=item.minutes, title=item.title, prompt=item.prompt,
                   witness=str(item.witness_id or ""))


class StepForm(ReasonForm):
    """One button beside an item: up, down, remove; with a reason while the agenda is under way."""
