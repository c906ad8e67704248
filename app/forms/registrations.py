"""Forms of registering: one question a page, the same fields again on one page for staff and for changes."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.languages import LANGUAGES, OWN_NAMES
from app.domain.registrations import Availability, Need, QuestionKind
from app.forms.moments import in_our_time
from app.forms.open_forms import OpenForm, WithTrap
from app.forms.texts import TextsField
from app.i18n.labels import LABELS

MOST_RADIOS = 12
_NAMES = [(code, OWN_NAMES[code]) for code in LANGUAGES]


class Ticks(SelectMultipleField):
    """Several choices as ticks; none is an answer too."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
    validate_choice = True


class StartForm(OpenForm, WithTrap):
    code = StringField(_l("Code from the letter"), [Length(max=100)],
                       description=_l("12 digits in three groups. Spaces do not matter."),
                       render_kw={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 100})


class ConsentForm(OpenForm):
    agree = BooleanField(_l("I have read this, I am 18 or older, and I agree"),
                         [InputRequired(_l("Without your agreement we may not keep your answers. Tick the box to go on."))])


class BirthYearForm(OpenForm):
    answer = StringField(validators=[InputRequired(_l("Write the year of your birth, for instance 1985.")), Length(max=10)],
                         render_kw={"inputmode": "numeric", "autocomplete": "bday-year", "maxlength": 4})


class ChoiceForm(OpenForm):
    answer = RadioField(validators=[InputRequired(_l("Choose one answer."))])


class LongChoiceForm(OpenForm):
    answer = SelectField(validators=[InputRequired(_l("Choose one answer."))])


class ContactFields:
    name = StringField(_l("Surname and first name"), [InputRequired(_l("Write your name.")), Length(max=120)],
                       render_kw={"autocomplete": "name", "maxlength": 120})
    phone = StringField(_l("Telephone"), [Optional(), Length(max=40)],
                        description=_l("We call or send a message only about this jury."),
                        render_kw={"autocomplete": "tel", "inputmode": "tel", "type": "tel", "maxlength": 40})
    email = StringField(_l("E-mail address"), [Optional(), Length(max=254)],
                        description=_l("The receipt and your ticket in the draw go there. A telephone number or an "
                                       "e-mail address is enough."),
                        render_kw={"autocomplete": "email", "inputmode": "email", "type": "email", "maxlength": 254})


class HomeFields:
    address = StringField(_l("Where do you live?"), [InputRequired(_l("Write your address.")), Length(max=300)],
                          description=_l("Town or village, street, house, flat. Of one address at most one person is "
                                         "drawn, so that no household has more weight than another."),
                          render_kw={"autocomplete": "street-address", "maxlength": 300})


class SupportFields:
    language = RadioField(_l("In which language shall we write to you?"), choices=_NAMES,
                          validators=[InputRequired(_l("Choose a language."))])
    languages = Ticks(_l("In which languages can you follow a talk?"), [Optional()], choices=_NAMES)
    needs = Ticks(_l("What would help you to take part?"), [Optional()],
                  choices=[(need.value, LABELS[need]) for need in Need])
    words = TextAreaField(_l("Anything else that we should arrange?"), [Optional(), Length(max=500)],
                          render_kw={"rows": 3, "maxlength": 500})


class DaysFields:
    availability = RadioField(_l("Can you come to the sittings?"),
                              choices=[(answer.value, LABELS[answer]) for answer in Availability],
                              validators=[InputRequired(_l("Choose one answer."))],
                              description=_l("Whatever you choose, you can be drawn. It helps us to plan."))


class ContactForm(ContactFields, OpenForm):
    pass


class HomeForm(HomeFields, OpenForm):
    pass


class SupportForm(SupportFields, OpenForm):
    pass


class DaysForm(DaysFields, OpenForm):
    pass


class SendForm(OpenForm, WithTrap):
    """The check of the answers: one button."""


class LeaveForm(OpenForm):
    what = RadioField(_l("What do you want?"), validators=[InputRequired(_l("Choose one of the two."))], choices=[
        ("withdraw", _l("I withdraw: I do not want to be drawn")),
        ("erase", _l("I withdraw, and you erase everything about me"))])


class TermsForm(FlaskForm):
    is_open = BooleanField(_l("People can register now"))
    without_code = BooleanField(_l("Also people who got no letter"))
    closes_on = DateField(_l("Last day"), [Optional(), in_our_time],
                          description=_l("The registration closes by itself at the end of this day."))



@dataclass(frozen=True)
class Asked:
    """A question in the reader's words: its name as a field, the values with their labels."""

    kind: QuestionKind
    title: str
    hint: str
    choices: Sequence[tuple[str, str]]


def question_form(asked: Asked, answer: str | None) -> OpenForm:
    """The form of one question, filled with the answer that was given before."""
    if asked.kind is QuestionKind.BIRTH_YEAR:
        form: Any = BirthYearForm()
    else:
        form = (ChoiceForm if len(asked.choices) <= MOST_RADIOS else LongChoiceForm)(data={"answer": answer})
        blank = [("", "")] if len(asked.choices) > MOST_RADIOS else []
        form.answer.choices = [*blank, *asked.choices]
    form.answer.label.text, form.answer.description = asked.title, asked.hint
    return form


def _feature_field(asked: Asked, year_is_known: bool = False) -> Field:
    if asked.kind is QuestionKind.BIRTH_YEAR:
        required = Optional() if year_is_known else InputRequired(_l("Write the year of birth, for instance 1985."))
        hint = _l("Leave it empty to keep the age group.") if year_is_known else asked.hint
        return StringField(asked.title, [required, Length(max=10)], description=hint,
                           render_kw={"inputmode": "numeric", "maxlength": 4})
    return SelectField(asked.title, [InputRequired(_l("Choose one answer."))], choices=[("", ""), *asked.choices])


def _feature_fields(asked: Sequence[Asked], year_is_known: bool = False) -> dict[str, Field]:
    return {f"feature_{place}": _feature_field(question, year_is_known)
            for place, question in enumerate(asked, start=1)}


def change_form(asked: Sequence[Asked], stored: dict[str, Any]) -> OpenForm:
    """Everything on one page, for the person; `asked` is empty once the pool is frozen."""
    fields = _feature_fields(asked, year_is_known=True) | _parts()
    form: OpenForm = type("ChangeForm", (OpenForm,), fields)(data=stored)
    return form


def phone_form(asked: Sequence[Asked], needs_code: bool, stored: dict[str, Any]) -> FlaskForm:
    """Everything on one page, for staff who write down what a caller says."""
    first: dict[str, Any] = {
        "command_id": HiddenField(),
        "code": StringField(_l("Code from the letter"), [InputRequired(_l("Ask for the code of the letter."))
                                                        if needs_code else Optional(), Length(max=100)],
                            render_kw={"inputmode": "numeric", "autocomplete": "off"})}
    middle = _feature_fields(asked) | _parts()
    last = {
        "note": StringField(_l("Who called, and when?"), [InputRequired(_l("Say how the answers were given.")),
                                                          Length(max=300)],
                            description=_l("For instance: called on 3 December, speaks for herself.")),
        "agree": BooleanField(_l("I have read the consent aloud, and the person has agreed"),
                              [InputRequired(_l("Without the person’s agreement nothing may be kept."))])}
    form: FlaskForm = type("PhoneForm", (FlaskForm,), first | middle | last)(data=stored)
    return form


def _parts() -> dict[str, Any]:
    """The fields of the single pages, made anew: a form shows its fields in the order in which they were made."""
    return {name: UnboundField(value.field_class, *value.args, **value.kwargs)
            for part in (ContactFields, HomeFields, SupportFields, DaysFields)
            for name, value in vars(part).items() if isinstance(value, UnboundField)}


def wording_form(rows: Sequence[tuple[str, str, dict[str, str], bool]]) -> FlaskForm:
    """How each feature is asked: (title, kind, wording, whether a year of birth is possible)."""
    fields: dict[str, Any] = {}
    for place, (title, kind, wording, has_ages) in enumerate(rows, start=1):
        kinds = [one for one in QuestionKind if has_ages or one is not QuestionKind.BIRTH_YEAR]
        fields[f"kind_{place}"] = SelectField(_l("How it is asked"), choices=[(one.value, LABELS[one]) for one in kinds],
                                              default=kind)
        fields[f"words_{place}"] = TextsField(title, default=wording, maximum=300)
    form: FlaskForm = type("WordingForm", (FlaskForm,), fields)()
    return form
