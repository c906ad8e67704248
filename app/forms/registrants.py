"""Forms about one person in the pool: edited, excluded, erased."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FieldList, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.domain.languages import OWN_NAMES
from app.services.pool.registrants import Edit


class ExcludeForm(FlaskForm):
    reason = TextAreaField(_l("Why is this person excluded?"),
                           [InputRequired(_l("Please give the reason. It stays with the organizers.")), Length(max=500)],
                           description=_l("For instance: works for the authority, registered twice, withdrew. Nobody but the organizers reads it."))


class EraseForm(FlaskForm):
    return_to = HiddenField()


class EditForm(FlaskForm):
    """`choices` gives each feature its values; a frozen pool has none to choose."""

    seen = HiddenField()
    name = StringField(_l("Name"), [Optional(), Length(max=500)])
    email = StringField(_l("E-mail"), [Optional(), Length(max=254)])
    phone = StringField(_l("Telephone"), [Optional(), Length(max=60)])
    address = FieldList(StringField(_l("Address"), [Optional(), Length(max=500)]), max_entries=6)
    language = RadioField(_l("Language of letters"), choices=list(OWN_NAMES.items()))
    features = FieldList(SelectField(validate_choice=True), max_entries=60)

    def offer(self, choices: Mapping[str, Sequence[str]]) -> None:
        """Give the fields of the features their names and values."""
        for (name, values), field in zip(choices.items(), self.features, strict=False):
            field.label.text = name
            field.choices = [(value, value) for value in values]

    def wanted(self, names: Sequence[str], features: Mapping[str, str], parts: int) -> Edit:
        """The person as typed; features that were not offered stay as they are.

        The address keeps the `parts` that it had, blank or not: a city without a street must not become a household.
        """
        typed = {name: field.data or "" for name, field in zip(names, self.features, strict=False)}
        return Edit(name=_clean(self.name.data), email=_clean(self.email.data), phone=_clean(self.phone.data),
                    address=_parts([_clean(part.data) for part in self.address], parts), language=self.language.data,
                    features={**features, **typed}, seen=read_seen(self.seen.data))


def _clean(text: Any) -> str:
    return " ".join(str(text or "").split())


def _parts(typed: list[str], fewest: int) -> tuple[str, ...]:
    """
    >>> _parts(["Almaty", "", ""], 2), _parts(["Abay 5", "", ""], 0)
    (('Almaty', ''), ('Abay 5',))
    """
    while len(typed) > fewest and not typed[-1]:
        typed.pop()
    return tuple(typed)


def read_seen(raw: str | None) -> int:
    """The change that was the last one when the form was opened; anything else matches none."""
    return int(raw) if raw and raw.isascii() and raw.isdecimal() and len(raw) <= 10 else -1
