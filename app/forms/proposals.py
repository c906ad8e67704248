"""Forms for writing a finding or recommendation."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.domain.phases import ProposalKind
from app.forms.texts import TextsField
from app.i18n.labels import label


class WordsForm(FlaskForm):
    """The words of a version; `version` is the one they were written on top of, `seq` the shared text as it stood."""

    title = TextsField(_l("Title"), maximum=160,
                       description=_l("One short sentence. One language is enough; translations can follow."))
    body = TextsField(_l("What exactly?"), rows=5, maximum=2000,
                      description=_l("Who should do what, by when. Up to 2,000 characters."))
    why = TextsField(_l("Why does it matter? (optional)"), rows=3, maximum=1000)
    evidence = SelectMultipleField(_l("Which documents does it rest on? (optional)"), coerce=int, choices=[],
                                   widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())
    version = HiddenField()
    seq = HiddenField(render_kw={"data-seq": ""})


class ProposalForm(WordsForm):
    """A new one: its kind comes first."""

    kind = RadioField(_l("What do you propose?"), [InputRequired(_l("Choose a finding or a recommendation."))],
                      choices=[(kind.value, kind.value) for kind in ProposalKind])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, label(kind)) for kind in ProposalKind]
