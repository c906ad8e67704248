"""Forms of the evidence library."""
from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from app.domain.evidence import DocumentKind
from app.domain.languages import LANGUAGES, OWN_NAMES
from app.forms.rooms import IN_COLUMN, MOST_CHARACTERS, CommandForm, TextForm
from app.forms.texts import TextsField
from app.i18n.labels import label

LONGEST_TEXT = 200_000


class DocumentForm(CommandForm):
    """A file, or a text typed here; one of them is enough."""

    file = FileField(_l("File"), [Optional()], description=_l(
        "PDF, Word (DOCX), plain text or a picture (PNG, JPEG, WebP), at most 10 MB"))
    text = TextAreaField(_l("Or the text itself"), [Optional(), Length(max=LONGEST_TEXT)], description=_l(
        "Blank lines divide paragraphs. A line that begins with # is a heading, one that begins with - an item of a list. "
        "Beside a scanned file: its text, so that everybody can read it."))
    title = TextsField(_l("Title"), maximum=300)
    author = StringField(_l("Author or source"), [InputRequired(_l("Say who wrote it or where it comes from.")), Length(max=200)])
    kind = SelectField(_l("What is it?"), choices=[])
    stance = TextsField(_l("Position that the document stands for"), [Optional()], maximum=300)
    language = SelectField(_l("Language of the document"), choices=[(code, OWN_NAMES[code]) for code in LANGUAGES])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, label(kind)) for kind in DocumentKind
                             if kind is not DocumentKind.PUBLIC]


class ParagraphForm(FlaskForm):
    """Which paragraph, and perhaps which word of it."""

    paragraph = IntegerField(validators=[InputRequired(), IN_COLUMN])
    word = StringField(validators=[Optional(), Length(max=MOST_CHARACTERS)])


class NoteForm(TextForm):
    """An explanation of a paragraph; what is too long is said by the service."""

    paragraph = IntegerField(validators=[InputRequired(), IN_COLUMN])
