"""Forms of the evidence library."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.domain.languages import LANGUAGES, OWN_NAMES
from app.forms.rooms import CommandForm
from app.forms.texts import TextsField


class DocumentForm(CommandForm):
    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))],
                     description=_l("PDF, plain text or a picture (PNG, JPEG, WebP), at most 10 MB"))
    title = TextsField(_l("Title"), maximum=300)
    author = StringField(_l("Author or source"), [InputRequired(_l("Say who wrote it or where it comes from.")), Length(max=200)])
    stance = TextsField(_l("Position that the document stands for"), [Optional()], maximum=300)
    language = SelectField(_l("Language of the document"), choices=[(code, OWN_NAMES[code]) for code in LANGUAGES])
