"""Forms of the timeline: a template with its start, and the date and owner of one step."""
from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, DateTimeLocalField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from app.domain.agenda_templates import AgendaTemplate
from app.domain.roles import Role
from app.forms.agenda import TEMPLATE_NAMES
from app.forms.moments import in_our_time
from app.i18n.labels import label
from app.models import Membership


class PlanForm(FlaskForm):
    template = RadioField(_l("Kind of meeting"), choices=[(key.value, name) for key, name in TEMPLATE_NAMES.items()],
                          default=AgendaTemplate.THREE_DAYS.value)
    starts_at = DateTimeLocalField(
        _l("Beginning of the first session"), [InputRequired(_l("Say when it begins.")), in_our_time],
        description=_l("Local time of the jury"))


class StepForm(FlaskForm):
    due_on = DateField(_l("Due by"), [Optional(), in_our_time])
    owner = SelectField(_l("Who sees to it"), validate_choice=True)

    def offer(self, members: Sequence[Membership], role: Role) -> None:
        """Everybody with the usual role, or one person."""
        names = {str(member.id): f"{member.person.name} ({label(member.role)})" for member in members}
        self.owner.choices = [("", label(role)), *names.items()]
