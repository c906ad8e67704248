"""The form of a dissent or concurrence."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from app.domain.languages import LANGUAGES, OWN_NAMES
from app.domain.phases import DissentKind
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
