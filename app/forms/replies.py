"""The forms in which the authority answers one recommendation, asks for more time and heads its letter."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import DateField, HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput

from app.domain.phases import ReplyStatus
from app.forms.moments import in_our_time
from app.forms.texts import TextsField
from app.i18n.labels import label
from app.models import PublicFile


class ReplyForm(FlaskForm):
    status = RadioField(_l("What is the answer?"), [InputRequired(_l("Choose one answer."))],
                        choices=[(status.value, status.value) for status in ReplyStatus])
    reasons = TextsField(_l("Reasons"), rows=6, maximum=3000,
                         description=_l("Up to 3,000 characters, in at least one language. They are published at once."))
    owner = StringField(_l("Who is responsible?"), [InputRequired(_l("Say who is responsible.")), Length(max=200)],
                        description=_l("An office or a post, not a private person."))
    due_on = DateField(_l("By when will it be done?"), [Optional(), in_our_time],
                       description=_l("“Needs study” must have a date: the day on which the study is ready."))
    kept = SelectMultipleField(_l("Files enclosed before: which stay?"), [Optional()], coerce=int, choices=[],
                               option_widget=CheckboxInput())
    files = MultipleFileField(_l("Enclose files"), [Optional()], description=_l(
        "PDF, Word (DOCX), plain text or a picture (PNG, JPEG, WebP), up to five files, at most 10 MB together. They are public."))
    version = HiddenField()

    def __init__(self, *args: object, files_before: tuple[PublicFile, ...] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.status.choices = [(status.value, label(status)) for status in ReplyStatus]
        self.kept.choices = [(file.id, file.file_name) for file in files_before]
        if not files_before:
            del self.kept

    @property
    def kept_files(self) -> tuple[int, ...]:
        return tuple(self.kept.data or ()) if "kept" in self else ()


class ExtensionForm(FlaskForm):
    """More time, in public; the promised date stays."""

    until_on = DateField(_l("By which day will every recommendation be answered?"),
                         [InputRequired(_l("Give a day.")), in_our_time])
    reasons = TextsField(_l("Why does it take longer?"), rows=4, maximum=1000,
                         description=_l("In at least one language. It is published at once."))


class ReplyLetterForm(FlaskForm):
    """What stands on the formal letter beside the replies."""

    number = StringField(_l("Number of the letter"), [InputRequired(_l("Give the letter’s number.")), Length(max=60)],
                         description=_l("As in the authority’s register, for example 3-12/456."))
    signed_on = DateField(_l("Date of the letter"), [InputRequired(_l("Give the date.")), in_our_time])
    signer = StringField(_l("Who signs it?"), [InputRequired(_l("Say who signs.")), Length(max=120)],
                         description=_l("First letter and surname, as on official letters. It is published."))
    post = TextsField(_l("Post of the person who signs"), maximum=200)
    opening = TextsField(_l("Opening words"), [Optional()], rows=4, maximum=1500,
                         description=_l("They stand before the answers. Leave them empty for the usual sentence."))
