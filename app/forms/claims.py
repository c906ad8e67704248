"""Forms of the claims and of what findings rest on."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.domain.evidence import Bearing, Trust
from app.forms.rooms import IN_COLUMN, CommandForm
from app.i18n.labels import label

_PARAGRAPH = _l("Paragraph")
_PARAGRAPH_HINT = _l("Its number, as it stands in the margin of the document")


class ClaimForm(CommandForm):
    """`source` is a kind and an id, as in `document:3`; its choices come from the view."""

    text = TextAreaField(_l("What is claimed?"), [InputRequired(_l("Write the claim."))],
                         description=_l("One sentence that can be true or false. Up to 400 characters."))
    source = SelectField(_l("Where does it come from?"), choices=[], validate_choice=False)
    paragraph = IntegerField(_PARAGRAPH, [Optional(), NumberRange(1, 100_000, _l("Give the number of a paragraph."))],
                             description=_PARAGRAPH_HINT)


class LinkForm(FlaskForm):
    """`target` is `document:3` or `claim:5`."""

    bearing = RadioField(_l("What does it do?"), [InputRequired(_l("Choose one."))], choices=[])
    target = SelectField(_l("Document or claim"), choices=[], validate_choice=False)
    paragraph = IntegerField(_PARAGRAPH, [Optional(), NumberRange(1, 100_000, _l("Give the number of a paragraph."))],
                             description=_PARAGRAPH_HINT)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.bearing.choices = [(bearing.value, label(bearing)) for bearing in Bearing]


class UnlinkForm(FlaskForm):
    link = IntegerField(validators=[InputRequired(), IN_COLUMN])


class TrustForm(FlaskForm):
    trust = SelectField(choices=[trust.value for trust in Trust], coerce=str)
