"""The form of a dissent or concurrence."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from app.domain.languages import LANGUAGES, OWN_NAMES
from app.domain.phases import DissentKind
from app.forms.moments import in_our_time
from app.forms.rooms import IN_COLUMN
from app.forms.texts import TextsField
from app.i18n.labels import label


class DissentForm(FlaskForm):
    kind = RadioField(_l("What do you attach?"), [InputRequired(_l("Choose a dissent or a concurrence."))],
                      choices=[(kind.value, kind.value) for kind in DissentKind])
    body = TextAreaField(_l("Your text"), [
        InputRequired(_l("Write your dissent or concurrence.")),
        Length(max=2000, message=_l("At most %(max)d characters are possible."))],
        description=_l("Up to 2,000 characters. It is published with the verdict, word for word."),
        render_kw={"rows": 10, "maxlength": 2000})
    language = SelectField(_l("Language of your text"), choices=[(code, OWN_NAMES[code]) for code in LANGUAGES])
    is_named = BooleanField(_l("Publish it under my name"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, label(kind)) for kind in DissentKind]


class ChangeForm(DissentForm):
    """The kind stays: a dissent does not become a concurrence under those who signed it."""

    kind = None  # WTForms leaves a field out that is set to None
    seen = IntegerField(validators=[InputRequired(), IN_COLUMN], widget=HiddenInput())

    def __init__(self, *args: object, **kwargs: object) -> None:
        FlaskForm.__init__(self, *args, **kwargs)


class InviteForm(FlaskForm):
    jurors = SelectMultipleField(_l("Whom do you ask to sign with you?"), [
        InputRequired(_l("Choose at least one juror."))], coerce=int, choices=[],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        description=_l("Only they and you know of it. Each signs on their own page, or not."))


class SignForm(FlaskForm):
    seen = IntegerField(validators=[InputRequired(), IN_COLUMN], widget=HiddenInput())
    is_named = BooleanField(_l("Sign under my name"))


class TranslationForm(FlaskForm):
    seen = IntegerField(validators=[InputRequired(), IN_COLUMN], widget=HiddenInput())
    texts = TextsField(_l("Translations"), rows=8, maximum=2000,
                       description=_l("The original stays as it is. Readers see that this is a translation."))


class DeadlineForm(FlaskForm):
    closes_at = DateTimeLocalField(_l("Until when can dissents be written and signed?"), [
        InputRequired(_l("Give day and time.")), in_our_time], format="%Y-%m-%dT%H:%M",
        description=_l("At least one hour ahead, on the clock of the jury’s place. Everybody sees it."))
